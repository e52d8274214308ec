"""What a city's classes were answered, by class, course, centre and altogether, so that no table tells one person.

A quarter of a fiscal year is worked out once all its questionnaires have closed; then it never changes. All tables of
a question and a quarter go through ``suppression`` together. A year is the sum of what its quarters show, and so tells
nothing more. How many answered at all is no secret; what they answered is.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from outreach import clock
from outreach.db import sql
from outreach.i18n.words import fiscal_year_days
from outreach.lessons import Lesson
from outreach.open_data.suppression import SMALLEST, Key, suppressed
from outreach.questionnaires.making import OPEN_DAYS
from outreach.questionnaires.questions import CURRENT, VERSIONS, Question, questions
from outreach.questionnaires.rows import QuestionnaireSheet
from outreach.questionnaires.settling import counted

# By place in a fact's key.
CLASS, COURSE, CENTRE, ALL = (0,), (1,), (2,), ()
BY: Final = {"all": ALL, "course": COURSE, "centre": CENTRE, "class": CLASS}
QUARTERS: Final = (1, 2, 3, 4)
# Classes in which fewer than five answered, taken together: they stand in no course's and no centre's row.
FEW: Final = 0
_CHOICE = 3
_COUNTED = (
    "SELECT q.lesson_id, c.question, c.choice, c.number FROM questionnaires q"
    " JOIN lessons l ON l.id = q.lesson_id JOIN questionnaire_counts c ON c.questionnaire_id = q.id"
    " WHERE q.city_id = ? AND l.day >= ? AND l.day <= ?"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """How often an answer was given: ``least``, and whether that is all; else some counts in it are hidden."""

    least: int = 0
    whole: bool = True

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.least + other.least, self.whole and other.whole)


@dataclass(frozen=True, slots=True)
class Row:
    """The answers to a question in one class, course or centre, or altogether; ``cells`` as its answers are ordered."""

    key: int
    answered: int
    cells: tuple[Cell, ...]

    def __add__(self, other: "Row") -> "Row":
        cells = tuple(one + more for one, more in zip(self.cells, other.cells, strict=True))
        return Row(self.key, self.answered + other.answered, cells)


@dataclass(frozen=True, slots=True)
class Table:
    """One question with its rows; ``by`` is one of BY. ``left_out`` answers are in no row: too few to be told."""

    question: Question
    by: str
    rows: tuple[Row, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Results:
    """What is known of a fiscal year: the quarters that are over, sheets by lesson, and all tables."""

    year: int
    quarters: tuple[int, ...]
    sheets: Mapping[int, int]
    by_way: Mapping[str, int]
    lessons: Mapping[int, Lesson]
    tables: Mapping[tuple[str, str], Table] = field(default_factory=dict)

    def table(self, key: str, by: str) -> Table:
        """The table of a question by class, course or centre, or altogether."""
        return self.tables[key, by]


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """The first and the last day of a quarter of a fiscal year: the first is April to June."""
    first, _last = fiscal_year_days(year)
    start = first.month + 3 * (quarter - 1) - 1
    after = start + 3
    begins = date(first.year + start // 12, start % 12 + 1, 1)
    return begins, date(first.year + after // 12, after % 12 + 1, 1) - timedelta(days=1)


def known_from(year: int, quarter: int) -> date:
    """The first day on which a quarter's results are told: all its questionnaires have closed."""
    return quarter_days(year, quarter)[1] + timedelta(days=OPEN_DAYS + 1)


async def results(city_id: int, year: int, quarters: Iterable[int] = QUARTERS, as_of: date | None = None) -> Results:
    """The results of these quarters of a fiscal year, as far as they are over on the day ``as_of`` (today unless told).

    A fixed number of queries, however many classes there were.
    """
    day = min(as_of or clock.today(), clock.today())
    over = tuple(one for one in sorted(set(quarters)) if known_from(year, one) <= day)
    found = await _found(city_id, *fiscal_year_days(year)) if over else {}
    rows = await Lesson.filter(id__in=[lesson_id for lesson_id, _q, _c in found] or [0]).prefetch_related(
        "course", "centre"
    )
    spans = [quarter_days(year, one) for one in over]
    lessons = {row.id: row for row in rows if any(first <= row.day <= last for first, last in spans)}
    found = {key: number for key, number in found.items() if key[0] in lessons}
    sheets: Counter[int] = Counter()
    ways: Counter[str] = Counter()
    for (lesson_id, question, choice), number in found.items():
        if not question:
            sheets[lesson_id] += number
            ways[choice] += number
    tables = await asyncio.to_thread(_all_tables, found, lessons, spans)  # it reckons for a while
    return Results(year, over, sheets, ways, lessons, tables)


def _all_tables(
    found: "Found", lessons: Mapping[int, Lesson], spans: Sequence[tuple[date, date]]
) -> dict[tuple[str, str], Table]:
    return {
        (question.key, by): table
        for question in _every()
        for by, table in _tables(question, found, lessons, spans).items()
    }


def _every() -> tuple[Question, ...]:
    """The questions of today, and older ones that are asked no more."""
    now = questions(CURRENT)
    keys = {one.key for one in now}
    return (*now, *(one for asked in VERSIONS.values() for one in asked if one.key not in keys))


Found = dict[tuple[int, str, str], int]


async def _found(city_id: int, first: date, last: date) -> Found:
    """How often which answer was given in which class: the counts, and sheets that are still to be added up."""
    found: Counter[tuple[int, str, str]] = Counter()
    for row in await sql.rows(_COUNTED, city_id, first, last):
        found[row["lesson_id"], row["question"], row["choice"]] += row["number"]
    sheets = QuestionnaireSheet.filter(
        questionnaire__city_id=city_id, questionnaire__lesson__day__gte=first, questionnaire__lesson__day__lte=last
    )
    open_ones: dict[int, list[QuestionnaireSheet]] = {}
    for sheet in await sheets.prefetch_related("questionnaire"):
        open_ones.setdefault(sheet.questionnaire.lesson_id, []).append(sheet)
    for lesson_id, some in open_ones.items():
        for (question, choice), number in counted(some):
            found[lesson_id, question, choice] += number
    return dict(found)


def _tables(
    question: Question, found: Found, lessons: Mapping[int, Lesson], spans: Iterable[tuple[date, date]]
) -> dict[str, Table]:
    rows: dict[str, dict[int, Row]] = {by: {} for by in BY}
    left_out = 0
    for first, last in spans:
        within = {
            (lesson_id, choice): number
            for (lesson_id, key, choice), number in found.items()
            if key == question.key and first <= lessons[lesson_id].day <= last
        }
        facts, few = _facts(within, lessons)
        left_out += few
        for by, quarter in _quarter(question, frozenset(facts.items())).items():
            for key, row in quarter.items():
                rows[by][key] = rows[by][key] + row if key in rows[by] else row
    return {by: Table(question, by, tuple(of.values()), left_out) for by, of in rows.items()}


def _facts(within: Mapping[tuple[int, str], int], lessons: Mapping[int, Lesson]) -> tuple[dict[Key, int], int]:
    """The answers of a quarter by class, course, centre and choice, and how many are left out.

    Classes with fewer than five answers are taken together; where even these are fewer than five, they are left out.
    """
    answered: Counter[int] = Counter()
    for (lesson_id, _choice), number in within.items():
        answered[lesson_id] += number
    together = sum(number for number in answered.values() if number < SMALLEST)
    facts: Counter[Key] = Counter()
    for (lesson_id, choice), number in within.items():
        if answered[lesson_id] >= SMALLEST:
            facts[lesson_id, lessons[lesson_id].course_id, lessons[lesson_id].centre_id, choice] += number
        elif together >= SMALLEST:
            facts[FEW, FEW, FEW, choice] += number
    return dict(facts), together if 0 < together < SMALLEST else 0


@lru_cache(maxsize=512)
def _quarter(question: Question, facts: frozenset[tuple[Key, int]]) -> Mapping[str, Mapping[int, Row]]:
    # A quarter that is over never changes. In the same order each time, so that the same counts are hidden.
    return quarter_rows(question, dict(sorted(facts, key=repr)))


def quarter_rows(question: Question, facts: Mapping[Key, int]) -> dict[str, dict[int, Row]]:
    """The rows of one quarter, from facts by class, course, centre and choice; small counts are hidden in all alike."""
    shown = suppressed(facts, [(*places, _CHOICE) for places in BY.values()], known=list(BY.values()))
    made: dict[str, dict[int, Row]] = {by: {} for by in BY}
    for by, places in BY.items():
        for key, answered in shown[places].items():
            cells = tuple(_cell(shown[*places, _CHOICE].get((*key, choice), 0)) for choice, _words in question.choices)
            number: Any = key[0] if key else FEW
            made[by][number] = Row(number, answered or 0, cells)
    return made


def _cell(count: int | None) -> Cell:
    return Cell(0, whole=False) if count is None else Cell(count)
