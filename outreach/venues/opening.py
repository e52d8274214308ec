"""When a centre is open on a day, and why not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from outreach.i18n import Phrase, own
from outreach.i18n import phrase as _
from outreach.venues import holidays, wording
from outreach.venues.rows import Centre, Closure
from outreach.venues.rules import (
    LAST_MINUTE,
    AfterHoliday,
    Holidays,
    Hours,
    Nth,
    Opening,
    Rule,
    Weekly,
    Yearly,
    closing_rules,
    read,
)

WHOLE_DAY: Hours = ((time.min, LAST_MINUTE),)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a centre: its open hours in order (none: closed), and in words why it is closed or shortened.

    ``known`` is False where nobody has found out when the centre is open: then nothing is claimed.
    """

    hours: tuple[tuple[time, time], ...]
    why: Phrase | None = None
    known: bool = True

    @property
    def closed(self) -> bool:
        """Whether it is known that nobody can come in."""
        return self.known and not self.hours


CLOSED_FOR_GOOD = Day((), _("This centre is closed for good."))


def day_of(centre: Centre, closures: Iterable[Closure], day: date, room_id: int | None = None) -> Day:
    """How the centre, or one of its rooms, stands on this day. No query: give the closures of this centre.

    That a room is closed for good is seen where the centre comes with its rooms. Other rooms' closures are left out.
    """
    if _is_past(centre.closed_from, day):
        return CLOSED_FOR_GOOD
    if room_id is not None and _is_past(_room_closed_from(centre, room_id), day):
        return Day((), _("This room is closed for good."))
    standing = [one for one in closures if one.room_id in (None, room_id) and one.first_day <= day <= one.last_day]
    for closure in standing:
        if not (closure.starts or closure.ends):
            return Day((), _closed(closure))
    regular = regular_day(read(centre.opening), day)
    return regular if regular.closed else _shortened(regular, standing)


def _is_past(closed_from: date | None, day: date) -> bool:
    return closed_from is not None and day >= closed_from


def _room_closed_from(centre: Centre, room_id: int) -> date | None:
    return next((room.closed_from for room in centre.rooms.related_objects if room.id == room_id), None)


def _closed(closure: Closure) -> Phrase:
    return _("Closed: {reason}", reason=own(closure.reason)) if closure.reason else _("Closed on this day")


def opening_words(centre: Centre) -> list[Phrase]:
    """All that is known of when the centre opens, a sentence for each rule, hours first; empty: nobody found out."""
    return wording.rules_words(read(centre.opening))


def unusual(
    centre: Centre, closures: Sequence[Closure], first: date, last: date, room_id: int | None = None
) -> list[tuple[date, date, Day]]:
    """The days from first to last that are closed or otherwise explained; neighbours of one reason in one row."""
    found: list[tuple[date, date, Day]] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        state = day_of(centre, closures, day, room_id)
        if state.why is None:
            continue
        if found and found[-1][2] == state and found[-1][1] == day - timedelta(days=1):
            found[-1] = (found[-1][0], day, state)
        else:
            found.append((day, day, state))
    return found


def regular_day(opening: Opening, day: date) -> Day:
    """How the rules alone leave this day."""
    for rule in sorted(closing_rules(opening), key=_rank):
        cause = _cause(rule, day)
        if cause is not None:
            return Day((), wording.closed_words(rule, day, cause))
    return Day((), known=False) if opening.week is None else _open_day(opening, opening.week, day)


def _rank(rule: Rule) -> int:
    """The order in which reasons are named where several close one day."""
    return (Yearly, Holidays, Nth, Weekly, AfterHoliday).index(type(rule))


def _cause(rule: Rule, day: date) -> date | None:
    """On account of which day the rule closes this one: itself, or a holiday before it. None: it does not."""
    match rule:
        case Weekly(weekday, moved=False):
            return day if day.weekday() == weekday else None
        case Weekly(weekday):
            return _moved_weekly(weekday, day)
        case Nth(weekday, nths):
            return day if day.weekday() == weekday and wording.nth_of(day) in nths else None
        case Holidays():
            return day if holidays.is_holiday(day) else None
        case AfterHoliday(moved=True):
            return next((one for one in _idle_before(day) if holidays.is_holiday(one)), None)
        case AfterHoliday():
            yesterday = day - timedelta(days=1)
            return yesterday if holidays.is_holiday(yesterday) else None
        case Yearly():
            return day if rule.holds(day) else None


def _moved_weekly(weekday: int, day: date) -> date | None:
    if day.weekday() == weekday and not holidays.is_holiday(day):
        return day
    return next((one for one in _idle_before(day) if one.weekday() == weekday and holidays.is_holiday(one)), None)


def _idle_before(day: date) -> Iterator[date]:
    """The holidays and weekend days that lead up to a working day, backwards; none before any other day."""
    if holidays.is_working(day):
        while not holidays.is_working(day := day - timedelta(days=1)):
            yield day


def _open_day(opening: Opening, week: tuple[Hours, ...], day: date) -> Day:
    usual = Counter(filter(None, week)).most_common(1)[0][0]
    holiday = holidays.is_holiday(day)
    hours = (opening.holidays if holiday else None) or week[day.weekday()] or usual
    if holiday and Weekly(day.weekday(), moved=True) in opening.rules:
        return Day(hours, wording.open_instead(day, holidays.next_working(day)))
    if hours == usual:
        return Day(hours)
    return Day(hours, wording.unlike_usual(day, hours, holiday=holiday and bool(opening.holidays)))


def _shortened(day: Day, closures: Sequence[Closure]) -> Day:
    """The day without the hours of these closures. Where no hours are known, the rest of the day is left."""
    for closure in closures:
        first, last = _span(closure)
        left = tuple(_without(day.hours if day.known else WHOLE_DAY, first, last))
        if left != day.hours:
            day = Day(left, _closed_for_hours(closure, first, last))
    return day


def _span(closure: Closure) -> tuple[time, time]:
    first = time.fromisoformat(closure.starts) if closure.starts else time.min
    return first, time.fromisoformat(closure.ends) if closure.ends else LAST_MINUTE


def _without(hours: Hours, first: time, last: time) -> Iterator[tuple[time, time]]:
    for opens, closes in hours:
        for span in ((opens, min(closes, first)), (max(opens, last), closes)):
            if span[0] < span[1]:
                yield span


def _closed_for_hours(closure: Closure, first: time, last: time) -> Phrase:
    if not closure.starts:
        return _("Closed until {ends}: {reason}", ends=last, reason=own(closure.reason))
    if not closure.ends:
        return _("Closed from {starts}: {reason}", starts=first, reason=own(closure.reason))
    return _("Closed from {starts} to {ends}: {reason}", starts=first, ends=last, reason=own(closure.reason))
