"""Helpers of a folder: planted with what they can do and when, and standing in their sample classes."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from outreach import helpers, seeding
from outreach.audit import SYSTEM
from outreach.bundled import folder
from outreach.db import connected
from outreach.db.migrate import migrate
from outreach.helpers import Absence, Availability, Helper
from outreach.lessons import Lesson, Shift
from outreach.seeding.helping import plant_times
from outreach.upkeep.arriving import bring_in
from outreach.upkeep.leaving import export
from tests import world

PASSWORD = "hanami-no-ato-de"


async def _seeded() -> None:
    await seeding.plant(seeding.read(Path(folder("seeds")) / "morioka"), password=PASSWORD)


@pytest.mark.usefixtures("database")
async def test_assistants_of_a_sample_class_stand_in_it_and_some_places_are_open() -> None:
    await _seeded()
    for lesson in await Lesson.all().prefetch_related("shifts"):
        assert len(lesson.shifts) <= lesson.helpers_wanted or not lesson.helpers_wanted  # type: ignore[attr-defined]  # the way back
    assert await Shift.filter(standing=True, helper__name="阿部 なぎさ").exists()
    wanting = await Lesson.filter(status="published", helpers_wanted__gt=1)
    assert wanting


@pytest.mark.usefixtures("database")
async def test_hours_that_cannot_be_are_not_planted() -> None:
    who = await world.helper()
    for hours in ([["nosuchday", "09:00", "10:00"]], [["mon", f"{n:02}:00", f"{n:02}:30"] for n in range(9, 13)]):
        with pytest.raises(ValueError, match="09"):
            await plant_times(who, {"hours": hours})


async def _facts() -> list[Any]:
    return [
        (
            one.name,
            one.kana,
            one.kind,
            one.phone,
            one.languages,
            one.skills,
            one.away_from,
            await Availability.filter(helper=one)
            .order_by("weekday", "starts")
            .values_list("weekday", "starts", "ends"),
            await Absence.filter(helper=one).order_by("first_day").values_list("first_day", "last_day"),
        )
        for one in await Helper.all().order_by("kana")
    ]


async def test_what_is_kept_of_helpers_survives_export_and_import(
    database_url: str, bare_url: str, tmp_path: Path
) -> None:
    async with connected(database_url):
        await _seeded()
        who = await Helper.get(name="阿部 なぎさ")
        await Helper.filter(id=who.id).update(away_from=date(2027, 4, 1))
        await helpers.add_absence(who, date(2026, 12, 1), date(2026, 12, 3), by=SYSTEM)
        before = await _facts()
        city = await world.morioka()
        written = await export(city, tmp_path / "one")
        assert written["shifts.csv"] == await Shift.all().count() > 0
    await migrate(bare_url)
    async with connected(bare_url):
        await bring_in(tmp_path / "one", dry_run=False)
        assert await _facts() == before
