"""What the city promised and how far it is, as the stamp cards of the home page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from outreach.goal import GoalProgress, Plan, YearCount
from outreach.i18n.words import fiscal_year, fiscal_year_words
from outreach.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Cell:
    """One class of the stamp card: ``state`` is ``held``, ``planned`` or ``empty``."""

    state: str
    on: date | None = None
    href: str | None = None


@dataclass(slots=True)
class Row:
    """A fiscal year of the stamp card."""

    name: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class StampCard:
    """What parts/progress.html draws of a goal, and the facts around it."""

    progress: GoalProgress
    years: list[Row]

    @property
    def name(self) -> dict[str, str]:
        """The goal's name by language."""
        return self.progress.goal.name

    @property
    def held(self) -> int:
        """What counts so far."""
        return self.progress.held

    @property
    def planned(self) -> int:
        """Classes still to come."""
        return self.progress.planned

    @property
    def target(self) -> int | None:
        """The promised number, None where the plan sets none."""
        return self.progress.goal.target

    @property
    def unit(self) -> str:
        """The unit in the words of parts/progress.html."""
        unit = self.progress.goal.unit
        return unit if unit in ("attendances", "people") else "lessons"

    @property
    def unconfirmed(self) -> int:
        """Classes that are over and do not count yet."""
        return self.progress.unconfirmed


@dataclass(frozen=True, slots=True)
class Promise:
    """A plan and the stamp cards of its goals."""

    plan: Plan
    is_over: bool
    cards: list[StampCard]


def promises(visit: Visit, progress: Sequence[GoalProgress], public: frozenset[int]) -> list[Promise]:
    """The plans in the order given; stamps lead to classes among ``public``, which have a page."""
    grouped = [list(goals) for _plan_id, goals in groupby(progress, key=lambda one: one.plan.id)]
    return [Promise(goals[0].plan, goals[0].is_over, [_card(visit, one, public) for one in goals]) for goals in grouped]


def _card(visit: Visit, progress: GoalProgress, public: frozenset[int]) -> StampCard:
    rows = {year.year: Row(fiscal_year_words(year.year, visit.language), []) for year in progress.years}
    for year in progress.years:
        rows[year.year].cells.extend(_filled(visit, year, public))
    _add_empty(rows, progress)
    return StampCard(progress, list(rows.values()))


def _filled(visit: Visit, year: YearCount, public: frozenset[int]) -> list[Cell]:
    return [
        Cell(
            "held" if lesson.state == "held" else "planned",
            lesson.day,
            visit.url("public:lesson", lesson_id=lesson.lesson_id) if lesson.lesson_id in public else None,
        )
        for lesson in year.lessons
    ]


def _add_empty(rows: dict[int, Row], progress: GoalProgress) -> None:
    """Put what is still to be found into the years that are left, the emptiest year first."""
    left = [row for year, row in rows.items() if year >= fiscal_year(progress.today)]
    found = sum(len(row.cells) for row in rows.values())
    for _cell in range((progress.goal.target or 0) - found if left else 0):
        min(left, key=lambda row: len(row.cells)).cells.append(Cell("empty"))
