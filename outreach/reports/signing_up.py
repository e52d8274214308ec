"""How people signed up, how long they waited, and who did not come: registrations of a year's classes for residents."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median, quantiles
from typing import Any

from outreach.db import sql
from outreach.i18n import Phrase
from outreach.i18n.phrase import phrase as _
from outreach.i18n.words import fiscal_year_days, month_words
from outreach.open_data.suppression import SMALLEST, Grouping, Key, suppressed
from outreach.registration.rows import CHANNELS
from outreach.reports.facts import Facts
from outreach.reports.people import People
from outreach.reports.report import Asked, Cell, Mark, Table
from outreach.reports.rows import source

# A registration that was moved or merged goes on in another one, which is counted.
_OF = (
    " FROM lessons l JOIN courses k ON k.id = l.course_id AND k.kind = 'class' AND k.audience = 'residents'"
    " JOIN registrations r ON r.lesson_id = l.id LEFT JOIN withdrawals w ON w.registration_id = r.id AND w.at < ?"
    " WHERE l.city_id = ? AND l.day >= ? AND l.day <= ? AND l.status <> 'draft' AND r.at < ?"
    " AND (w.kind IS NULL OR w.kind NOT IN ('moved', 'merged'))"
)
_CHANNELS = (
    "SELECT l.id AS lesson_id, r.channel, CASE WHEN w.id IS NULL THEN 0 ELSE 1 END AS ended, count(*) AS n"
    f"{_OF} GROUP BY l.id, r.channel, CASE WHEN w.id IS NULL THEN 0 ELSE 1 END"
)
# Who stood on a waiting list, and when she was first offered or given a seat, as the trail has it. Whom the lots left
# without a seat waits from the draw on.
_OFFERED = (
    "SELECT subject, min(at) AS at FROM audit_entries WHERE city_id = ? AND at < ?"
    " AND action IN ('registration.offered', 'registration.promoted') GROUP BY subject"
)
_WAITED = (
    "SELECT r.id, l.id AS lesson_id, r.at, d.drawn_at"
    f"{_OF.replace(' WHERE', ' LEFT JOIN lotteries d ON d.lesson_id = l.id AND r.number IS NOT NULL WHERE')}"
    " AND r.place IS NOT NULL AND (d.drawn_at IS NULL OR d.drawn_at < ?)"
)
_SEATS = (
    "SELECT l.id AS lesson_id, count(*) AS seats, sum(CASE WHEN EXISTS (SELECT 1 FROM arrivals a"  # noqa: S608 - ours
    " WHERE a.registration_id = r.id AND a.lesson_id = l.id AND a.at < ? AND (a.standing OR a.undone_at >= ?))"
    f" THEN 0 ELSE 1 END) AS away{_OF} AND r.status = 'confirmed' GROUP BY l.id"
)
CHANNEL_WORDS: dict[str, Phrase] = {"web": _("Web"), "phone": _("Telephone"), "counter": _("At the counter")}
TOGETHER = _("Together")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waited:
    """Who waited: for a class of which month, and how many days until a seat was offered; None where none was."""

    month: str
    days: float | None


def _values(asked: Asked) -> tuple[Any, ...]:
    return (asked.until, asked.city.id, *fiscal_year_days(asked.period.year), asked.until)


def _months(facts: Facts) -> dict[int, str]:
    return {one.id: one.month for one in facts.classes}


def _names(asked: Asked) -> dict[str, str]:
    """The months of a fiscal year in their order."""
    firsts = [date(asked.period.year + (month < 4), month, 1) for month in (*range(4, 13), 1, 2, 3)]
    return {f"{first:%Y-%m}": month_words(first, asked.language) for first in firsts}


def _shown(count: int | None) -> Cell:
    return Mark.WITHHELD if count is None else count


async def channels(facts: Facts) -> list[Table]:
    """Sign-ups by channel with how many of them have ended, and by month and channel; one query."""
    months, counts = _months(facts), Counter[Key]()
    for row in await sql.rows(_CHANNELS, *_values(facts.asked)):
        counts[months[row["lesson_id"]], row["channel"], row["ended"]] += row["n"]
    groupings: list[Grouping] = [(0, 1), (0,), (1, 2), (1,), (2,), ()]
    found = await asyncio.to_thread(suppressed, counts, groupings)
    say = facts.asked.say
    rule = say(_("Registrations for the classes of these rows that were made until the day of the report."))
    moved = say(_("One that was moved to another class, or merged with a twin, counts once."))
    order = list(CHANNELS[::-1])
    lines: list[tuple[Cell, ...]] = [
        (
            say(CHANNEL_WORDS[name]),
            *(_shown(found[at].get(key, 0)) for at, key in (((1,), (name,)), ((1, 2), (name, 1)))),
        )
        for name in order
    ]
    lines.append((say(TOGETHER), _shown(found[()].get((), 0)), _shown(found[2,].get((1,), 0))))
    by_month: list[tuple[Cell, ...]] = [
        (
            name,
            *(_shown(found[0, 1].get((month, channel), 0)) for channel in order),
            _shown(found[0,].get((month,), 0)),
        )
        for month, name in _names(facts.asked).items()
    ]
    by_month.append(
        (say(TOGETHER), *(_shown(found[1,].get((channel,), 0)) for channel in order), _shown(found[()].get((), 0)))
    )
    everything = source(facts.asked, audience="residents")
    head = (say(_("Channel")), say(_("Sign-ups")), say(_("Of these ended since")))
    wide = (say(_("Month of the class")), *(say(CHANNEL_WORDS[name]) for name in order), say(TOGETHER))
    of_months = [source(facts.asked, audience="residents", month=month) for month in _names(facts.asked)]
    return [
        Table(
            "channels",
            say(_("Ways of signing up")),
            head,
            tuple(lines),
            (everything,) * 4,
            f"{rule} {moved}",
            has_sum=True,
        ),
        Table(
            "channels-months",
            say(_("Sign-ups by month and channel")),
            wide,
            tuple(by_month),
            (*of_months, everything),
            f"{rule} {moved}",
            has_sum=True,
        ),
    ]


async def waiting(facts: Facts) -> Table:
    """For each month of classes: who stood on a waiting list, and how long until a seat was offered; two queries."""
    waited, asked, say = await _waited(facts), facts.asked, facts.asked.say
    counts: Counter[Key] = Counter((one.month, one.days is not None) for one in waited)
    found = await asyncio.to_thread(suppressed, counts, [(0, 1), (0,), (1,), ()])
    lines: list[tuple[Cell, ...]] = []
    for month, name in _names(asked).items():
        of = [one for one in waited if one.month == month]
        got = found[0, 1].get((month, True), 0)
        lines.append((name, _shown(found[0,].get((month,), 0)), _shown(got), *_spread(of, got)))
    got = found[1,].get((True,), 0)
    lines.append((say(TOGETHER), _shown(found[()].get((), 0)), _shown(got), *_spread(waited, got)))
    head = (
        *(_("Month of the class"), _("Stood on a waiting list"), _("Were offered a seat")),
        *(_("Days until then: median"), _("a quarter waited at most"), _("three quarters at most")),
    )
    return Table(
        key="waiting",
        title=say(_("How long people waited")),
        head=tuple(say(one) for one in head),
        rows=tuple(lines),
        sources=(
            *(source(asked, audience="residents", month=month) for month in _names(asked)),
            source(asked, audience="residents"),
        ),
        rule=say(
            _(
                "Registrations for the classes of these rows with a number on the waiting list: from the sign-up (or"
                " the draw) to the first seat that was offered or given. Nothing is said of fewer than five people."
            )
        ),
        has_sum=True,
    )


async def _waited(facts: Facts) -> list[Waited]:
    asked, months = facts.asked, _months(facts)
    offered = {row["subject"]: sql.moment(row["at"]) for row in await sql.rows(_OFFERED, asked.city.id, asked.until)}
    found = []
    for row in await sql.rows(_WAITED, *_values(asked), asked.until):
        joined = sql.moment(row["drawn_at"] or row["at"])
        found.append(Waited(months[row["lesson_id"]], _days(joined, offered.get(f"registration:{row['id']}"))))
    return found


def _days(joined: datetime, offered: datetime | None) -> float | None:
    return None if offered is None else max(offered - joined, timedelta()) / DAY


def _spread(of: Sequence[Waited], got: int | None) -> tuple[Cell, Cell, Cell]:
    """The median and the quartiles in days, of five people or more whose number is shown."""
    days = [one.days for one in of if one.days is not None]
    if got is None:
        return Mark.WITHHELD, Mark.WITHHELD, Mark.WITHHELD
    if len(days) < SMALLEST:
        return None, None, None
    quarter, _half, rest = quantiles(days, n=4, method="inclusive")
    return round(median(days), 1), round(quarter, 1), round(rest, 1)


def _is_told(by_list: int | None, by_report: Cell) -> bool:
    return by_list is not None and not isinstance(by_report, Mark)


async def no_shows(facts: Facts, people: People) -> list[Table]:
    """Seats of classes that count and kept a list at the door, and how many of them stayed empty; one query.

    Seats are those who came and those who did not. So their number is told only where both may be told, each in a
    world of its own, and who came also as the report says it: then it adds nothing to what they tell.
    """
    asked = facts.asked
    seats = {row["lesson_id"]: row for row in await sql.rows(_SEATS, asked.until, asked.until, *_values(asked))}
    kept = [one for one in facts.classes if one.state == "counted" and one.is_checked and one.audience == "residents"]
    away: Counter[Key] = Counter()
    arrived: Counter[Key] = Counter()
    given: dict[tuple[str, object], int] = Counter()
    classes: dict[tuple[str, object], int] = Counter()
    for one in kept:
        row = seats.get(one.id, {"seats": 0, "away": 0})
        away[one.month, one.centre_id] += row["away"]
        arrived[one.month, one.centre_id] += row["seats"] - row["away"]
        for at in (("month", one.month), ("centre", one.centre_id), ("all", None)):
            given[at] += row["seats"]
            classes[at] += 1
    found = await asyncio.to_thread(suppressed, away, [(0,), (1,), ()])
    let_in = await asyncio.to_thread(suppressed, arrived, [(0,), (1,), ()])

    def may_tell(kind: str, at: object) -> bool:
        """Whether it may be told who came to these classes: by the list at the door, and by the report."""
        if kind == "all":
            return _is_told(let_in[()].get((), 0), people.who_came("listed", "residents", True))  # noqa: FBT003
        by_list = let_in[(0,) if kind == "month" else (1,)].get((at,), 0)
        return _is_told(by_list, people.who_came(f"listed:{kind}", "residents", at, True))  # noqa: FBT003

    def line(name: str, at: tuple[str, object], count: int | None) -> tuple[Cell, ...]:
        if not facts.agreement.agrees:
            return (name, *[Mark.RECONCILING] * 3, Mark.RECONCILING)
        hidden = count is None or not may_tell(*at)
        share = None if hidden or not given[at] else round((count or 0) * 100 / given[at], 1)
        return (
            name,
            classes[at],
            Mark.WITHHELD if hidden else given[at],
            _shown(count),
            Mark.WITHHELD if hidden else share,
        )

    say = asked.say
    total = line(say(TOGETHER), ("all", None), found[()].get((), 0))
    months = [line(name, ("month", at), found[0,].get((at,), 0)) for at, name in _names(asked).items()]
    places = {one: asked.pick(facts.where.centres[one].name) for one in sorted({one.centre_id for one in kept})}
    centres = [line(name, ("centre", at), found[1,].get((at,), 0)) for at, name in places.items()]
    rule = _(
        "In the classes of these rows: registrations with a seat, and those of them whom nobody checked in. Classes"
        " without a list at the door are left out."
    )

    def made(key: str, title: Phrase, heading: Phrase, lines: list[tuple[Cell, ...]], keys: list[object]) -> Table:
        said = {"state": "counted", "audience": "residents", "door": True}
        name = "month" if key == "no-shows" else "centre"
        head = (heading, _("Classes with a list"), _("Seats given"), _("Did not come"), _("Share in percent"))
        return Table(
            key,
            say(title),
            tuple(say(one) for one in head),
            (*lines, total),
            (*(source(asked, **said, **{name: one}) for one in keys), source(asked, **said)),
            say(rule),
            has_sum=True,
        )

    return [
        made("no-shows", _("Who did not come, by month"), _("Month"), months, list(_names(asked))),
        made("no-shows-centres", _("Who did not come, by centre"), _("Centre"), centres, list(places)),
    ]
