import asyncio
import csv
import json
from pathlib import Path

import pytest

from outreach.cli import run
from outreach.db import connected
from outreach.open_data.layouts import NEW
from outreach.venues import Centre
from tests import world

LIST = world.new_list(NN01="東会館", NN02="西会館")


@pytest.fixture
def city_url(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OUTREACH_MODE", "test")
    monkeypatch.setenv("OUTREACH_DATABASE_URL", database_url)
    asyncio.run(_in(database_url, count=False))
    return database_url


async def _in(url: str, *, count: bool = True) -> int:
    async with connected(url):
        await world.morioka()
        return await Centre.all().count() if count else 0


def centres(url: str) -> int:
    return asyncio.run(_in(url))


def written(folder: Path, text: str) -> str:
    file = folder / "halls.csv"
    file.write_text(text, "utf-8")
    return str(file)


def test_a_list_is_looked_at_saved_and_written_again(
    city_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["centres", "import", written(tmp_path, LIST), "--city", "morioka"]
    assert run([*words, "--dry-run"]) == 0
    assert "Added" in capsys.readouterr().out
    assert centres(city_url) == 0

    assert run([*words, "--report", str(tmp_path / "report.csv")]) == 0
    capsys.readouterr()
    assert run([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["unchanged"] == 2
    assert centres(city_url) == 2
    assert (tmp_path / "report.csv").read_bytes().startswith(b"\xef\xbb\xbf")

    out = tmp_path / "out.csv"
    assert run(["centres", "export", str(out), "--city", "morioka", "--layout", "new"]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == NEW
    assert [row[3] for row in rows[1:]] == ["東会館", "西会館"]


def test_a_table_of_ones_own_is_mapped_by_its_headings(city_url: str, tmp_path: Path) -> None:
    words = ["centres", "import", written(tmp_path, world.HALLS), "--city", "morioka"]
    assert run(words) == 1
    assert run([*words, "--identity", "番号", "--map", "電話=phone", "--list", "会館"]) == 0
    assert centres(city_url) == 2


def test_progress_is_shown_on_standard_error(
    city_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert run(["centres", "import", written(tmp_path, LIST), "--city", "morioka"]) == 0
    assert "Reading" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "more", "told"),
    [
        ("№,行事名,開催日\n1,まつり,8月5日\n", [], "list of events"),
        (world.HALLS, ["--identity", "住所"], "no column '住所'"),
        (LIST, ["--map", "名称=name"], "published layout"),
        (world.new_list(NN01=""), [], "cannot be taken"),
        (LIST, ["--city", "nowhere"], "no city"),
    ],
)
def test_what_cannot_be_taken_is_one_sentence_and_nothing_is_saved(
    city_url: str, tmp_path: Path, text: str, more: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    city = [] if "--city" in more else ["--city", "morioka"]
    assert run(["centres", "import", written(tmp_path, text), *city, *more]) == 1
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said
    assert centres(city_url) == 0


def test_a_file_beyond_the_limit_is_not_even_read(
    city_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OUTREACH_MAX_UPLOAD_BYTES", "10000")
    assert run(["centres", "import", written(tmp_path, LIST + "\n" * 10_000), "--city", "morioka"]) == 1
    assert "OUTREACH_MAX_UPLOAD_BYTES" in capsys.readouterr().err


def test_rows_that_cannot_be_taken_are_left_out_on_purpose(city_url: str, tmp_path: Path) -> None:
    words = ["centres", "import", written(tmp_path, world.new_list(NN01="東会館", NN02="")), "--city", "morioka"]
    assert run([*words, "--leave-out"]) == 0
    assert centres(city_url) == 1
