"""A backup is put back by the command line, written down, and known to verification from outside the database."""

import asyncio
import json
from datetime import date
from pathlib import Path

import pytest

from outreach import db
from outreach.cli import run
from outreach.goal import anchors
from tests import world

pytestmark = pytest.mark.once


@pytest.fixture
def installation(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.setenv("OUTREACH_MODE", "test")
    monkeypatch.setenv("OUTREACH_DATABASE_URL", database_url)
    monkeypatch.setenv("OUTREACH_BACKUP_FOLDER", str(tmp_path / "backups"))
    monkeypatch.setenv("OUTREACH_ANCHOR_FOLDER", str(tmp_path / "anchors"))
    return database_url


async def _count(url: str, day: date, anchored: Path | None) -> None:
    async with db.connected(url):
        await world.counted(day=day)
        await anchors.write_daily(anchored)


def test_a_restore_is_a_fault_until_it_is_written_down_and_its_hash_is_given(
    installation: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(_count(installation, date(2026, 4, 1), None))
    assert run(["backup", "--json"]) == 0
    backup = json.loads(capsys.readouterr().out)["path"]
    asyncio.run(_count(installation, date(2026, 4, 2), tmp_path / "anchors"))
    assert run(["restored", "morioka", "--reason", "disk"]) == 1
    assert "nothing was lost" in capsys.readouterr().err
    assert run(["restore", backup, "--replace"]) == 0
    assert "outreach restored" in capsys.readouterr().out
    assert run(["verify"]) == 1
    assert "tail cut" in capsys.readouterr().out

    assert run(["restored", "morioka", f"{backup}.json", "--reason", "disk", "--json"]) == 0

    line = json.loads(capsys.readouterr().out)
    assert (line["line"], [one["ledger"]["seq"] for one in line["lost"]]) == (3, [4])
    assert run(["verify"]) == 1
    assert line["hash"] in capsys.readouterr().out
    monkeypatch.setenv("OUTREACH_RESTORED", f"abc, {line['hash']}")
    assert run(["verify"]) == 0
    assert "known: a backup was put back" in capsys.readouterr().out
    assert run(["backup"]) == 0
    capsys.readouterr()
    for words in (["nowhere"], ["morioka", str(tmp_path / "anchors")], ["morioka", __file__]):
        assert run(["restored", *words, "--reason", "x"]) == 1
        assert "Traceback" not in capsys.readouterr().err
