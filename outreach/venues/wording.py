"""Opening hours and closed days in words that a resident understands."""

from collections.abc import Callable, Iterable
from datetime import date

from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.venues import holidays
from outreach.venues.rules import (
    AfterHoliday,
    Holidays,
    Hours,
    MonthDay,
    Nth,
    Opening,
    Rule,
    Weekly,
    Yearly,
    closing_rules,
)

WEEKDAY = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
WEEKDAYS = (
    *(_("Mondays"), _("Tuesdays"), _("Wednesdays"), _("Thursdays")),
    *(_("Fridays"), _("Saturdays"), _("Sundays")),
)
NTH = (_("first"), _("second"), _("third"), _("fourth"), _("fifth"))
EQUIPMENT: dict[str, Phrase] = {
    "projector": _("Projector"),
    "screen": _("Screen"),
    "whiteboard": _("Whiteboard"),
    "microphone": _("Microphone"),
    "hearing_loop": _("Hearing loop"),
    "wifi": _("Wi-Fi"),
    "sockets": _("Sockets at the tables"),
    "chairs": _("Chairs"),
    "air_conditioning": _("Air conditioning"),
}
YEAR_END, YEAR_START = (12, 20), (1, 15)


def _joined(parts: Iterable[Phrase], join: Callable[[Phrase, Phrase], Phrase]) -> Phrase:
    first, *others = parts
    return join(first, _joined(others, join)) if others else first


def _comma(first: Phrase, rest: Phrase) -> Phrase:
    return _("{first}, {rest}", first=first, rest=rest)


def _and(first: Phrase, rest: Phrase) -> Phrase:
    return _("{first} and {rest}", first=first, rest=rest)


def hours_words(hours: Hours) -> Phrase:
    """The hours of one day."""
    return _joined((_("{opens} to {closes}", opens=opens, closes=closes) for opens, closes in hours), _comma)


def month_day_words(day: MonthDay) -> Phrase:
    """A day of every year, such as 29 December."""
    month, number = day
    return (
        _("{day} January", day=number),
        _("{day} February", day=number),
        _("{day} March", day=number),
        _("{day} April", day=number),
        _("{day} May", day=number),
        _("{day} June", day=number),
        _("{day} July", day=number),
        _("{day} August", day=number),
        _("{day} September", day=number),
        _("{day} October", day=number),
        _("{day} November", day=number),
        _("{day} December", day=number),
    )[month - 1]


def rule_words(rule: Rule) -> Phrase:
    """A rule by which days are closed."""
    match rule:
        case Weekly(weekday, moved=False):
            return closed_weekday(weekday)
        case Weekly(weekday):
            return _(
                "Closed on {weekdays}; if {weekday} is a holiday, the next working day instead",
                weekdays=WEEKDAYS[weekday],
                weekday=WEEKDAY[weekday],
            )
        case Nth(weekday, nths):
            return nth_words(weekday, nths)
        case Holidays():
            return _("Closed on national holidays")
        case AfterHoliday(moved=False):
            return _("Closed on the day after a national holiday")
        case AfterHoliday():
            return _("Closed on the first working day after a national holiday")
        case Yearly():
            return yearly_words(rule)


def closed_weekday(weekday: int) -> Phrase:
    """Closed every week on this day."""
    return _("Closed on {weekdays}", weekdays=WEEKDAYS[weekday])


def nth_words(weekday: int, nths: tuple[int, ...]) -> Phrase:
    """Closed on these weekdays of every month."""
    which = _joined((NTH[nth - 1] for nth in nths), _and)
    return _("Closed on the {nth} {weekday} of each month", nth=which, weekday=WEEKDAY[weekday])


def yearly_words(rule: Yearly) -> Phrase:
    """Closed in this part of every year; the turn of the year is called so."""
    first, last = month_day_words(rule.first), month_day_words(rule.last)
    if rule.first == rule.last:
        return _("Closed every year on {day}", day=first)
    if rule.first >= YEAR_END and rule.last <= YEAR_START:
        return _("Closed over the New Year, from {first} to {last}", first=first, last=last)
    return _("Closed every year from {first} to {last}", first=first, last=last)


def closed_words(rule: Rule, day: date, cause: date) -> Phrase:
    """Why this rule closes this day; ``cause`` is the day that it comes from: itself, or a holiday before it."""
    holiday = holidays.name(cause) or Phrase("")
    match rule:
        case Weekly() if cause != day:
            return _("Closed in place of {day}, which is a holiday: {holiday}", day=cause, holiday=holiday)
        case Weekly(weekday):
            return closed_weekday(weekday)
        case Nth(weekday):
            return nth_words(weekday, (nth_of(day),))
        case Holidays():
            return _("Closed on national holidays: {holiday}", holiday=holiday)
        case AfterHoliday(moved=False):
            return _("Closed on the day after a national holiday: {holiday}", holiday=holiday)
        case AfterHoliday():
            return _("Closed on the first working day after a national holiday: {holiday}", holiday=holiday)
        case Yearly():
            return yearly_words(rule)


def nth_of(day: date) -> int:
    """The how manieth such weekday of its month this day is, from 1."""
    return (day.day + 6) // 7


def open_instead(day: date, closed: date) -> Phrase:
    """A closed weekday that is open because it is a holiday."""
    return _(
        "Open, as this {weekday} is a holiday: {holiday}. Closed on {day} instead",
        weekday=WEEKDAY[day.weekday()],
        holiday=holidays.name(day) or Phrase(""),
        day=closed,
    )


def unlike_usual(day: date, hours: Hours, *, holiday: bool) -> Phrase:
    """Hours that are not those of most days."""
    days = holidays.name(day) if holiday else None
    return _("{days}: {hours}", days=days or WEEKDAYS[day.weekday()], hours=hours_words(hours))


def rules_words(opening: Opening) -> list[Phrase]:
    """All rules of a hall, hours first; empty where nobody has found out."""
    return [*_week_words(opening), *_holiday_words(opening), *(rule_words(rule) for rule in closing_rules(opening))]


def _week_words(opening: Opening) -> list[Phrase]:
    if opening.week is None:
        return []
    alike: dict[Hours, list[int]] = {}
    for weekday, hours in enumerate(opening.week):
        if hours:
            alike.setdefault(hours, []).append(weekday)
    if len(alike) == 1:
        return [_("Open {hours}", hours=hours_words(next(iter(alike))))]
    return [
        _("{days}: {hours}", days=_joined((WEEKDAYS[day] for day in days), _comma), hours=hours_words(hours))
        for hours, days in alike.items()
    ]


def _holiday_words(opening: Opening) -> list[Phrase]:
    if not opening.holidays:
        return []
    return [_("{days}: {hours}", days=_("National holidays"), hours=hours_words(opening.holidays))]
