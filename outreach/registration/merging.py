"""Two records of one person become one, and are parted again where that was a mistake.

Nothing of what either record says is changed: only the registrations move. Whoever does both holds the two people
first, by id, and then the classes, by id.
"""

from dataclasses import dataclass

from outreach import audit, clock, once
from outreach.audit import Actor
from outreach.db import dialect, sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.people import Participant
from outreach.refusal import Refusal
from outreach.registration import giving_up, offering, seats, series
from outreach.registration.lists import whole
from outreach.registration.rows import ACTIVE, Merge, Registration

# The better one stays: who came in, then by this order, then by place or number.
_BETTER = ("confirmed", "offered", "held", "waiting", "applied")
_HOLD = (
    "SELECT id, merged_into_id FROM participants WHERE city_id = ? AND id IN (?, ?) AND erased_at IS NULL ORDER BY id"
)
_HOLDS = {"postgres": f"{_HOLD} FOR UPDATE", "sqlite": _HOLD}
_ARRIVED = "SELECT registration_id AS id FROM arrivals WHERE standing AND registration_id IN (?, ?)"
_OVER = "SELECT id FROM lessons WHERE id = ? AND ends_at <= ?"


@dataclass(frozen=True, slots=True)
class _Twice:
    """Both records are in the same class: which row stays, and which ends. Without ``ends`` both stay as they are."""

    stays: Registration
    ends: Registration | None


@unit_of_work
async def merge(city_id: int, kept_id: int, gone_id: int, *, by: Actor, key: str = "") -> Merge:
    """All that ``gone`` is signed up for is ``kept``'s from now on; a search finds only her.

    Where both are in the same class, the better of the two stays (a seat before a place, a lower place before a
    higher one) and the other ends; its seat is offered to who waits. Where both came in, or the class is over, both
    stay where they are: they were counted. Done again it returns the same. Raises Refusal: ``same`` for one record
    twice, ``unknown`` for another city's or erased records, ``merged`` where one of them was merged before.
    """
    if kept_id == gone_id:
        raise Refusal(_("These are not two records but one."), code="same")
    mark = once.fingerprint("merge", city_id, kept_id, gone_id)
    if (done := await once.claim(by, key, mark)) is not None:
        return await Merge.get(id=done)
    made = await _standing(city_id, kept_id, gone_id) or await _merge(city_id, kept_id, gone_id, by)
    await once.keep(by, key, made.id)
    return made


async def _standing(city_id: int, kept_id: int, gone_id: int) -> Merge | None:
    """Hold both records. The merge of just these two where it stands already, or None where they can be merged."""
    held = await sql.rows(_HOLDS[dialect()], city_id, kept_id, gone_id)
    if len(held) != 2:
        raise Refusal(_("This person is not on record. Please search again."), code="unknown")
    into = {row["id"]: row["merged_into_id"] for row in held}
    if into[gone_id] == kept_id:
        return await Merge.get(kept_id=kept_id, gone_id=gone_id, undone_at=None)
    parts_of_others = await Merge.filter(kept_id=gone_id, undone_at=None).exists()
    if into[gone_id] is not None or into[kept_id] is not None or parts_of_others:
        sentence = _("One of these records was merged with another one before. Please take that back first.")
        raise Refusal(sentence, code="merged")
    return None


async def _merge(city_id: int, kept_id: int, gone_id: int, by: Actor) -> Merge:
    await _hold_classes(gone_id)
    twice = [await _decided(*pair) for pair in await _pairs(kept_id, gone_id)]
    ended = [one.ends for one in twice if one.ends is not None]
    for row in ended:
        await giving_up.end(row, by, kind="merged")
    stay = {one.stays.id for one in twice if one.ends is None}
    moved = [row.id for row in await Registration.filter(participant_id=gone_id).order_by("id") if row.id not in stay]
    await _give(moved, kept_id)
    await sql.run("UPDATE participants SET merged_into_id = ? WHERE id = ?", kept_id, gone_id)
    made = await Merge.create(
        city_id=city_id,
        kept_id=kept_id,
        gone_id=gone_id,
        moved=moved,
        ended=[row.id for row in ended],
        at=clock.now(),
        by=by.reference,
    )
    facts = {"gone": gone_id, "moved": len(moved), "ended": len(ended)}
    await audit.record(city_id, by, "participant.merged", f"participant:{kept_id}", **facts)
    await offering.fill_each({row.lesson_id for row in ended})
    return made


async def _hold_classes(participant_id: int) -> None:
    active = Registration.filter(participant_id=participant_id, status__in=ACTIVE, lesson__ends_at__gt=clock.now())
    ids = [row.lesson_id for row in await active]
    for lesson_id in await series.with_siblings(ids):
        await seats.lock(lesson_id)


async def _pairs(kept_id: int, gone_id: int) -> list[tuple[Registration, Registration]]:
    """The active rows of both for the same class, kept's first."""
    rows = await Registration.filter(participant_id__in=[kept_id, gone_id], status__in=ACTIVE).order_by("lesson_id")
    own = {row.lesson_id: row for row in rows if row.participant_id == kept_id}
    return [(own[row.lesson_id], row) for row in rows if row.participant_id == gone_id and row.lesson_id in own]


async def _decided(kept: Registration, gone: Registration) -> _Twice:
    arrived = {row["id"] for row in await sql.rows(_ARRIVED, kept.id, gone.id)}
    if len(arrived) == 2 or await sql.rows(_OVER, kept.lesson_id, clock.now()):
        return _Twice(gone, None)
    first, second = sorted((kept, gone), key=lambda row: (row.id not in arrived, *_rank(row)))
    return _Twice(first, second)


def _rank(row: Registration) -> tuple[int, int, int, bool, int]:
    return _BETTER.index(row.status), row.place or 0, row.number or 0, not row.party, row.id


async def _give(registrations: list[int], participant_id: int) -> None:
    for one in registrations:
        await sql.run("UPDATE registrations SET participant_id = ? WHERE id = ?", participant_id, one)


@unit_of_work
async def unmerge(merge_id: int, city_id: int, *, by: Actor) -> bool:
    """They were two people after all: what was moved goes back. What ended meanwhile, or by the merge, stays ended.

    Returns False where it was taken back before. Raises Refusal ``unknown`` for another city's, and where one of the
    two was erased.
    """
    made = await Merge.get_or_none(id=merge_id, city_id=city_id)
    held = made and await sql.rows(_HOLDS[dialect()], city_id, made.kept_id, made.gone_id)
    if made is None or not held or len(held) != 2:
        raise Refusal(_("This person is not on record. Please search again."), code="unknown")
    undo = "UPDATE merges SET undone_at = ?, undone_by = ? WHERE id = ? AND undone_at IS NULL"
    if not await sql.run(undo, clock.now(), by.reference, merge_id):
        return False
    await _hold_classes(made.kept_id)
    moved = await Registration.filter(id__in=made.moved, participant_id=made.kept_id).order_by("id")
    await _give([row.id for row in moved], made.gone_id)
    await sql.run("UPDATE participants SET merged_into_id = NULL WHERE id = ?", made.gone_id)
    facts = {"gone": made.gone_id, "moved": len(moved)}
    await audit.record(city_id, by, "participant.unmerged", f"participant:{made.kept_id}", **facts)
    return True


async def fits_phone(participant: Participant, typed: str) -> bool:
    """Whether the typed digits are the last four of her phone, or of the phone of a record merged into hers.

    She may have signed up with either of her numbers. All of them are compared, however many fit.
    """
    merged = await merges_of(participant.city_id, participant.id)
    records = [participant, *(one.gone for one in merged)]
    return sum(giving_up.matches_phone(one, typed) for one in records) > 0


async def merges_of(city_id: int, participant_id: int) -> list[Merge]:
    """The merges that stand of this record, newest first, each with the record that is gone: they can be taken back."""
    rows = Merge.filter(city_id=city_id, kept_id=participant_id, undone_at=None)
    return await rows.select_related("gone").order_by("-id")


async def stays_behind(merge: Merge) -> list[Registration]:
    """What ``unmerge`` leaves with the record that was kept: whatever she was signed up for since, by class.

    Nobody can tell by the rows which of the two it is for; a class taken instead of one that was moved is among it.
    """
    since = Registration.filter(participant_id=merge.kept_id, status__in=ACTIVE, at__gt=merge.at)
    return await whole(since.exclude(id__in=merge.moved)).order_by("lesson__starts_at", "id")
