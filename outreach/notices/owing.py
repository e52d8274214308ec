"""Who must still be told what: what happened since somebody signed up, minus what she was told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from outreach import clock
from outreach.changes import FURTHEST, Change, Facts, Occasion, places
from outreach.cities import City
from outreach.db import sql
from outreach.lessons import Lesson
from outreach.notices.plain import Plain, plain, reminder_due
from outreach.notices.rows import Mail, Told
from outreach.notices.ways import by_post, has_mail, way_of
from outreach.registration import ACTIVE, Registration

_WHOLE = ("participant", "lesson__course", "lesson__centre", "lesson__room")
_LIGHT = ("participant", "lesson")  # enough to count by: without the names of places
# A mail that has not gone by then is not waited for any longer; an offer ends soon, so it cannot wait.
PATIENCE, OFFER_PATIENCE = timedelta(hours=4), timedelta(hours=1)
CLOCKS = timedelta(seconds=3)  # what two nodes call now may differ by so much
URGENCY = ("offer", "change", "expired", "drawn", "ticket", "reminder")


@dataclass(frozen=True, slots=True)
class Owed:
    """What somebody knows, and what is so now; ``change`` is the last one that she is to be told of."""

    change: Change
    before: Facts
    after: Facts

    @property
    def kind(self) -> str:
        """``cancelled``, ``reinstated`` (held after all), ``moved``, or ``same`` (only a message was left)."""
        if self.after.status == "cancelled":
            return "cancelled"
        if self.before.status == "cancelled":
            return "reinstated"
        return "moved" if self.before.is_elsewhere(self.after) else "same"

    @property
    def is_over(self) -> bool:
        """Whether the class, moved to an earlier time, has taken place already."""
        return self.kind != "cancelled" and self.after.ends_at <= clock.now()

    @property
    def is_due(self) -> bool:
        """Whether she may still come in vain: to the class as it is, or at the later time at which she believes it."""
        believed = self.before.ends_at if self.before.status != "cancelled" else self.after.ends_at
        return max(believed, self.after.ends_at) > clock.now()


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that one person must be told of one class.

    Of a change: where she believes the class to be, and how it stands; ``owed`` says what is new. Else ``before`` and
    ``after`` are the class as it is. ``due_at`` is None for an offer. ``attempts`` are those to tell her of this
    topic, whichever way; ``mail`` is on its way, or says what became of it.
    """

    registration: Registration
    city: City
    topic: str
    number: int
    due_at: datetime | None
    before: Occasion
    after: Occasion
    attempts: tuple[Told, ...] = ()
    owed: Owed | None = None
    mail: Mail | None = None

    @property
    def kind(self) -> str:
        """What is to be said: the topic, and for a change cancelled, reinstated, moved or same."""
        return self.owed.kind if self.owed else self.topic

    @property
    def reason(self) -> str:
        """Why the class is cancelled, in the coordinator's words; empty otherwise."""
        return self.owed.change.reason if self.owed and self.owed.kind == "cancelled" else ""

    @property
    def is_over(self) -> bool:
        """Whether the class, moved to an earlier time, has taken place already."""
        return self.owed is not None and self.owed.is_over

    @property
    def mails(self) -> bool:
        """Whether she can be told by mail at all."""
        reachable = bool(self.city.mail_from) and has_mail(self.registration.participant)
        return reachable and not by_post(self.registration, self.topic)

    @property
    def way(self) -> str:
        """``mail`` while one may still go in time, else ``call``, ``letter`` or ``counter``."""
        if self.mails and not self.is_stuck:
            return "mail"
        return self.by_hand

    @property
    def by_hand(self) -> str:
        """How somebody at the desk tells her: ``call``, ``letter``, or ``counter`` when she comes."""
        row = self.registration
        return "letter" if by_post(row, self.topic) else way_of(row.participant)

    @property
    def is_told(self) -> bool:
        """Whether somebody told her of just this already; of what is still owed never."""
        return any(one.number == self.number for one in _heard(self.attempts))

    @property
    def is_stuck(self) -> bool:
        """Whether her mail was refused, was lost sight of, or did not go for hours."""
        patience = OFFER_PATIENCE if self.topic == "offer" else PATIENCE
        if self.mail is None:
            return self.due_at is None or clock.now() - self.due_at >= patience
        if self.mail.state == "queued":
            return clock.now() - self.mail.made_at >= patience
        return self.mail.state != "sending"


def owed(changes: Sequence[Change], attempts: Iterable[Told]) -> Owed | None:
    """What is still to be told of these changes of one class, oldest first, after these attempts; None for nothing.

    Whoever was told of a change knows everything before it. Where the class stands again as she knows it, nothing
    is to be told, unless a message was left that said otherwise. A mail that came back has told nobody.
    """
    tried = [one for one in attempts if one.topic == "change"]
    known = max((one.number for one in _heard(tried)), default=0)
    open_ = [change for change in changes if change.id > known]
    if not open_:
        return None
    before, after = Facts.read(open_[0].before), Facts.read(open_[-1].after)
    misled = any(one.outcome == "message_left" and one.number > known for one in tried)
    if misled or before.differs_for_people(after):
        return Owed(open_[-1], before, after)
    return None


def _heard(attempts: Iterable[Told]) -> list[Told]:
    """Those attempts that told her something."""
    heard: list[Told] = []
    for one in attempts:
        if one.outcome == "told":
            heard.append(one)
        elif one.outcome == "failed":
            heard = [old for old in heard if (old.topic, old.number, old.way) != (one.topic, one.number, "mail")]
    return heard


async def to_tell(city_id: int) -> list[Notice]:
    """Everything that people of the city must still be told, by class and then in kana order.

    Offers come before everything else, as they end. People who come together and share a phone stand side by side.
    The same number of queries whatever there is to tell. Classes that are over are no longer told of, but to who
    still believes them to come; and nobody is told of a class to which she has come.
    """
    return _ordered(await _every(city_id))


async def offers(city_id: int) -> list[Notice]:
    """Every open offer of the city, told or not, until it is answered; what ends first comes first."""
    city = await City.get(id=city_id)
    rows = await Registration.filter(city_id=city_id, status="offered").select_related(*_WHOLE)
    beside = _Known(city, await _attempts(rows), await _mails(rows))
    found = [beside.notice(row, "offer", row.offers, None) for row in rows]
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(_ordered(found), key=lambda one: one.registration.until or never)


async def left(city_id: int, lesson_id: int | None = None) -> int:
    """How many people must still be told something, in the whole city or of one class."""
    every = await _every(city_id, named=False)
    return len({one.registration.id for one in every if lesson_id in (None, one.registration.lesson_id)})


async def reached(city_id: int, lesson_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Of each of these classes, how many know everything, and how many there was something to tell.

    Classes of which nobody had to be told anything are left out.
    """
    ids = set(lesson_ids)
    open_: dict[int, set[int]] = {}
    for one in await _every(city_id, named=False):
        open_.setdefault(one.registration.lesson_id, set()).add(one.registration.id)
    told: dict[int, set[int]] = {}
    rows = Told.filter(outcome="told", registration__lesson_id__in=ids or {0}, registration__status__in=ACTIVE)
    for registration_id, lesson_id in await rows.values_list("registration_id", "registration__lesson_id"):
        told.setdefault(lesson_id, set()).add(registration_id)
    every = {id_: told.get(id_, set()) | open_.get(id_, set()) for id_ in ids}
    return {id_: (len(who - open_.get(id_, set())), len(who)) for id_, who in every.items() if who}


async def of_registration(row: Registration) -> list[Notice]:
    """What this person must still be told of this class, the most urgent first."""
    city = await City.get(id=row.city_id)
    simple = await plain(city, row.id)
    changes: list[Change] = []
    if row.status in ACTIVE and row.lesson.sequence:
        changes = await Change.filter(lesson_id=row.lesson_id, tells=True).order_by("id")
    return _ordered(await _notices(city, changes, simple, [row])) if changes or simple else []


async def _every(city_id: int, *, named: bool = True) -> list[Notice]:
    city = await City.get(id=city_id)
    changes, simple = await _changes(city_id), await plain(city)
    if not changes and not simple:
        return []
    rows = await _concerned(changes, simple).select_related(*(_WHOLE if named else _LIGHT))
    return await _notices(city, changes, simple, rows, named=named)


async def _changes(city_id: int) -> list[Change]:
    """What there is to tell of classes to come, and of those that were to come later until they were moved."""
    now = clock.now()
    of_city = Change.filter(tells=True, lesson__city_id=city_id)
    past = of_city.filter(kind="moved", lesson__ends_at__gt=now - FURTHEST, lesson__ends_at__lte=now)
    late = {one.lesson_id for one in await past if Facts.read(one.before).ends_at > now}
    return await of_city.filter(Q(lesson__ends_at__gt=now) | Q(lesson_id__in=late or {0})).order_by("id")


def _concerned(changes: Sequence[Change], simple: Sequence[Plain]) -> QuerySet[Registration]:
    of_changes = Q(lesson_id__in={change.lesson_id for change in changes} or {0}, status__in=ACTIVE)
    return Registration.filter(of_changes | Q(id__in={one.registration_id for one in simple} or {0}))


def _ordered(every: Sequence[Notice]) -> list[Notice]:
    """Offers first, then class by class; a household of one party together, under its first name."""
    heads: dict[tuple[object, ...], tuple[str, int]] = {}
    for one in every:
        own = one.registration.participant.kana_key, one.registration.id
        heads[_household(one)] = min(own, heads.get(_household(one), own))
    return sorted(every, key=lambda one: _order(one, heads[_household(one)]))


def _household(one: Notice) -> tuple[object, ...]:
    row, phone = one.registration, one.registration.participant.phone_e164
    return (row.lesson_id, row.party, phone) if row.party and phone else (row.lesson_id, row.id)


def _order(one: Notice, head: tuple[str, int]) -> tuple[object, ...]:
    row = one.registration
    key = (row.participant.kana_key, row.id)
    return one.topic != "offer", row.lesson.starts_at, row.lesson_id, head, key, URGENCY.index(one.topic)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is on record beside the registrations."""

    city: City
    attempts: Mapping[int, Sequence[Told]]
    mails: Mapping[tuple[int, str, int], Mail]
    named: bool = True

    def notice(self, row: Registration, topic: str, number: int, due_at: datetime | None, **more: Any) -> Notice:
        """The notice with the attempts that belong to it."""
        tried = tuple(one for one in self.attempts.get(row.id, ()) if one.topic == topic)
        here = _occasion(row.lesson, named=self.named)
        facts: dict[str, Any] = {"before": here, "after": here, **more}
        mail = self.mails.get((row.id, topic, number))
        return Notice(row, self.city, topic, number, due_at, attempts=tried, mail=mail, **facts)

    def reminds(self, one: Notice) -> bool:
        """Whether it is time to remind her, and nothing told her the day since; mails and calls remind."""
        row, due = one.registration, one.due_at
        since = [told for told in _heard(self.attempts.get(row.id, ())) if due and told.at >= due]
        return due is not None and row.at < due <= clock.now() and not since and one.way in ("mail", "call")


async def _notices(
    city: City,
    changes: Sequence[Change],
    simple: Sequence[Plain],
    rows: Sequence[Registration],
    *,
    named: bool = True,
) -> list[Notice]:
    beside = _Known(city, await _attempts(rows), await _mails(rows), named)
    active = {row.id: row for row in rows if row.status in ACTIVE}
    changed = await _owed(changes, list(active.values()), beside.attempts)
    facts = [facts for one in changed.values() for facts in (one.before, one.after)]
    known = await places(facts if named else [])
    found = [
        beside.notice(
            active[id_],
            "change",
            one.change.id,
            one.change.at,
            owed=one,
            before=known.occasion(one.before),
            after=known.occasion(one.after),
        )
        for id_, one in changed.items()
    ]
    by_id = {row.id: row for row in rows}
    found += [
        beside.notice(by_id[one.registration_id], one.topic, one.number, one.due_at)
        for one in simple
        if one.topic != "reminder"
    ]
    busy = {one.registration.id for one in found}  # what she is told anyway says when it is
    near = [by_id[one.registration_id] for one in simple if one.topic == "reminder" and one.registration_id not in busy]
    reminders = [
        beside.notice(row, "reminder", row.lesson.sequence, reminder_due(row.lesson.starts_at, city.reminder_days))
        for row in near
    ]
    return [*found, *(one for one in reminders if beside.reminds(one))]


def _occasion(lesson: Lesson, *, named: bool) -> Occasion:
    if not named:
        return Occasion(lesson.starts_at, lesson.ends_at, {}, None)
    room = lesson.room.name if lesson.room else None
    return Occasion(lesson.starts_at, lesson.ends_at, lesson.centre.name, room)


async def _owed(
    changes: Sequence[Change], rows: Sequence[Registration], tried: Mapping[int, Sequence[Told]]
) -> dict[int, Owed]:
    """What is due to be told, by registration."""
    came = await _came(rows)
    each = {row.id: owed(_since(row, changes), tried.get(row.id, ())) for row in rows if row.id not in came}
    return {id_: one for id_, one in each.items() if one and one.is_due}


async def _came(rows: Sequence[Registration]) -> frozenset[int]:
    # Arrivals are told higher up in the story; here it only matters who knows the class because she has come.
    ids = sorted({row.lesson_id for row in rows})
    if not ids:
        return frozenset()
    query = f"SELECT registration_id FROM arrivals WHERE standing AND lesson_id IN ({', '.join('?' * len(ids))})"  # noqa: S608 - fixed words
    return frozenset(row["registration_id"] for row in await sql.rows(query, *ids))


def _since(row: Registration, changes: Sequence[Change]) -> list[Change]:
    """What changed since she signed up, and just before: better told of twice than never."""
    return [one for one in changes if one.lesson_id == row.lesson_id and one.at >= row.at - CLOCKS]


async def _attempts(rows: Sequence[Registration]) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = {}
    if not rows:
        return found
    for told in await Told.filter(registration_id__in=[row.id for row in rows]).order_by("id"):
        found.setdefault(told.registration_id, []).append(told)
    return found


async def _mails(rows: Sequence[Registration]) -> dict[tuple[int, str, int], Mail]:
    ids = [row.id for row in rows]
    mails = await Mail.filter(registration_id__in=ids) if ids else []
    return {(one.registration_id, one.topic, one.number): one for one in mails}
