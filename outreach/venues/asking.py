"""The rules of a hall as a form asks for them: usual hours, what differs on which weekday, and what is closed when.

Fields: ``usual_1_opens``, ``usual_1_closes`` (and ``_2_`` behind a break); for each of ``mon`` … ``sun`` a choice
(``usual``, ``own``, ``closed``, ``moved``) and its own hours; the same for ``hol``, national holidays (``weekday``,
``own``, ``closed``); ``after_holiday`` (empty, ``day``, ``working``, ``both``); ``nth_1`` with ``nth_1_weekday``
and ``yearly_1_from`` with ``yearly_1_to``, and so on.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from itertools import count, groupby
from typing import Any

from outreach.i18n import phrase as _
from outreach.refusal import Refusal, Refusals
from outreach.venues.rules import (
    WEEK,
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
    hours,
    month_day,
)

USUAL, OWN, CLOSED, MOVED = "usual", "own", "closed", "moved"
HOLIDAYS = "hol"
SPANS = (1, 2, 3)
MOST_ROWS = 40  # more than there are weekdays in a month
_AFTER = {False: "day", True: "working"}
_MONTH_DAY = re.compile(r"(1?[0-9])\s*[-/.月]\s*([1-3]?[0-9])日?")


class _Reading:
    """One reading of a form; collects what cannot be taken."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.typed = typed
        self.refused: list[Refusal] = []

    def text(self, name: str) -> str:
        return unicodedata.normalize("NFKC", self.typed.get(name, "")).strip()

    def refuse(self, sentence: Any, field: str) -> None:
        self.refused.append(Refusal(sentence, field=field))

    def choice(self, name: str, *answers: str) -> str:
        said = self.text(name) or answers[0]
        if said not in answers:
            self.refuse(_("Please choose one of the answers."), name)
        return said

    def hours(self, name: str) -> Hours:
        pairs = [(f"{name}_{span}_opens", f"{name}_{span}_closes") for span in SPANS]
        spans = [(self.text(first), self.text(last), last) for first, last in pairs]
        written = [(first, last) for first, last, _field in spans if first or last]
        try:
            return hours(written)
        except ValueError:
            wrong = next((field for first, last, field in spans if (first or last) and not _sound([(first, last)])), "")
            self._refuse_hours(wrong, pairs[0][0])
            return ()

    def _refuse_hours(self, wrong: str, first: str) -> None:
        if wrong:
            self.refuse(_("Please write two times, such as 9:00 and 17:00; it closes after it opens."), wrong)
        else:
            self.refuse(_("These hours overlap. Please write the second part of the day below the first."), first)

    def day(self, name: str) -> MonthDay | None:
        text = self.text(name)
        found = _MONTH_DAY.fullmatch(text)
        try:
            return month_day(f"{int(found[1]):02}-{int(found[2]):02}") if found else month_day(text)
        except ValueError:
            self.refuse(_("Please write a day that exists, such as 12/29."), name)
            return None


def _sound(spans: list[tuple[str, str]]) -> bool:
    try:
        return bool(hours(spans))
    except ValueError:
        return False


def clean_opening(typed: Mapping[str, str]) -> Opening:
    """The rules from a form's texts; raises Refusals, one for each field that cannot be taken."""
    form = _Reading({name: _padded(text) for name, text in typed.items()})
    choices = [form.choice(day, USUAL, OWN, CLOSED, MOVED) for day in WEEK]
    week = _week(form, choices)
    holidays, on_holidays = _holidays(form)
    weekly = [Weekly(day, said == MOVED) for day, said in enumerate(choices) if said in (CLOSED, MOVED)]
    rules: list[Rule] = [*weekly, *_nths(form), *on_holidays, *_after_holiday(form), *_yearly(form)]
    if form.refused:
        raise Refusals(form.refused)
    return Opening(week, holidays, tuple(rules))


def _padded(text: str) -> str:
    """9:00 as 09:00; a field for times in a browser writes it so by itself."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return f"0{plain}" if re.fullmatch("[0-9]:[0-9]{2}", plain) else text


def _week(form: _Reading, choices: list[str]) -> tuple[Hours, ...] | None:
    usual = form.hours(USUAL)
    own = {day: form.hours(day) for day, said in zip(WEEK, choices, strict=True) if said in (OWN, MOVED)}
    for day, said in zip(WEEK, choices, strict=True):
        if said == OWN and not own[day] and not form.refused:
            form.refuse(_("Please write the hours of this day."), f"{day}_1_opens")
    if not usual and USUAL in choices and any(own.values()):
        form.refuse(_("Please write the usual hours."), "usual_1_opens")
    week = tuple(_of_day(said, usual, own.get(day, ())) for day, said in zip(WEEK, choices, strict=True))
    return week if any(week) else None


def _of_day(said: str, usual: Hours, own: Hours) -> Hours:
    return () if said == CLOSED else own or (usual if said in (USUAL, MOVED) else ())


def _holidays(form: _Reading) -> tuple[Hours | None, list[Rule]]:
    said = form.choice(HOLIDAYS, "weekday", OWN, CLOSED)
    if said == CLOSED:
        return None, [Holidays()]
    if said != OWN:
        return None, []
    own = form.hours(HOLIDAYS)
    if not own and not form.refused:
        form.refuse(_("Please write the hours of this day."), f"{HOLIDAYS}_1_opens")
    return own or None, []


def _after_holiday(form: _Reading) -> list[Rule]:
    said = form.choice("after_holiday", "", "day", "working", "both")
    return [AfterHoliday(moved) for moved, words in _AFTER.items() if said in (words, "both")]


def _nths(form: _Reading) -> list[Rule]:
    found = set()
    for row in range(1, MOST_ROWS + 1):
        if form.text(f"nth_{row}"):
            nth = form.choice(f"nth_{row}", *"12345")
            weekday = form.choice(f"nth_{row}_weekday", *WEEK)
            found.add((weekday, nth))
    chosen = sorted((WEEK.index(day), int(nth)) for day, nth in found if day in WEEK and nth in "12345")
    return [Nth(day, tuple(nth for _day, nth in pairs)) for day, pairs in groupby(chosen, key=lambda pair: pair[0])]


def _yearly(form: _Reading) -> list[Rule]:
    found: list[Rule] = []
    for row in range(1, MOST_ROWS + 1):
        names = f"yearly_{row}_from", f"yearly_{row}_to"
        if any(form.text(name) for name in names):
            first, last = (form.day(name) for name in names)
            found += [Yearly(first, last)] if first and last else []
    return found


def typed(opening: Opening) -> dict[str, str]:
    """The form filled in with these rules."""
    week = opening.week or ((),) * len(WEEK)
    usual = Counter(filter(None, week)).most_common(1)[0][0] if opening.week else ()
    said = _hours(USUAL, usual)
    moved = {rule.weekday: rule.moved for rule in closing_rules(opening) if isinstance(rule, Weekly)}
    for number, (day, own) in enumerate(zip(WEEK, week, strict=True)):
        said[day] = (MOVED if moved[number] else CLOSED) if number in moved else USUAL if own == usual else OWN
        said |= _hours(day, own) if own != usual else {}
    said[HOLIDAYS] = CLOSED if Holidays() in opening.rules else OWN if opening.holidays else "weekday"
    return said | _hours(HOLIDAYS, opening.holidays or ()) | _typed_rules(opening)


def _hours(name: str, spans: Hours) -> dict[str, str]:
    return {
        f"{name}_{number}_{end}": f"{at:%H:%M}"
        for number, span in enumerate(spans, 1)
        for end, at in zip(("opens", "closes"), span, strict=True)
    }


def _typed_rules(opening: Opening) -> dict[str, str]:
    said: dict[str, str] = {}
    nth_row, year_row = count(1), count(1)
    for rule in opening.rules:
        match rule:
            case AfterHoliday(moved):
                after = _AFTER[moved]
                said["after_holiday"] = after if said.get("after_holiday", after) == after else "both"
            case Nth(weekday, nths):
                for nth in nths:
                    row = next(nth_row)
                    said |= {f"nth_{row}": str(nth), f"nth_{row}_weekday": WEEK[weekday]}
            case Yearly((month, day), (last_month, last_day)):
                row = next(year_row)
                said |= {f"yearly_{row}_from": f"{month}/{day}", f"yearly_{row}_to": f"{last_month}/{last_day}"}
    return said
