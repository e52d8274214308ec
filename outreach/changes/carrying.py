"""Carrying a change out: everything is locked and looked at again, then all of it is written, or nothing."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta

from outreach import audit, clock, once
from outreach.audit import Actor
from outreach.changes.facts import Facts
from outreach.changes.preview import Preview, Row, preview
from outreach.changes.rows import Change
from outreach.changes.wanting import Wanted
from outreach.cities import City
from outreach.db import sql, unit_of_work
from outreach.i18n import Phrase, own
from outreach.i18n import phrase as _
from outreach.lessons import Lesson, clashes, shifts
from outreach.lessons.fairness import TO_TELL
from outreach.refusal import Refusal, Refusals
from outreach.registration import fill_each, office_hours, seats, with_siblings
from outreach.spelling import clean_line

LONGEST_REASON = 200
# She was told of a longer time: it is another offer, of which she is told anew.
_OFFERS = (
    "UPDATE registrations SET until = ?, offers = offers + 1 WHERE lesson_id = ? AND status = 'offered' AND until > ?"
)
_PASSES = "UPDATE door_passes SET expires_at = ? WHERE lesson_id = ? AND revoked_at IS NULL"


@unit_of_work
async def carry_out(
    city: City,
    lesson_ids: Sequence[int],
    wanted: Wanted,
    *,
    by: Actor,
    key: str = "",
    reason: str = "",
    seen: Mapping[int, str] | None = None,
) -> str:
    """Change these classes, all or none; returns the batch that the changes share.

    Registrations stay as they are, but that seats which become free are offered to who waits. ``seen`` are the marks
    of the facts that the coordinator was shown, by lesson id: where somebody has changed a class since, she is asked
    to look again. Sent again with the same ``key`` it returns the same batch. Raises Refusals for what cannot be.
    """
    ids = sorted(set(lesson_ids))
    reason = clean_line(reason, LONGEST_REASON, field="reason")
    done = await once.claim(by, key, once.fingerprint("change", city.id, ids, asdict(wanted), reason))
    if done is not None:
        return (await Change.get(id=done)).batch
    await _lock(city, await with_siblings(ids))
    dry = await preview(city, ids, wanted, by=by)
    _check(dry, ids, seen or {}, reason, by)
    batch = secrets.token_hex(16)
    made = [await _carried(row, wanted, batch, reason, by) for row in dry.rows]
    await fill_each(ids)
    await once.keep(by, key, made[0].id)
    return batch


async def _lock(city: City, ids: Sequence[int]) -> None:
    await clashes.lock(city.id)
    for lesson_id in ids:  # in the order of their ids, so that two of these never wait for each other
        await seats.lock(lesson_id)


def _check(dry: Preview, ids: Sequence[int], seen: Mapping[int, str], reason: str, by: Actor) -> None:
    if not ids:
        raise Refusal(_("Please choose at least one class."), field="ids", code="none")
    if len(dry.rows) != len(ids):
        raise Refusal(_("This class is not on record. Please open the list again."), field="ids", code="unknown")
    refused = [_named(row, row.refused) for row in dry.rows if row.refused is not None]
    refused += [_named(row, clash.sentence) for row in dry.rows for clash in row.of_weight("hard")]
    refused += [_changed(row) for row in dry.rows if seen.get(row.lesson.id, row.before.mark) != row.before.mark]
    refused += _reasons(dry, reason) + _overrides(dry, reason, by)
    if refused:
        raise Refusals(refused)


def _named(row: Row, why: Phrase) -> Refusal:
    title = own(row.lesson.course.title)
    sentence = _("{title}, {when}: {why}", title=title, when=row.before.starts_at, why=why)
    return Refusal(sentence, field="ids", code="cannot")


def _changed(row: Row) -> Refusal:
    sentence = _("Somebody has changed this class since you looked. Please look at the preview again.")
    return Refusal(_named(row, sentence).phrase, field="ids", code="stale")


def _reasons(dry: Preview, reason: str) -> list[Refusal]:
    if reason:
        return []
    if dry.wanted.kind == "cancelled":
        return [Refusal(_("Please write why, in words that people understand: it is shown to them."), field="reason")]
    if dry.asks_reason:
        return [Refusal(_("Please write why this is all right although something stands beside it."), "reason", "soft")]
    return []


def _overrides(dry: Preview, reason: str, by: Actor) -> list[Refusal]:
    below = [row for row in dry.rows if row.is_below]
    if not below:
        return []
    taken = max(row.lesson.taken for row in below)
    if "".join(dry.wanted.named.split()) != "".join(by.name.split()) or not by.name:
        sentence = _(
            "{taken} people have a seat already. To allow fewer seats all the same, write your own name ({name}).",
            taken=taken,
            name=by.name,
        )
        return [Refusal(sentence, field="named", code="below")]
    return [] if reason else [Refusal(_("Please write why there are fewer seats than people."), field="reason")]


async def _carried(row: Row, wanted: Wanted, batch: str, reason: str, by: Actor) -> Change:
    now = clock.now()
    await Lesson.filter(id=row.lesson.id).update(**_columns(row, now))
    if row.before.day != row.after.day:
        await sql.run(_PASSES, _midnight(row.after), row.lesson.id)
        last = office_hours.cut_off(row.after.starts_at)
        await sql.run(_OFFERS, last, row.lesson.id, last)
    if row.before.instructor_id != row.after.instructor_id:
        await shifts.lead(row.lesson, row.after.instructor_id, by=by)
    await clashes.accept(row.lesson.id, row.clashes, reason, by=by)
    change = await Change.create(
        lesson_id=row.lesson.id,
        kind=wanted.kind,
        before=row.before.kept(),
        after=row.after.kept(),
        reason=reason if wanted.kind != "resized" or row.is_below else "",
        tells=row.tells,
        batch=batch,
        by=by.reference,
        at=now,
    )
    subject = f"lesson:{row.lesson.id}"
    await audit.record(
        row.lesson.city_id, by, f"lesson.{wanted.kind}", subject, change=change.id, overridden=row.is_below
    )
    return change


def _columns(row: Row, now: datetime) -> dict[str, object]:
    lesson, before, after = row.lesson, row.before, row.after
    columns: dict[str, object] = {
        "status": after.status,
        "starts_at": after.starts_at,
        "ends_at": after.ends_at,
        "day": after.day,
        "centre_id": after.centre_id,
        "room_id": after.room_id,
        "instructor_id": after.instructor_id,
        "capacity": after.capacity,
    }
    if before.starts_at != after.starts_at:
        step = after.starts_at - before.starts_at
        closes = lesson.intake_closes_at + step
        columns["intake_closes_at"] = closes
        if lesson.lots_open:
            closes = columns["draws_at"] = _draws_at(lesson, after, now)
        if lesson.phone_until is not None and lesson.phone_share:
            columns["phone_until"] = lesson.phone_until + step
        if lesson.intake_opens_at >= closes:  # it would never have opened
            columns["intake_opens_at"] = min(now, closes)
        if lesson.publish_at is not None and lesson.publish_at >= after.starts_at:  # it would never have been published
            columns["publish_at"] = min(now, after.starts_at)
    if before.status != after.status or before.is_elsewhere(after):
        columns |= {"sequence": lesson.sequence + 1, "changed_at": now}
    elif before.capacity != after.capacity:  # nothing for calendars, but what is published of the class is new
        columns["changed_at"] = now
    return columns


def _draws_at(lesson: Lesson, after: Facts, now: datetime) -> datetime:
    """The draw moves along with the class; where that day is over, it stays if it can, or is made at once."""
    was = lesson.draws_at or now
    along = was + (after.starts_at - lesson.starts_at)
    return along if along > now else max(now, min(was, after.starts_at - TO_TELL))


def _midnight(facts: Facts) -> datetime:
    return datetime.combine(facts.day + timedelta(days=1), time(), tzinfo=clock.TOKYO).astimezone(UTC)
