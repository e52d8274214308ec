"""Centres with all that is known of them leave with their city and arrive the same."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from outreach import clock, seeding
from outreach.bundled import folder
from outreach.cities import City
from outreach.db import connected
from outreach.db.migrate import migrate
from outreach.seeding.places import access_of
from outreach.upkeep.arriving import bring_in
from outreach.upkeep.leaving import export
from outreach.venues import Centre, Closure, FormerAddress, Room

FILES = ("venues.csv", "rooms.csv", "closures.csv", "moves.csv")
OPENING = {
    "week": {"tue": [["09:00", "12:00"], ["13:00", "17:00"]], "sun": [["09:00", "17:00"]]},
    "holidays": [["10:00", "15:00"]],
    "rules": [{"kind": "weekly", "weekday": 0, "moved": True}, {"kind": "yearly", "from": "12-29", "to": "01-03"}],
}
WAYS = {"bus": {"ja": "停留所から3分", "vi": "3 phút"}}
ACCESS = {"lift": "no", "parking": "5台; 要予約", "wheelchair": "=1+1"}


@pytest.fixture
async def tomi(database_url: str) -> AsyncIterator[City]:
    async with connected(database_url):
        city = (await seeding.plant(seeding.read(folder("seeds") / "tomi"))).city
        await _enrich(await Centre.get(city=city, key="central"))
        yield city


async def _enrich(centre: Centre) -> None:
    await Centre.filter(id=centre.id).update(
        opening=OPENING,
        access=ACCESS,
        ways=WAYS,
        district="田中",
        closed_from=date(2030, 4, 1),
        published={"名称": "東御市中央公民館", "備考": "二行\nある"},
    )
    room = await Room.create(
        centre=centre,
        name={"ja": "和室"},
        floor="2階",
        equipment=["projector", "wifi"],
        closed_from=date(2029, 1, 1),
    )
    reason = {"ja": "改修工事", "en": "rebuilding"}
    common: dict[str, Any] = {"added_by": "system", "added_at": clock.now(), "reason": reason}
    first, last = date(2027, 8, 22), date(2027, 8, 24)
    await Closure.create(centre=centre, room=room, first_day=first, last_day=first, starts="13:00", ends="", **common)
    await Closure.create(centre=centre, first_day=first, last_day=last, **common)
    await FormerAddress.create(centre=centre, until=date(2026, 3, 31), address="旧住所", latitude=36.3, longitude=138.3)


async def test_hours_access_closures_and_moves_leave_and_arrive_the_same(
    tomi: City, bare_url: str, tmp_path: Path
) -> None:
    await export(tomi, tmp_path / "one")
    await migrate(bare_url)
    async with connected(bare_url):
        await bring_in(tmp_path / "one", dry_run=False)
        moved = await Centre.get(key="central")
        assert (moved.opening, moved.access, moved.ways, moved.district) == (OPENING, ACCESS, WAYS, "田中")
        assert await Room.get(floor="2階").values("equipment", "closed_from") == {
            "equipment": ["projector", "wifi"],
            "closed_from": date(2029, 1, 1),
        }
        assert await Closure.filter(room__floor="2階", starts="13:00").count() == 1
        again = await bring_in(tmp_path / "one", dry_run=False)
        assert not any(again.added.values())
        await export(await City.get(slug="tomi"), tmp_path / "two")
    for name in FILES:
        assert (tmp_path / "two" / name).read_text("utf-8") == (tmp_path / "one" / name).read_text("utf-8"), name


@pytest.mark.parametrize("wrong", ["lift", "elevator=yes", "lift=", "yes"])
def test_a_cell_of_facts_that_nobody_knows_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the offending text is the message
        access_of(wrong)
