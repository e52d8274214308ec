"""Files that go out by a rule, on the command line: shown, made, and what came back."""

import asyncio
import json
from pathlib import Path

import pytest

from outreach import db
from outreach.audit import SYSTEM
from outreach.cli import run
from outreach.filing import deliveries
from outreach.filing.rows import FileDelivery, FileSchedule
from tests.filing.planned import schedule, town

pytestmark = pytest.mark.once
CITY = ["--city", "morioka"]
BACK = """From: MAILER-DAEMON@post.example
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; post.example

Final-Recipient: rfc822; kikaku@city.example
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: <{key}@city.example>

--b--
"""


@pytest.fixture
def planned(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> int:
    """A file that goes into a folder each day; its number."""
    monkeypatch.setenv("OUTREACH_MODE", "test")
    monkeypatch.setenv("OUTREACH_DATABASE_URL", database_url)
    monkeypatch.setenv("OUTREACH_FILES_FOLDER", str(tmp_path / "files"))
    return asyncio.run(_planned(database_url))


async def _planned(url: str) -> int:
    async with db.connected(url):
        return (await schedule(await town())).id


def test_a_file_is_made_and_the_list_says_how_it_went(
    planned: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["files", "make", str(planned), *CITY]) == 1
    assert "The folder of this server is not there." in capsys.readouterr().out
    (tmp_path / "files").mkdir()
    assert run(["files", "make", str(planned), *CITY]) == 0  # nobody who asks waits for the next try
    assert "done 032018_centres_" in capsys.readouterr().out
    assert run(["files", "show", *CITY, "--json"]) == 0
    (line,) = json.loads(capsys.readouterr().out)
    assert (line["number"], line["file"], line["last"]) == (planned, "data-centres (csv)", "done")
    assert run(["files", "show", *CITY]) == 0
    assert run(["files", "make", "999", *CITY]) == 1
    assert run(["files", "show", "--city", "atlantis"]) == 1
    assert "there is no file 999 in morioka" in capsys.readouterr().err


async def _mailed(url: str) -> str:
    async with db.connected(url):
        made = await schedule(await town(), addresses=["kikaku@city.example"])
        await deliveries.at_once(made, by=SYSTEM, key="a" * 32)
        await FileDelivery.all().update(state="done", digest="0" * 64)
        return (await FileDelivery.get()).message_key


async def _state(url: str) -> tuple[str, str]:
    async with db.connected(url):
        assert await FileSchedule.all().count() == 2
        row = await FileDelivery.get()
        return row.state, row.trouble


def test_a_mail_with_a_file_that_came_back_did_not_arrive(
    planned: int, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert planned
    key = asyncio.run(_mailed(database_url))
    (tmp_path / "report").write_text(BACK.format(key=key), "utf-8")
    assert run(["mail", "bounced", str(tmp_path / "report")]) == 0
    assert "did not arrive" in capsys.readouterr().out
    assert asyncio.run(_state(database_url)) == ("failed", "address bounced 5.1.1")
