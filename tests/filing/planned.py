"""Schedules as tests want them, and a server's look at what is due."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import time_machine

from outreach.audit import SYSTEM
from outreach.cities import City
from outreach.filing import schedules
from outreach.filing.delivering import file_due
from outreach.filing.rows import FileDelivery, FileSchedule
from outreach.filing.schedules import Plan
from outreach.settings import Settings
from tests import world

PATIENCE = 0.3
# A Tuesday evening in Japan; the rules below are due at nine in the morning.
START = datetime(2026, 12, 1, 12, tzinfo=UTC)


async def town() -> City:
    """Morioka, which sends mails."""
    city = await world.morioka()
    await City.filter(id=city.id).update(mail_from="classes@city.example")
    return await City.get(id=city.id)


async def schedule(city: City | None = None, **over: Any) -> FileSchedule:
    """The centres as CSV, every day at nine into a folder, unless told."""
    plan: dict[str, Any] = {
        "what": "data-centres",
        "form": "csv",
        "every": "day",
        "number": 0,
        "hour": 9,
        "way": "folder",
        "folder": "月報",
        "addresses": [],
        **over,
    }
    if plan["addresses"]:
        plan |= {"way": "mail", "folder": ""}
    return await schedules.add(city or await town(), Plan(**plan), by=SYSTEM)


def settings(root: Path | None = None, smtp: str = "") -> Settings:
    """A server that has this folder, or this mail server."""
    return Settings(mode="test", files_folder=root, smtp_url=smtp)


async def rows() -> list[tuple[str, str]]:
    """What became of every file: its occasion and state, the oldest first."""
    return [(one.occasion, one.state) for one in await FileDelivery.all().order_by("due", "id")]


async def look(root: Path | None = None, smtp: str = "") -> int:
    """One look of one server for files that are due."""
    return await file_due(settings(root, smtp), seconds=PATIENCE)


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """The clock stands there."""
    with time_machine.travel(moment, tick=False):
        yield


def lying(root: Path, folder: str = "月報") -> list[str]:
    """The names of the files in a folder of Morioka's."""
    there = root / "morioka" / folder
    return sorted(path.name for path in there.iterdir()) if there.exists() else []
