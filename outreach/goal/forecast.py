"""Where a goal will stand at the end of its plan if it goes on as in the last months, and how sure that is.

The public page says this method in words; whoever changes it changes them.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, sqrt
from statistics import fmean, variance

from outreach.goal.progress import GoalProgress

# Whole months that must lie behind, how many of the last ones are looked at, and how many classes they must hold.
LEAST_MONTHS, MOST_MONTHS, LEAST_CLASSES = 6, 12, 6
# Four times in five: the 90th percentile of the normal distribution.
_SPREAD = 1.2816


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a goal: what counted in it, what counted up to its end, and how many classes that were.

    ``is_known`` unless classes of it are over and not confirmed yet.
    """

    first: date
    held: int
    together: int
    classes: int
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Forecast:
    """What will have been reached at the end of the plan: four times in five from ``low`` to ``high``.

    ``a_month`` is the average of the last ``months`` whole months, on which it rests.
    """

    low: int
    middle: int
    high: int
    months: int
    a_month: float

    def says(self, target: int) -> str:
        """Whether the goal will be met: ``met``, ``missed`` or, where it lies between, ``open``."""
        if self.low >= target:
            return "met"
        return "missed" if self.high < target else "open"


def months(progress: GoalProgress) -> list[Month]:
    """Each month of the plan up to this one, or to the plan's end; people cannot be added up by months."""
    counts: dict[date, tuple[int, int]] = {}
    for lesson in progress.lessons:
        if lesson.state == "held":
            held, classes = counts.get(first := lesson.day.replace(day=1), (0, 0))
            counts[first] = (held + lesson.worth(progress.goal.unit), classes + 1)
    unknown = {lesson.day.replace(day=1) for lesson in progress.lessons if lesson.state == "open"}
    found: list[Month] = []
    first, last = progress.plan.starts.replace(day=1), min(progress.today, progress.plan.ends)
    together = 0
    while first <= last:
        held, classes = counts.get(first, (0, 0))
        together += held
        found.append(Month(first, held, together, classes, first not in unknown))
        first = next_month(first)
    return found


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=31)).replace(day=1)


def forecast(progress: GoalProgress) -> Forecast | None:
    """The forecast; None where there is no number to reach, where it is reached, and where too little is known.

    Too little: fewer than six whole months since the first class that counted, or fewer than six classes in the last
    twelve of them. Nor is there one in people: the same ones come again, so months do not add up.
    """
    if not progress.needed or progress.is_over or progress.goal.unit == "people":
        return None
    looked_at = _looked_at(months(progress), progress)
    if len(looked_at) < LEAST_MONTHS or sum(month.classes for month in looked_at) < LEAST_CLASSES:
        return None
    mean = fmean(month.held for month in looked_at)
    ahead = _months_ahead(progress)
    middle, spread = progress.held + _open(progress, looked_at) + ahead * mean, _SPREAD * _deviation(looked_at, ahead)
    low = max(progress.held, floor(middle - spread))
    return Forecast(low, max(low, round(middle)), ceil(middle + spread), len(looked_at), round(mean, 1))


def _looked_at(all_months: Sequence[Month], progress: GoalProgress) -> list[Month]:
    """The last whole months of the plan of which is known what counts.

    Before the first class that counted, nobody knows that there was none.
    """
    begins = progress.plan.starts if progress.plan.starts.day == 1 else next_month(progress.plan.starts)
    this = progress.today.replace(day=1)
    known = [month for month in all_months if month.is_known and month.together and begins <= month.first < this]
    return known[-MOST_MONTHS:]


def _open(progress: GoalProgress, looked_at: Sequence[Month]) -> float:
    """What the classes that are over and not confirmed yet will bring, if they bring what others did."""
    return progress.unconfirmed * sum(month.held for month in looked_at) / sum(month.classes for month in looked_at)


def _months_ahead(progress: GoalProgress) -> float:
    """From tomorrow to the last day of the plan, in months; a part of a month by its days."""
    first, ahead = progress.today + timedelta(days=1), 0.0
    while first <= progress.plan.ends:
        length = monthrange(first.year, first.month)[1]
        last = min(first.replace(day=length), progress.plan.ends)
        ahead += ((last - first).days + 1) / length
        first = last + timedelta(days=1)
    return ahead


def _deviation(looked_at: Sequence[Month], ahead: float) -> float:
    """By how much the sum of the months ahead may differ: each by itself, and all as the average is off.

    A month differs at least as much as chance alone would make it (Poisson), however even the last ones were.
    """
    counts = [month.held for month in looked_at]
    of_one = max(variance(counts), fmean(counts) * sum(counts) / max(1, sum(month.classes for month in looked_at)))
    return sqrt(ahead * of_one + ahead**2 * of_one / len(counts))
