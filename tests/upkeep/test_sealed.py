"""Sealed texts and their keys: rotation while others write, backups that need a key, what doctor and verify say."""

import asyncio
import json
import os
import stat
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from tortoise.context import require_context

from outreach import checkin, clock, people, vault
from outreach.cli import run
from outreach.cli.keys import SETTLED_SECONDS
from outreach.db import connected, sql
from outreach.people import Participant
from outreach.upkeep import doctor, rules, sealed
from outreach.upkeep.backup import backup
from outreach.upkeep.damage import Damaged
from outreach.upkeep.manifest import read
from outreach.upkeep.restore import restore
from tests import ledgers, world
from tests.checkin.phone import at_door

OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture(autouse=True)
def _known_key_afterwards() -> Iterator[None]:
    yield
    vault.load(None)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    vault.write_new(path)
    vault.load(path)
    return path


@pytest.fixture
def installation(database_url: str, key_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    settings = {"MODE": "test", "DATABASE_URL": database_url, "KEY_FILE": str(key_file)}
    for name, value in (settings | {"BACKUP_FOLDER": str(tmp_path / "backups")}).items():
        monkeypatch.setenv(f"OUTREACH_{name}", value)
    return database_url


async def who_needs(needs: str, number: int = 1) -> Participant:
    return await world.person(name=f"佐藤 {number}", phone="", needs=needs)


async def test_every_column_of_sealed_texts_is_known(database: str) -> None:
    models = require_context().apps["outreach"].values()  # type: ignore[index]  # Tortoise has apps once it is open
    found = {(model._meta.db_table, name) for model in models for name in model._meta.fields_map if "sealed" in name}
    assert found == {(one.table, one.name) for one in sealed.COLUMNS}


async def test_a_rotation_seals_everything_anew_and_loses_no_text(database: str) -> None:
    vault.use({1: OLD})
    rows = [await who_needs(f"席 {n}", n) for n in range(sealed.BATCH // 50)]
    assert await sealed.keys() == [1]
    vault.use({1: OLD, 2: NEW})
    done = await sealed.reseal()
    assert (done.count, done.shut, await sealed.keys()) == (len(rows), [], [2])
    vault.use({2: NEW})
    assert [(await Participant.get(id=row.id)).needs for row in rows] == [f"席 {n}" for n in range(len(rows))]
    assert (await sealed.reseal()).count == 0


async def test_names_of_who_came_without_a_registration_are_rotated_and_given_up_with_their_key(database: str) -> None:
    vault.use({1: OLD})
    lesson = await world.held_lesson()
    phone = await at_door(lesson)
    await checkin.walk_ins.tell(await phone.row(), lesson.id, "0f" * 16, "鈴木 一郎")
    vault.use({1: OLD, 2: NEW})
    assert (await sealed.reseal()).shut == []
    vault.use({2: NEW})
    door = lesson.city_id, lesson.centre_id, lesson.day
    assert [one.name for one in await checkin.walk_ins.named(*door)] == ["鈴木 一郎"]
    vault.use({3: OLD})
    shut = await sealed.shut()
    assert (len(shut), await sealed.give_up(shut), await sealed.shut()) == (1, 1, [])
    assert [one.name for one in await checkin.walk_ins.named(*door)] == [""]


async def test_a_rotation_over_many_batches_reaches_the_last(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "BATCH", 2)
    vault.use({1: OLD})
    for n in range(5):
        await who_needs("席", n)
    vault.use({1: OLD, 2: NEW})
    assert (await sealed.reseal()).count == 5


async def test_a_correction_during_the_rotation_is_not_overwritten(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.use({1: OLD})
    who = await who_needs("前の席")
    vault.use({1: OLD, 2: NEW})
    batch = sealed._batch

    async def read_then_corrected(column: sealed.Column, after: int) -> list[dict[str, object]]:
        rows = await batch(column, after)
        if rows:
            await people.keep_needs(who, "筆談")
        return rows

    monkeypatch.setattr(sealed, "_batch", read_then_corrected)
    assert (await sealed.reseal()).count == 0
    assert (await Participant.get(id=who.id)).needs == "筆談"


async def test_what_does_not_open_is_named_by_rotation_and_by_verify_and_stays(database: str) -> None:
    who, other = await who_needs("前の席"), await who_needs("筆談", 2)
    await sql.run("UPDATE participants SET needs_sealed = ? WHERE id = ?", who.needs_sealed, other.id)
    assert [one for one in await rules.verify() if one.rule == rules.SEALED] == [
        rules.Broken(rules.SEALED, f"participants:{other.id}")
    ]
    vault.use({**vault.DEVELOPMENT, 2: NEW})
    done = await sealed.reseal()
    assert (done.count, done.shut) == (1, [f"participants:{other.id}"])


async def test_a_backup_names_its_keys_and_is_not_restored_without_them(
    database_url: str, bare_url: str, tmp_path: Path
) -> None:
    vault.use({3: OLD})
    async with connected(database_url):
        await who_needs("前の席")
    made = await backup(database_url, tmp_path / "backups")
    assert made.broken == []
    assert read(made.path).contents.keys == [3]
    vault.use({4: NEW})
    with pytest.raises(Damaged, match="key 3"):
        await restore(bare_url, made.path, keep_in=tmp_path)
    shut = await restore(bare_url, made.path, keep_in=tmp_path, without_keys=True)
    assert [one.rule for one in shut.broken] == [rules.SEALED]
    vault.use({3: OLD, 4: NEW})
    whole = await restore(bare_url, made.path, keep_in=tmp_path, replace=True)
    assert whole.broken == []


def test_keys_are_made_once_and_rotated_from_the_command_line(
    installation: str, key_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def plant() -> None:
        async with connected(installation):
            await who_needs("前の席")

    asyncio.run(plant())
    assert run(["keys", "new", str(key_file)]) == 1
    assert "not overwritten" in capsys.readouterr().err
    assert run(["keys", "new", str(tmp_path / "other")]) == 0
    capsys.readouterr()
    assert run(["keys", "rotate", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "key": 2,
        "sealed": 1,
        "shut": [],
        "given_up": 0,
        "used": [2],
        "binding": [],
        "spare": [],  # somebody may just be writing what she sealed with key 1
        "printed": 0,
    }
    assert run(["keys", "rotate", "--only-seal", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["key"], told["spare"]) == (2, [])
    assert run(["keys", "rotate", "--only-seal"]) == 0
    assert "tomorrow" in capsys.readouterr().out
    before = key_file.stat().st_mtime - 2 * SETTLED_SECONDS
    os.utime(key_file, (before, before))
    assert run(["keys", "rotate", "--only-seal", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["spare"] == [1]
    assert run(["keys", "rotate", "--only-seal"]) == 0
    assert "No text needs key 1 any more" in capsys.readouterr().out
    assert run(["verify"]) == 0


@pytest.mark.once
def test_no_key_is_called_spare_while_a_note_or_a_statement_of_the_ledger_needs_it(
    installation: str, key_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def plant() -> None:
        async with connected(installation):
            city = await world.morioka()
            await world.counted(city, day=date(2026, 4, 1))
            await ledgers.seal(city, 1)

    asyncio.run(plant())
    assert run(["keys", "rotate"]) == 0
    before = key_file.stat().st_mtime - 2 * SETTLED_SECONDS
    os.utime(key_file, (before, before))
    capsys.readouterr()

    assert run(["keys", "rotate", "--only-seal", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["binding"], told["spare"], told["used"]) == ([1], [], [])
    assert run(["keys", "rotate", "--only-seal"]) == 0
    assert "still binds notes or statements" in capsys.readouterr().out


def test_no_key_is_called_spare_while_tickets_that_it_signed_are_carried_about(
    installation: str, key_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def plant() -> None:
        async with connected(installation):
            await world.seat(await world.lesson(day=world.working_day(14)))

    async def over() -> None:
        async with connected(installation):
            await sql.run("UPDATE lessons SET ends_at = ?", clock.now())

    def told() -> tuple[int, list[int]]:
        capsys.readouterr()
        assert run(["keys", "rotate", "--only-seal", "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        return said["printed"], said["spare"]

    asyncio.run(plant())
    assert run(["keys", "rotate"]) == 0
    assert "may have signed: 1." in capsys.readouterr().out
    later = clock.now() + timedelta(seconds=2 * SETTLED_SECONDS)
    with time_machine.travel(later, tick=True):
        assert told() == (1, [])
        asyncio.run(over())
        assert told() == (0, [1])


def test_the_doctor_looks_at_the_file_its_mode_and_the_keys_in_it(
    installation: str, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def plant() -> None:
        async with connected(installation):
            await who_needs("前の席")

    def told(what: str) -> tuple[str, str]:
        return next((one.state, one.told) for one in asyncio.run(doctor.examine()) if one.what == what)

    asyncio.run(plant())
    assert (told("keys")[0], told("sealed texts")[0]) == ("good", "good")
    key_file.chmod(0o644)
    assert told("keys")[0] == "bad"
    assert "chmod 600" in told("keys")[1]
    key_file.unlink()
    assert told("keys")[0] == "bad"
    key_file.write_text(vault.written({7: NEW}), "ascii")
    key_file.chmod(stat.S_IRUSR)
    assert told("sealed texts") == (
        "bad",
        "key 1 is missing from the key file; what was sealed with it is shut",
    )
    monkeypatch.delenv("OUTREACH_KEY_FILE")
    assert told("keys")[0] == "warning"


def test_a_rotation_needs_a_file(
    installation: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OUTREACH_KEY_FILE")
    assert run(["keys", "rotate"]) == 1
    assert "OUTREACH_KEY_FILE" in capsys.readouterr().err


async def test_needs_survive_an_export_into_an_installation_with_another_key(
    database_url: str, bare_url: str, tmp_path: Path
) -> None:
    from outreach.db.migrate import migrate
    from outreach.upkeep.arriving import bring_in
    from outreach.upkeep.leaving import export

    vault.use({1: OLD})
    async with connected(database_url):
        city = await world.morioka()
        await who_needs("前の席")
        await export(city, tmp_path / "out")
    await migrate(bare_url)
    vault.use({1: NEW})
    async with connected(bare_url):
        await bring_in(tmp_path / "out", dry_run=False)
        assert [one.needs for one in await Participant.all()] == ["前の席"]


def test_what_was_sealed_with_a_lost_key_can_be_given_up_so_that_pages_work_again(
    installation: str, key_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def plant() -> int:
        async with connected(installation):
            number: int = (await who_needs("前の席")).id
            return number

    async def left(person: int) -> str:
        async with connected(installation):
            return (await Participant.get(id=person)).needs

    person = asyncio.run(plant())
    key_file.write_text(vault.written({1: NEW}), "ascii")
    assert run(["verify"]) == 1
    capsys.readouterr()
    assert run(["keys", "rotate", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["shut"] == [f"participants:{person}"]
    assert run(["keys", "rotate", "--only-seal", "--give-up"]) == 0
    assert asyncio.run(left(person)) == ""
    assert run(["verify"]) == 0
