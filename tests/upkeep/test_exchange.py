import csv
import tomllib
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from outreach import clock, goal, seeding
from outreach.audit import SYSTEM
from outreach.bundled import folder
from outreach.cities import City
from outreach.db import connected
from outreach.goal import signatures
from outreach.goal.ledger_rows import LedgerEntry
from outreach.people import Participant
from outreach.refusal import Refusal, Refusals
from outreach.registration import merging
from outreach.upkeep.arriving import bring_in
from outreach.upkeep.contents import contents
from outreach.upkeep.damage import Damaged
from outreach.upkeep.leaving import export
from outreach.upkeep.rules import verify
from outreach.venues import Centre
from tests import ledgers, world

SET_UP = ("venues.csv", "rooms.csv", "plan.toml", "lists.toml", "courses.toml", "city.toml")


@pytest.fixture
async def tomi(database_url: str) -> AsyncIterator[City]:
    async with connected(database_url):
        yield (await seeding.plant(seeding.read(folder("seeds") / "tomi"), password="hanami-no-ato-de")).city


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


async def test_a_city_exported_and_imported_elsewhere_is_the_same(tomi: City, bare_url: str, tmp_path: Path) -> None:
    from outreach.db.migrate import migrate

    await export(tomi, tmp_path / "one")
    await migrate(bare_url)
    async with connected(bare_url):
        await bring_in(tmp_path / "one", dry_run=False)
        await export(await City.get(slug="tomi"), tmp_path / "two")
        moved = await Participant.all().order_by("id")
    for name in SET_UP:
        assert (tmp_path / "two" / name).read_text("utf-8") == (tmp_path / "one" / name).read_text("utf-8"), name
    kept = await Participant.all().order_by("id")
    assert [(p.name, p.kana, p.phone_e164, p.needs) for p in moved] == [
        (p.name, p.kana, p.phone_e164, p.needs) for p in kept
    ]


async def test_departments_co_hosts_and_loan_phones_survive_the_journey(
    database_url: str, bare_url: str, tmp_path: Path
) -> None:
    from outreach.db.migrate import migrate

    async with connected(database_url):
        city = (await seeding.plant(seeding.read(folder("seeds") / "morioka"), password="hanami-no-ato-de")).city
        await export(city, tmp_path / "one")
    await migrate(bare_url)
    async with connected(bare_url):
        await bring_in(tmp_path / "one", dry_run=False)
        await export(await City.get(slug="morioka"), tmp_path / "two")
    for name in ("lists.toml", "courses.toml"):
        assert (tmp_path / "two" / name).read_text("utf-8") == (tmp_path / "one" / name).read_text("utf-8"), name
    assert 'cohosts = ["carrier"]' in (tmp_path / "two" / "courses.toml").read_text("utf-8")
    assert 'department = "welfare"' in (tmp_path / "one" / "people.toml").read_text("utf-8")
    series = {row["id"] for row in _rows(tmp_path / "one" / "series.csv")}
    assert {row["series_id"] for row in _rows(tmp_path / "one" / "lessons.csv")} == series | {""}


async def test_every_file_says_that_sample_data_are_samples(tomi: City, tmp_path: Path) -> None:
    await export(tomi, tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        if path.suffix == ".csv" and path.name != "audit.csv" and (rows := _rows(path)):
            assert "sample" in rows[0], path.name
        elif path.suffix != ".csv":
            assert "サンプルデータ" in path.read_text("utf-8"), path.name


async def test_registrations_arrivals_and_reports_are_exported_without_the_tickets_secret(
    tomi: City, tmp_path: Path
) -> None:
    written = await export(tomi, tmp_path / "out")
    assert written["registrations.csv"] == len(_rows(tmp_path / "out" / "registrations.csv")) > 0
    assert written["arrivals.csv"] == len(_rows(tmp_path / "out" / "arrivals.csv")) > 0
    assert written["reports.csv"] == len(_rows(tmp_path / "out" / "reports.csv")) > 0
    assert "token" not in _rows(tmp_path / "out" / "registrations.csv")[0]


async def test_a_formula_in_a_name_does_not_run_in_a_spreadsheet(tomi: City, tmp_path: Path) -> None:
    await Centre.filter(city=tomi).update(note='=HYPERLINK("http://evil.example")')
    await export(tomi, tmp_path / "out")
    assert {row["note"] for row in _rows(tmp_path / "out" / "venues.csv")} == {'\'=HYPERLINK("http://evil.example")'}


async def test_nobody_but_the_owner_reads_an_export_and_no_file_is_overwritten(tomi: City, tmp_path: Path) -> None:
    await export(tomi, tmp_path / "out")
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "out").iterdir()} == {0}
    with pytest.raises(Damaged, match="not empty"):
        await export(tomi, tmp_path / "out")


async def test_a_preview_tells_and_adds_nothing(database: str) -> None:
    found = await bring_in(folder("seeds") / "tomi", dry_run=True)
    assert (found.city, found.added["city"], found.added["centres"]) == ("tomi", 1, 5)
    assert sum((await contents()).rows.values()) == 0


@pytest.mark.parametrize(
    "harm",
    [
        ("rooms.csv", "centre_key,key,name_ja,name_en,capacity,sample\nnowhere,r,部屋,Room,,true\n"),
        ("rooms.csv", "something,else\n1,2\n"),
        ("people.toml", '[[participants]]\nname = ""\nkana = "x"\n'),
        ("courses.toml", "this is not TOML"),
        ("courses.toml", '[[courses]]\nslug = "only-a-slug"\n'),
    ],
)
async def test_one_bad_row_and_nothing_of_the_folder_is_added(
    database: str, tmp_path: Path, harm: tuple[str, str]
) -> None:
    for path in (folder("seeds") / "tomi").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / harm[0]).write_text(harm[1], "utf-8")
    with pytest.raises((Damaged, Refusal, Refusals)) as refused:
        await bring_in(tmp_path, dry_run=False)
    from outreach.cli.trouble import sentence

    assert sentence(refused.value)
    assert sum((await contents()).rows.values()) == 0


async def test_an_export_holds_who_is_known_with_all_she_told_and_nobody_who_was_erased_or_merged(
    database: str, tmp_path: Path
) -> None:
    told = {"email": "hana@example.jp", "postcode": "020-0884", "address": "盛岡市神明町3-29", "needs": "前の席"}
    facts: dict[str, Any] = {**told, "phone": ""}
    kept, gone, erased = [await world.person(name=f"人 {n}", **facts) for n in "一二三"]
    city = await world.morioka()
    await merging.merge(city.id, kept.id, gone.id, by=SYSTEM)
    await Participant.filter(id=erased.id).update(erased_at=clock.now())
    await export(city, tmp_path / "out")
    rows = tomllib.loads((tmp_path / "out" / "people.toml").read_text("utf-8"))["participants"]
    assert [row["name"] for row in rows] == ["人 一"]
    assert {name: rows[0][name] for name in told} == told


@pytest.mark.once
async def test_the_rule_of_signatures_corrections_and_signed_months_leave_with_a_city(
    database_url: str, bare_url: str, tmp_path: Path
) -> None:
    from outreach.db.migrate import migrate

    async with connected(database_url):
        city = await world.morioka()
        lesson = await world.counted(city, day=date(2026, 4, 1))
        await ledgers.seal(city, 1)
        await goal.correct(lesson, held=True, attendance=5, reason="=1+1", by=await world.staff())
        await signatures.require(city, 1, by=SYSTEM)
        written = await export(await City.get(id=city.id), tmp_path / "out")
    assert (written["corrections.csv"], written["month_signatures.csv"]) == (1, 2)
    (row,) = _rows(tmp_path / "out" / "corrections.csv")
    assert (row["held"], row["attendance"], row["reason"], row["settled"]) == ("true", "5", "'=1+1", "")
    assert {one["month"] for one in _rows(tmp_path / "out" / "month_signatures.csv")} == {"2026-04-01"}
    await migrate(bare_url)
    async with connected(bare_url):
        await bring_in(tmp_path / "out", dry_run=False)
        assert (await City.get(slug="morioka")).signatures == 1
        assert [one.kind for one in await LedgerEntry.all()] == ["rule"]
        assert await verify() == []
