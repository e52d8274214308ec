"""A goal with everything that its pages say about it: how far it is, how fast, where it leads, drawn and in numbers."""

from dataclasses import dataclass

from outreach import goal
from outreach.goal import Forecast, GoalProgress
from outreach.web.charts import PathChart, YearsChart, path_chart, years_chart


@dataclass(frozen=True, slots=True)
class Outlook:
    """What parts/outlook.html shows of a goal."""

    progress: GoalProgress
    forecast: Forecast | None
    years: YearsChart
    path: PathChart | None

    @property
    def unit(self) -> str:
        """The unit in the words of parts/progress.html."""
        unit = self.progress.goal.unit
        return unit if unit in ("attendances", "people") else "lessons"

    @property
    def verdict(self) -> str:
        """What the forecast says of the goal: met, missed or open; empty without a forecast."""
        target = self.progress.goal.target
        return self.forecast.says(target) if self.forecast and target is not None else ""


def outlook(progress: GoalProgress, language: str) -> Outlook:
    """The same for one goal."""
    years = years_chart(progress, language)
    if progress.settled:  # a month of it would tell of one class
        return Outlook(progress, None, years, None)
    counted, ahead = goal.months(progress), goal.forecast(progress)
    return Outlook(progress, ahead, years, path_chart(progress, counted, ahead, language))
