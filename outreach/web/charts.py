"""Charts as numbers: where each bar and line lies. The templates draw them, above a table of the same data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from outreach.goal import Forecast, GoalProgress, Month
from outreach.i18n.words import fiscal_year_days, fiscal_year_words

# In units of the drawing; a telephone shows about one for one, so that letters stay readable.
WIDTH, HEIGHT = 360, 250
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 22, 30
ROOM = 16  # a line of letters
_STEPS = (1, 2, 5)
_MOST_LABELS = 5


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across at a number, or a mark below at a word."""

    at: float
    label: str | int


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a column: ``kind`` is ``held``, ``open`` or ``planned``, ``number`` what it stands for."""

    kind: str
    number: int
    x: float
    y: float
    width: float
    height: float

    @property
    def has_room(self) -> bool:
        """Whether its number fits into it."""
        return self.height >= ROOM


@dataclass(frozen=True, slots=True)
class YearRow:
    """A fiscal year as the table says it: what counts, classes that are not confirmed, classes to come."""

    year: int
    held: int
    unconfirmed: int
    planned: int


@dataclass(frozen=True, slots=True)
class YearsChart:
    """A column a fiscal year, with the rows that it shows."""

    bars: tuple[Bar, ...]
    across: tuple[Tick, ...]
    below: tuple[Tick, ...]
    rows: tuple[YearRow, ...]


@dataclass(frozen=True, slots=True)
class PathChart:
    """What counted so far as a line, the goal, the even way to it, and where it may lead; lines are SVG points."""

    line: str
    even: str
    goal: float | None
    target: int | None
    fan: str
    middle: str
    across: tuple[Tick, ...]
    below: tuple[Tick, ...]
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    most: float

    def y(self, number: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * number / self.most, 1)

    def across(self) -> tuple[Tick, ...]:
        step = _step(self.most)
        return tuple(Tick(self.y(number), number) for number in range(0, int(self.most) + 1, step))


def _step(most: float) -> int:
    """A round step that makes at most five lines."""
    size = 1
    while True:
        for step in _STEPS:
            if most / (step * size) <= 5:
                return step * size
        size *= 10


def years_chart(progress: GoalProgress, language: str) -> YearsChart:
    """The fiscal years of a goal. What is to come is drawn only where a class is what the goal counts."""
    rows = tuple(_row(progress, at) for at in range(len(progress.years)))
    in_classes = progress.goal.unit == "classes"
    heights = [row.held + (row.unconfirmed + row.planned if in_classes else 0) for row in rows]
    scale = _Scale(max([*heights, 4]) * 1.05)
    slot = (WIDTH - LEFT - RIGHT) / len(rows)
    bars: list[Bar] = []
    for at, row in enumerate(rows):
        pieces = [("held", row.held)]
        pieces += [("open", row.unconfirmed), ("planned", row.planned)] if in_classes else []
        bars += _column(pieces, LEFT + slot * (at + 0.18), slot * 0.64, scale)
    middles = [LEFT + slot * (at + 0.5) for at in range(len(rows))]
    labels = [Tick(round(x, 1), short_year(row.year, language)) for x, row in zip(middles, rows, strict=True)]
    return YearsChart(tuple(bars), scale.across(), _thinned(labels), rows)


def _row(progress: GoalProgress, at: int) -> YearRow:
    year = progress.years[at]
    return YearRow(year.year, year.held, sum(one.state == "open" for one in year.lessons), year.planned)


def _column(pieces: Sequence[tuple[str, int]], x: float, width: float, scale: _Scale) -> list[Bar]:
    bars, below = [], 0
    for kind, number in pieces:
        if number:
            top, bottom = scale.y(below + number), scale.y(below)
            bars.append(Bar(kind, number, round(x, 1), top, round(width, 1), round(bottom - top, 1)))
        below += number
    return bars


def short_year(year: int, language: str) -> str:
    """A fiscal year below a column: 令和8; 2026."""
    return fiscal_year_words(year, "ja").removesuffix("年度") if language == "ja" else str(year)


def _thinned(labels: Sequence[Tick]) -> tuple[Tick, ...]:
    every = -(-len(labels) // _MOST_LABELS)
    return tuple(labels[::every])


def path_chart(
    progress: GoalProgress, counted: Sequence[Month], ahead: Forecast | None, language: str
) -> PathChart | None:
    """The way through the whole plan; None for a goal in people, whose months cannot be added up."""
    if progress.goal.unit == "people" or not counted:
        return None
    first, last = progress.plan.starts, progress.plan.ends
    target = progress.goal.target
    scale = _Scale(max(progress.held, target or 0, ahead.high if ahead else 0, 4) * 1.05)

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * ((day - first).days + 1) / ((last - first).days + 1), 1)

    def points(*places: tuple[float, float]) -> str:
        return " ".join(f"{across},{scale.y(number)}" for across, number in places)

    today = (x(min(progress.today, last)), float(progress.held))
    ends = [x(min(_next(month), progress.today, last)) for month in counted]
    line = points((LEFT, 0), *zip(ends, (month.together for month in counted), strict=True))
    return PathChart(
        line=line,
        even=points((LEFT, 0), (x(last), target)) if target else "",
        goal=scale.y(target) if target else None,
        target=target,
        fan=points(today, (x(last), ahead.high), (x(last), ahead.low)) if ahead else "",
        middle=points(today, (x(last), ahead.middle)) if ahead else "",
        across=scale.across(),
        below=_thinned(
            [Tick(max(LEFT, x(_begin(y.year, first))), short_year(y.year, language)) for y in progress.years]
        ),
        months=tuple(counted),
    )


def _next(month: Month) -> date:
    return date(month.first.year + month.first.month // 12, month.first.month % 12 + 1, 1)


def _begin(year: int, first: date) -> date:
    return max(fiscal_year_days(year)[0], first)
