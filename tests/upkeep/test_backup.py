import json
from pathlib import Path

import pytest

from outreach import audit, clock, seeding
from outreach.bundled import folder
from outreach.cities import City
from outreach.db import connected, sql
from outreach.upkeep.backup import backup
from outreach.upkeep.contents import contents
from outreach.upkeep.damage import Damaged
from outreach.upkeep.manifest import read, slip
from outreach.upkeep.restore import restore
from outreach.upkeep.rules import verify

PASSWORD = "demo-outreach-2026"


@pytest.fixture
async def tomi_url(database_url: str) -> str:
    async with connected(database_url):
        await seeding.plant(seeding.read(folder("seeds") / "tomi"), password=PASSWORD)
    return database_url


async def test_a_backup_restored_elsewhere_holds_the_same_and_breaks_no_rule(
    tomi_url: str, bare_url: str, tmp_path: Path
) -> None:
    made = await backup(tomi_url, tmp_path / "backups")
    assert made.broken == []
    restored = await restore(bare_url, made.path, keep_in=tmp_path)
    assert (restored.broken, restored.pending, restored.replaced) == ([], [], None)
    async with connected(bare_url):
        assert await contents() == made.manifest.contents
        assert await verify() == []
        assert (await City.get()).slug == "tomi"


async def test_the_manifest_names_rows_steps_chain_and_file(tomi_url: str, tmp_path: Path) -> None:
    made = await backup(tomi_url, tmp_path)
    async with connected(tomi_url):
        held = await contents()
    assert read(made.path).contents == held
    assert held.rows["participants"] > 0
    assert held.chain_length == held.rows["audit_entries"] == held.rows["audit_seals"]
    assert made.manifest.tried in {"opened", "restored"}


async def test_only_the_owner_may_read_a_backup(tomi_url: str, tmp_path: Path) -> None:
    made = await backup(tomi_url, tmp_path)
    assert made.path.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


async def test_a_restored_trail_still_refuses_changes(tomi_url: str, bare_url: str, tmp_path: Path) -> None:
    made = await backup(tomi_url, tmp_path)
    await restore(bare_url, made.path, keep_in=tmp_path)
    async with connected(bare_url):
        with pytest.raises(Exception, match="only grows"):
            await sql.run("UPDATE audit_entries SET actor = 'nobody'")


async def test_rows_are_not_replaced_unless_told_and_are_kept_then(tomi_url: str, tmp_path: Path) -> None:
    made = await backup(tomi_url, tmp_path / "backups")
    async with connected(tomi_url):
        await City.create(
            slug="later", code="999999", name={"ja": "後"}, phone="", phone_hours={}, area_code="", department={}
        )
    with pytest.raises(Damaged, match="--replace"):
        await restore(tomi_url, made.path, keep_in=tmp_path / "kept")
    restored = await restore(tomi_url, made.path, keep_in=tmp_path / "kept", replace=True)
    assert restored.replaced is not None
    assert restored.replaced.is_file()
    async with connected(tomi_url):
        assert [city.slug for city in await City.all()] == ["tomi"]


@pytest.mark.parametrize("harm", ["changed", "no manifest", "not a manifest"])
async def test_a_harmed_backup_is_refused(tomi_url: str, bare_url: str, tmp_path: Path, harm: str) -> None:
    made = await backup(tomi_url, tmp_path)
    if harm == "changed":
        made.path.write_bytes(made.path.read_bytes()[:-1] + b"x")
    elif harm == "no manifest":
        slip(made.path).unlink()
    else:
        slip(made.path).write_text(json.dumps({"format": 1}))
    with pytest.raises(Damaged):
        await restore(bare_url, made.path, keep_in=tmp_path)


async def test_a_backup_whose_rows_differ_from_the_manifest_is_refused(
    tomi_url: str, bare_url: str, tmp_path: Path
) -> None:
    made = await backup(tomi_url, tmp_path)
    facts = json.loads(slip(made.path).read_text())
    facts["contents"]["rows"]["participants"] += 1
    slip(made.path).write_text(json.dumps(facts))
    with pytest.raises(Damaged, match="rows"):
        await restore(bare_url, made.path, keep_in=tmp_path)
    async with connected(bare_url):
        assert (await contents()).rows == {}


async def test_a_backup_of_rows_that_break_a_rule_says_so(tomi_url: str, tmp_path: Path) -> None:
    async with connected(tomi_url):
        await sql.run("UPDATE lessons SET taken = taken + 1 WHERE id = (SELECT min(id) FROM lessons)")
    assert (await backup(tomi_url, tmp_path)).broken != []


async def test_a_backup_seals_the_trail_first(tomi_url: str, tmp_path: Path) -> None:
    async with connected(tomi_url):
        await audit.record(None, audit.SYSTEM, "test.deed", "city:1", at=clock.today().year)
    made = await backup(tomi_url, tmp_path)
    assert made.manifest.contents.chain_length == made.manifest.contents.rows["audit_entries"]
