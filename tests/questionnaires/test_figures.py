"""Results of a quarter once it is over: by class, course, centre and year, and no table tells one person's answer."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import product

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from outreach import questionnaires
from outreach.audit import SYSTEM
from outreach.lessons import Lesson
from outreach.open_data.suppression import Grouping, Key, Table
from outreach.questionnaires import figures
from outreach.questionnaires.figures import BY, Cell, Row, quarter_days, quarter_rows
from outreach.questionnaires.questions import questions
from outreach.questionnaires.rows import QuestionnaireCount, QuestionnaireSheet
from tests import world
from tests.open_data.test_suppression import worked_out

SATISFIED = questions()[0]
CHOICES = [key for key, _words in SATISFIED.choices]
MAY = date(2026, 5, 12)
# The quarter's last questionnaire closes on 21 July.
BEFORE, AFTER = datetime(2026, 7, 21, 12, tzinfo=UTC), datetime(2026, 7, 22, 3, tzinfo=UTC)


@pytest.fixture
def july() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AFTER, tick=True) as traveller:
        yield traveller


async def answered(of: Lesson, *answers: dict[str, str]) -> None:
    """These sheets, however long ago the class was."""
    one = await questionnaires.make(of, by=SYSTEM)
    for sheet in answers:
        await QuestionnaireSheet.create(questionnaire_id=one.id, entry_id=None, answers=sheet)


def sheets(**by_choice: int) -> list[dict[str, str]]:
    return [{"satisfied": choice} for choice, number in by_choice.items() for _one in range(number)]


async def test_a_quarter_is_told_once_all_its_questionnaires_have_closed(
    database: None, july: time_machine.Traveller
) -> None:
    lesson = await world.lesson(day=MAY)
    await answered(lesson, *sheets(very=8, rather=6))
    july.move_to(BEFORE)
    early = await questionnaires.results(lesson.city_id, 2026)
    july.move_to(AFTER)

    found = await questionnaires.results(lesson.city_id, 2026)

    assert (early.quarters, early.sheets) == ((), {})
    assert (found.quarters, found.sheets, found.by_way) == ((1,), {lesson.id: 14}, {"web": 14})
    assert found.table("satisfied", "class").rows == (Row(lesson.id, 14, (Cell(8), Cell(6), Cell(0), Cell(0))),)
    assert found.table("ask", "all").rows == ()


async def test_closed_sheets_become_counts_and_the_results_stay(database: None, july: time_machine.Traveller) -> None:
    lesson = await world.lesson(day=MAY)
    await answered(lesson, *sheets(very=8, rather=6))
    before = await questionnaires.results(lesson.city_id, 2026)

    assert (await questionnaires.settle_due(), await questionnaires.settle_due()) == (1, 0)

    assert await QuestionnaireSheet.all().count() == 0
    assert await QuestionnaireCount.all().order_by("question", "choice").values_list(
        "question", "choice", "number"
    ) == [
        ("", "web", 14),
        ("satisfied", "rather", 6),
        ("satisfied", "very", 8),
    ]
    assert await questionnaires.results(lesson.city_id, 2026) == before


async def test_a_questionnaire_that_is_open_keeps_its_sheets(database: None) -> None:
    lesson = await world.held_lesson()
    await answered(lesson, *sheets(very=2))

    assert await questionnaires.settle_due() == 0
    assert await QuestionnaireSheet.all().count() == 2


async def test_classes_with_fewer_than_five_answers_are_told_together_or_not_at_all(
    database: None, july: time_machine.Traveller
) -> None:
    large, small = await world.lesson(day=MAY), await world.lesson(day=MAY)
    await answered(large, *sheets(very=9))
    await answered(small, *sheets(no=3))

    found = (await questionnaires.results(large.city_id, 2026)).table("satisfied", "all")

    assert (found.rows, found.left_out) == ((Row(0, 9, (Cell(9), Cell(0), Cell(0), Cell(0))),), 3)

    await answered(await world.lesson(day=MAY), *sheets(very=4))
    together = (await questionnaires.results(large.city_id, 2026)).table("satisfied", "class")

    rows = sorted(together.rows, key=lambda row: -row.answered)
    assert [(row.key, row.answered) for row in rows] == [(large.id, 9), (0, 7)]
    assert [cell.whole for row in rows for cell in row.cells] == [True] * 4 + [False, True, True, False]


async def test_a_year_is_the_sum_of_what_its_quarters_tell(database: None, july: time_machine.Traveller) -> None:
    july.move_to(datetime(2027, 5, 1, tzinfo=UTC))
    first, second = await world.lesson(day=MAY), await world.lesson(day=date(2026, 8, 3))
    await answered(first, *sheets(very=8, rather=6))
    await answered(second, *sheets(very=7, rather=5, little=2))

    (row,) = (await questionnaires.results(first.city_id, 2026)).table("satisfied", "course").rows

    assert (row.answered, row.cells) == (28, (Cell(15), Cell(6, whole=False), Cell(0, whole=False), Cell(0)))


async def test_another_city_has_no_part_in_them(database: None, july: time_machine.Traveller) -> None:
    lesson, tomi = await world.lesson(day=MAY), await world.tomi()
    await answered(lesson, *sheets(very=8))

    assert (await questionnaires.results(tomi.id, 2026)).lessons == {}


def test_quarters_are_those_of_the_fiscal_year() -> None:
    assert [quarter_days(2026, one) for one in (1, 3, 4)] == [
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 10, 1), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 3, 31)),
    ]


ROWS = st.lists(
    st.tuples(st.integers(1, 2), st.integers(1, 2), st.tuples(*[st.sampled_from([0, 0, 1, 2, 3, 5, 8])] * 4)),
    min_size=1,
    max_size=6,
).map(lambda rows: [row for row in rows if sum(row[2]) >= 5])


def _facts(rows: list[tuple[int, int, tuple[int, ...]]]) -> dict[Key, int]:
    """By class, course, centre and choice; a class belongs to one course and one centre."""
    return {
        (lesson, course, centre, choice): number
        for lesson, (course, centre, counts) in enumerate(rows, 1)
        for choice, number in zip(CHOICES, counts, strict=True)
        if number
    }


def _published(facts: dict[Key, int]) -> dict[Grouping, Table]:
    """What the tables show, as equations over the facts: cells, and how many answered at all."""
    made: dict[Grouping, Table] = {}
    for by, rows in quarter_rows(SATISFIED, facts).items():
        cells: Table = {}
        for row, (at, choice) in product(rows.values(), enumerate(CHOICES)):
            key = (row.key, choice) if BY[by] else (choice,)
            if row.cells[at].least or not row.cells[at].whole:
                cells[key] = row.cells[at].least if row.cells[at].whole else None
        made[(*BY[by], 3)] = cells
        made[BY[by]] = {(row.key,) if BY[by] else (): row.answered for row in rows.values()}
    return made


def _small_ones_told(facts: dict[Key, int]) -> list[tuple[Grouping, Key]]:
    tables = _published(facts)
    return [one for one in worked_out(facts, tables) if one[0][-1:] == (3,)]


@given(ROWS)
def test_no_sum_or_difference_of_class_course_centre_and_total_tells_a_small_count(
    rows: list[tuple[int, int, tuple[int, ...]]],
) -> None:
    assert _small_ones_told(_facts(rows)) == []


def test_hiding_only_the_small_ones_would_tell_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def alone(facts: dict[Key, int], groupings: list[Grouping], known: list[Grouping]) -> dict[Grouping, Table]:
        made: dict[Grouping, Table] = {}
        for grouping in [*groupings, *known]:
            table: dict[Key, int] = {}
            for key, number in facts.items():
                short = tuple(key[place] for place in grouping)
                table[short] = table.get(short, 0) + number
            small = {key: None if number < 5 and grouping in groupings else number for key, number in table.items()}
            made[grouping] = small
        return made

    facts = _facts([(1, 1, (8, 2, 0, 0))])
    assert _small_ones_told(facts) == []

    monkeypatch.setattr(figures, "suppressed", alone)

    assert _small_ones_told(facts) != []
