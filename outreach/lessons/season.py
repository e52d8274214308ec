"""Many classes at once: each date with its verdict, changed one by one, and planned together or not at all."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Literal

from outreach import clock, once
from outreach.audit import Actor
from outreach.cities import City
from outreach.courses import Course
from outreach.db import unit_of_work
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.lessons import clashes, planning
from outreach.lessons.clashes import Clash, Picture, Slot
from outreach.lessons.otherwise import MOST_DAYS, Beside, Otherwise, other_days, same_day, same_week
from outreach.lessons.planning import Plan
from outreach.lessons.possible import Known, known, refusals
from outreach.lessons.rows import Lesson
from outreach.lessons.series import make_series
from outreach.refusal import Refusal, Refusals

Verdict = Literal["planned", "reason", "skipped", "left_out", "stuck"]
CHOSEN = frozenset({"planned", "reason", "stuck"})


@dataclass(frozen=True, slots=True)
class Wish:
    """One date: as the rule or the copied class gives it (``base``), and as it is wished now (``plan``).

    ``key`` names it on the form. ``wanted`` is None until somebody has said whether it is to be planned: then it is
    planned where nothing hard stands in the way.
    """

    key: str
    base: Plan
    plan: Plan
    wanted: bool | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A wish with what stands in its way.

    ``planned`` and ``reason`` (something soft: a reason is asked for) can be saved; ``skipped`` has something hard in
    its way; ``left_out`` was taken out by hand; ``stuck`` is wanted though something hard is in its way.
    """

    wish: Wish
    verdict: Verdict
    clashes: tuple[Clash, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    instead: tuple[Otherwise, ...] = ()

    @property
    def is_blocked(self) -> bool:
        """Whether a clash stands in the way that another room, hour or day may solve."""
        return self.verdict in ("skipped", "stuck") and not self.refusals

    @property
    def chosen(self) -> bool:
        """Whether this date is to be planned."""
        return self.verdict in CHOSEN

    @property
    def reasons(self) -> list[Phrase]:
        """Everything that there is to say about this date, the gravest first."""
        return [one.phrase for one in self.refusals] + [one.sentence for one in self.clashes]


@dataclass(frozen=True, slots=True)
class Season:
    """All dates in order, each with its verdict."""

    rows: tuple[Row, ...]

    @property
    def counts(self) -> Counter[Verdict]:
        """How many dates have which verdict."""
        return Counter(row.verdict for row in self.rows)

    @property
    def chosen(self) -> list[Row]:
        """The dates that are to be planned."""
        return [row for row in self.rows if row.chosen]


def wishes(base: Plan, days: Iterable[date]) -> list[Wish]:
    """The same class on each of these days."""
    plans = [replace(base, day=day) for day in days]
    return [Wish(plan.day.isoformat(), plan, plan) for plan in plans]


async def preview(city: City, wished: Sequence[Wish]) -> Season:
    """What would become of each date now: a fixed number of queries for any number of dates."""
    slots = [planning.slot_of(wish.plan) for wish in wished]
    picture = await clashes.picture(city.id, slots)
    rows, beside = judged(wished, slots, picture, await known(city.id, [wish.plan for wish in wished]))
    weeks = {row.wish.key: same_week(row.wish.plan, clock.today()) for row in rows if row.is_blocked}
    near = await clashes.picture(city.id, [planning.slot_of(plan) for week in weeks.values() for plan in week])
    return Season(
        tuple(
            replace(row, instead=_instead(row, slot, weeks[row.wish.key], picture, near, beside))
            if row.wish.key in weeks
            else row
            for row, slot in zip(rows, slots, strict=True)
        )
    )


def _instead(
    row: Row, slot: Slot, week: Sequence[Plan], picture: Picture, near: Picture, beside: Beside
) -> tuple[Otherwise, ...]:
    today = same_day(row.wish.plan, slot, picture, beside)
    return (*today, *islice(other_days(week, near, beside), MOST_DAYS))


def judged(
    wished: Sequence[Wish], slots: Sequence[Slot], picture: Picture, named: Known
) -> tuple[list[Row], dict[date, list[Slot]]]:
    """The verdicts, from a picture of the timetable, and by day what would so be planned.

    Of two dates that clash with each other, what was chosen by hand goes first, then the earlier one.
    """
    beside: dict[date, list[Slot]] = {}
    rows: dict[int, Row] = {}
    for number in sorted(range(len(wished)), key=lambda number: wished[number].wanted is None):
        wish, slot = wished[number], slots[number]
        row = rows[number] = _row(wish, slot, picture, named, beside.get(slot.day, ()))
        if row.verdict in ("planned", "reason"):
            beside.setdefault(slot.day, []).append(slot)
    return [rows[number] for number in range(len(wished))], beside


def _row(wish: Wish, slot: Slot, picture: Picture, named: Known, beside: Sequence[Slot]) -> Row:
    wrong = tuple(refusals(wish.plan, named))
    if any(one.field in ("centre_id", "room_id") for one in wrong):
        return Row(wish, "stuck" if wish.wanted else "skipped", refusals=wrong)
    found = tuple(one for one in clashes.found(slot, picture, beside) if one.weight != "note")
    hard = bool(wrong) or any(one.weight == "hard" for one in found)
    return Row(wish, _verdict(wish, hard=hard, soft=bool(found)), found, wrong)


def _verdict(wish: Wish, *, hard: bool, soft: bool) -> Verdict:
    if hard:
        return "stuck" if wish.wanted else "skipped"
    if wish.wanted is False:
        return "left_out"
    return "reason" if soft else "planned"


@unit_of_work
async def carry_out(
    city: City, wished: Sequence[Wish], *, by: Actor, key: str = "", reason: str = "", sign_up: str = ""
) -> list[Lesson]:
    """Plan every date that is wanted, all or nothing; with ``sign_up`` (each, all) they become one series.

    Raises Refusals that name the date where something stands in the way, also what arose since the preview.
    Sent again with the same ``key`` it returns what was planned then.
    """
    chosen = [wish for wish in wished if wish.wanted]
    await clashes.lock(city.id)
    if not await once.used(by, key):
        _check(await preview(city, chosen), reason)
    made = await planning.plan_many(city, [wish.plan for wish in chosen], by=by, key=key, reason=reason)
    if sign_up:
        await _as_series(city, made, sign_up, by, key)
    return made


async def _as_series(city: City, made: Sequence[Lesson], sign_up: str, by: Actor, key: str) -> None:
    course = await Course.get(id=made[0].course_id)
    try:
        await make_series(city, course, [one.id for one in made], sign_up, by=by, key=key and f"{key[:60]}-all")
    except Refusal as refusal:
        raise Refusals([Refusal(refusal.phrase, field="sign_up", code=refusal.code)]) from None


async def check_base(city: City, base: Plan) -> None:
    """What is wrong on every date: raises Refusals, but for the day and the hour, which each date tells itself."""
    wrong = [one for one in refusals(base, await known(city.id, [base])) if one.field not in ("day", "starts")]
    if wrong:
        raise Refusals(wrong)


def _check(season: Season, reason: str) -> None:
    if not season.rows:
        raise Refusals([Refusal(_("Please choose at least one date."), code="none")])
    stuck = [_named(row) for row in season.rows if row.verdict == "stuck"]
    if stuck:
        raise Refusals(stuck)
    if season.counts["reason"] and not reason.strip():
        raise Refusals([Refusal(_("Please write a reason for the dates that need one."), "reason", "soft")])


def _named(row: Row) -> Refusal:
    sentence = _("{day}: {reason}", day=row.wish.plan.day, reason=row.reasons[0])
    return Refusal(sentence, field=row.wish.key, code="stuck")
