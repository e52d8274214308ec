"""All parts on one page, for eyes and machines that check them; never shown in production."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from starlette.responses import Response

from outreach import goal as goals
from outreach.goal import Counted, GoalProgress, Plan, YearCount
from outreach.web.mistakes import Mistake
from outreach.web.outlook import outlook
from outreach.web.public.cards import Card
from outreach.web.public.promises import Cell, Row
from outreach.web.visit import Visit

STARTS = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)
TODAY = date(2026, 11, 22)
STATES = (("open", 12), ("open", 2), ("waiting", 0), ("full", 0), ("closed", 0), ("soon", 5), ("cancelled", 0))


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal in the shape of parts/progress.html."""

    held: int
    planned: int
    target: int | None
    unit: str
    years: list[Row]


async def gallery(visit: Visit) -> Response:
    """The page of parts."""
    if visit.settings.mode == "production":
        raise Mistake(404)
    return visit.render("public/gallery.html", sample=sample(), way=outlook(_way(), visit.language))


def sample() -> dict[str, Any]:
    """Made-up classes in every state, and a goal of 130 in its third year."""
    return {"lessons": [_card(*state) for state in STATES], "goal": Goal(87, 5, 130, "lessons", _years())}


def _card(status: str, left: int) -> Card:
    title, place = {"ja": "はじめてのスマートフォン"}, {"ja": "中央公民館"}
    return Card(title, STARTS, STARTS + timedelta(minutes=90), place, status, left, "#main")


def _years() -> list[Row]:
    counts = {8: (28, 0, 0), 9: (30, 0, 0), 10: (29, 5, 0), 11: (0, 0, 19), 12: (0, 0, 19)}
    return [Row(f"令和{year}年度", _cells(*count)) for year, count in counts.items()]


def _cells(held: int, planned: int, empty: int) -> list[Cell]:
    on = date(2026, 11, 25)
    return [Cell("held", on, "#main")] * held + [Cell("planned", on, "#main")] * planned + [Cell("empty")] * empty


def _way() -> GoalProgress:
    """The same goal as the charts draw it: twenty months behind it, some to come."""
    plan = Plan(id=1, name={"ja": "計画"}, starts=date(2025, 4, 1), ends=date(2028, 3, 31))
    goal = goals.Goal(id=1, plan_id=1, name={"ja": "講習の回数"}, unit="classes", target=130)
    years = tuple(YearCount(year, tuple(_classes_of(year)), "classes") for year in (2025, 2026, 2027))
    return GoalProgress(goal, plan, years, TODAY)


def _classes_of(year: int) -> Iterator[Counted]:
    for number in range(36):
        day = date(year, 4, 10) + timedelta(days=10 * number)
        if day <= TODAY:
            yield Counted(number, day, "open" if TODAY - day < timedelta(days=14) else "held", 8, 1, 1, None)
        elif day <= TODAY + timedelta(days=90):
            yield Counted(number, day, "planned", 0, 1, 1, None)
