"""The doctor says when a city would send mails or files and there is no safe way for them."""

from pathlib import Path

import pytest

from outreach import clock
from outreach.audit import SYSTEM
from outreach.cities import City
from outreach.filing import deliveries
from outreach.filing.rows import FileDelivery
from outreach.settings import Settings
from outreach.upkeep import doctor
from tests import world
from tests.filing.planned import schedule

pytestmark = pytest.mark.usefixtures("database")


async def looked(monkeypatch: pytest.MonkeyPatch, url: str, database_url: str, sender: str = "") -> doctor.Finding:
    """What the doctor says about mails."""
    monkeypatch.setenv("OUTREACH_MODE", "test")
    monkeypatch.setenv("OUTREACH_DATABASE_URL", database_url)
    monkeypatch.setenv("OUTREACH_SMTP_URL", url)
    city = await world.morioka()
    await City.filter(id=city.id).update(mail_from=sender)
    return next(one for one in await doctor.examine() if one.what == "mails")


@pytest.mark.parametrize(
    ("url", "sender", "state", "words"),
    [
        ("", "", "good", "none are sent"),
        ("", "desk@city.example", "warning", "morioka would send mails"),
        ("smtp://user:secret@post.example:587", "desk@city.example", "good", "morioka by post.example"),
        ("smtp+plain://127.0.0.1:25", "desk@city.example", "good", "127.0.0.1"),
        ("smtp+plain://post.example:25", "desk@city.example", "warning", "without TLS"),
        ("post.example", "desk@city.example", "bad", "smtps://"),
    ],
)
async def test_the_way_of_mails(
    monkeypatch: pytest.MonkeyPatch, database_url: str, url: str, sender: str, state: str, words: str
) -> None:
    found = await looked(monkeypatch, url, database_url, sender)
    assert found.state == state
    assert words in found.told
    assert "secret" not in found.told


@pytest.mark.parametrize(
    ("folder", "planned", "state", "words"),
    [
        ("", 0, "good", "none go into folders"),
        ("", 1, "warning", "1 files are to go"),
        ("there", 1, "good", "1 go into"),
        ("missing", 0, "bad", "is not there"),
        ("there", -1, "warning", "1 did not arrive"),
    ],
)
async def test_the_folder_of_files(tmp_path: Path, folder: str, planned: int, state: str, words: str) -> None:
    (tmp_path / "there").mkdir()
    if planned:
        made = await schedule()
        if planned < 0:
            await deliveries.at_once(made, by=SYSTEM, key="a" * 32)
            await FileDelivery.all().update(state="failed", ended_at=clock.now())
    found = await doctor._files(Settings(mode="test", files_folder=tmp_path / folder if folder else None))
    assert (found.state, words in found.told) == (state, True)
