"""From a rule to dates: weekly, every nth weekday of the month, or chosen days."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Literal, cast

from dateutil import rrule

from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.lessons.planning import FURTHEST
from outreach.refusal import Refusal, Refusals

Kind = Literal["weekly", "monthly", "dates"]
KINDS: tuple[Kind, ...] = ("weekly", "monthly", "dates")
MOST_DATES = 200
MOST_WEEKS = 52
LAST = -1
NTHS = (1, 2, 3, 4, 5, LAST)
_APART = re.compile(r"[\s,;、，；]+")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Rule:
    """On which days. ``weekdays`` count from 0 for Monday, ``nths`` from 1, and -1 is the last of the month.

    ``weekly`` means in every ``every``-th week, counted by weeks from Monday from the week of the first day.
    Weekly and monthly ones end with the day ``last`` or after ``count`` dates; ``dates`` has its ``days`` only.
    """

    kind: Kind
    first: date | None = None
    last: date | None = None
    count: int | None = None
    weekdays: tuple[int, ...] = ()
    every: int = 1
    nths: tuple[int, ...] = ()
    days: tuple[date, ...] = ()


def dates(rule: Rule, today: date) -> list[date]:
    """The rule's days in order, 1 to 200 of them, none before today or beyond two years. Raises Refusals."""
    refused = list(_impossible(rule, today))
    if refused:
        raise Refusals(refused)
    found = sorted(set(rule.days)) if rule.kind == "dates" else _walked(rule, today)
    field = "days" if rule.kind == "dates" else "count" if rule.last is None else "last"
    if not found:
        raise Refusals([Refusal(_("No day fits this rule. Please choose more weekdays or a later last day."), field)])
    if len(found) > MOST_DATES:
        raise Refusals([Refusal(_too_many(), field, "too-many")])
    if found[-1] > today + FURTHEST:
        raise Refusals([Refusal(_("Please choose a day within the next two years."), field)])
    return found


def _too_many() -> Phrase:
    return _(
        "This is more than {most} dates. Please plan the first of them now and the others afterwards.", most=MOST_DATES
    )


def _walked(rule: Rule, today: date) -> list[date]:
    days = [rrule.weekdays[number] for number in rule.weekdays]
    monthly = rule.kind == "monthly"
    found = rrule.rrule(
        rrule.MONTHLY if monthly else rrule.WEEKLY,
        dtstart=datetime.combine(cast("date", rule.first), time()),
        interval=1 if monthly else rule.every,
        byweekday=[day(nth) for day in days for nth in rule.nths] if monthly else days,
        wkst=rrule.MO,
        # Far enough that a rule that goes on for too long is seen to do so.
        until=datetime.combine(rule.last or today + 2 * FURTHEST, time()),
    )
    return [moment.date() for moment in islice(found, min(rule.count or MOST_DATES + 1, MOST_DATES + 1))]


def _impossible(rule: Rule, today: date) -> Iterator[Refusal]:
    if rule.kind == "dates":
        yield from _over(rule.days, today, "days")
        return
    if not rule.weekdays:
        yield Refusal(_("Please choose at least one weekday."), "weekdays")
    if rule.kind == "monthly" and not rule.nths:
        yield Refusal(_("Please choose at least one week of the month."), "nths")
    if rule.kind == "weekly" and not 1 <= rule.every <= MOST_WEEKS:
        yield Refusal(_("Please write a number of weeks from 1 to {most}.", most=MOST_WEEKS), "every")
    yield from _over([rule.first] if rule.first else [], today, "first")
    yield from _wrong_end(rule, today)


def _over(days: Sequence[date], today: date, field: str) -> Iterator[Refusal]:
    if any(day < today for day in days):
        yield Refusal(_("This day is over. Please choose a day to come."), field)
    elif any(day > today + FURTHEST for day in days):
        yield Refusal(_("Please choose a day within the next two years."), field)


def _wrong_end(rule: Rule, today: date) -> Iterator[Refusal]:
    if rule.first is None:
        yield Refusal(_("Please write a date that exists, such as 2026-12-01."), "first")
    elif rule.last is not None and rule.last < rule.first:
        yield Refusal(_("The last day must not be before the first day."), "last")
    elif rule.last is not None:
        yield from _over([rule.last], today, "last")
    elif rule.count is None:
        yield Refusal(_("Please say when it ends: on a last day, or after a number of classes."), "last")
    elif rule.count > MOST_DATES:
        yield Refusal(_too_many(), "count", "too-many")
    elif rule.count < 1:
        yield Refusal(_("Please write a number from 1 to {most}.", most=MOST_DATES), "count")


def clean_rule(typed: Mapping[str, str], weekdays: Sequence[str], nths: Sequence[str]) -> Rule:
    """A rule from a form's texts; raises Refusals, one for each field that cannot be read.

    Only the fields of the chosen kind and of the chosen end are read.
    """
    kind = typed.get("rule", "")
    if kind not in KINDS:
        raise Refusals([Refusal(_("Please choose one of the answers."), "rule")])
    if kind == "dates":
        return Rule("dates", days=clean_days(typed.get("days", "")))
    read: dict[str, object] = {"weekdays": _among(weekdays, range(7)), "nths": _among(nths, NTHS)}
    readers = {"first": clean_day, **({"every": _read_number} if kind == "weekly" else {}), **_end(typed)}
    refused = []
    for field, reader in readers.items():
        try:
            read[field] = reader(typed.get(field, ""), field)
        except Refusal as refusal:
            refused.append(refusal)
    if refused:
        raise Refusals(refused)
    return Rule(kind, **read)  # type: ignore[arg-type]  # each by its own reader


def _end(typed: Mapping[str, str]) -> dict[str, Callable[[str, str], object]]:
    return {"count": _read_number} if typed.get("ends_by") == "count" else {"last": clean_day}


def _among(typed: Sequence[str], allowed: Sequence[int]) -> tuple[int, ...]:
    return tuple(number for number in allowed if str(number) in typed)


def _read_number(text: str, field: str) -> int:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= 9):
        raise Refusal(_("Please write a number."), field)
    return int(plain)


def clean_day(text: str, field: str) -> date:
    """A day as people write it, with its year; raises Refusal."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip()[:20])
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise Refusal(_("Please write a date that exists, such as 2026-12-01."), field)


def clean_days(text: str) -> tuple[date, ...]:
    """The days of a text, apart by lines, blanks or commas; raises Refusals that name what is none."""
    words = [word for word in _APART.split(text.strip()[:_LONGEST]) if word]
    if not words:
        raise Refusals([Refusal(_("Please write at least one date, such as 2026-12-01."), "days")])
    days = []
    for word in words[: MOST_DATES + 1]:
        try:
            days.append(clean_day(word, "days"))
        except Refusal:
            sentence = _("{word} is not a date that exists. Please write dates such as 2026-12-01.", word=word[:20])
            raise Refusals([Refusal(sentence, "days")]) from None
    if len(words) > MOST_DATES:
        raise Refusals([Refusal(_too_many(), "days", "too-many")])
    return tuple(days)
