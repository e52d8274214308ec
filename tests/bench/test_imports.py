"""How the import of a list grows with its rows: 2,000 against 20,000, by the office's way and by the command's."""

import asyncio
import csv
import io
import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest

from outreach import open_data
from outreach.audit import SYSTEM
from outreach.db import Dialect, connected
from outreach.open_data import ImportRun
from outreach.open_data.layouts import NEW
from outreach.venues import Centre
from tests import world
from tests.conftest import fresh
from tests.drills.server import ROOT

SIZES = (2_000, 20_000)
DIALECTS: tuple[Dialect, ...] = ("sqlite", "postgres")


def generated(rows: int) -> bytes:
    """公共施設一覧 with as many cells filled as the real lists have, and their usual damage in each tenth row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, NEW, restval="")
    writer.writeheader()
    for n in range(rows):
        damaged = n % 10 == 0
        writer.writerow(
            {
                "全国地方公共団体コード": "32018" if damaged else "032018",
                "ID": f"NN{n:010}",
                "地方公共団体名": "岩手県盛岡市",
                "名称": f"第{n}会館",
                "名称_カナ": "ダイカイカン",
                "所在地_連結表記": f"岩手県盛岡市愛宕町{n}-1",
                "緯度": "394154" if damaged else "39.698401",
                "経度": "141.165920",
                "電話番号": "(019)600-0101" if damaged else "019-600-0101",
                "法人番号": "5000020172120",
                "利用可能曜日": "月火水木金土日",
                "開始時間": "9:00",
                "終了時間": "22:00",
                "利用可能時間特記事項": "予約により変わります" if damaged else "祝日、12月28日から１月４日は利用不可。",
                "説明": "公民館",
                "バリアフリートイレ": "有",
                "優先駐車場": "有",
            }
        )
    return text.getvalue().encode("utf-8-sig")


async def _by_the_office(url: str, content: bytes) -> tuple[list[float], list[int]]:
    """Seconds until the preview, until it is saved, until the same list is looked at again; what progress showed."""
    async with connected(url):
        city = await world.morioka()
        began = perf_counter()
        run = await open_data.runs.begin(city, "list.csv", content, by=SYSTEM)
        shown = await _watched(run)
        looked = perf_counter()
        found = await open_data.runs.find(city.id, run.id)
        assert found is not None
        await open_data.runs.confirm(found, found.report["digest"], leave_out=False, by=SYSTEM)
        await _watched(found)
        saved = perf_counter()
        assert (await world.settled(run)).state == "done"
        again = await world.import_run(city, content)
        assert again.report["counts"]["unchanged"] == await Centre.all().count()
        return [looked - began, saved - looked, perf_counter() - saved], shown


async def _watched(run: ImportRun) -> list[int]:
    """Ask the row, as another process would, until nobody works on it."""
    shown = []
    while True:
        state, done = await ImportRun.get(id=run.id).values_list("state", "done")
        shown.append(int(done))
        if state not in open_data.runs.BUSY:
            await open_data.runs.settled()
            return shown
        await asyncio.sleep(0.1)


def _by_the_command(url: str, file: Path) -> tuple[float, str]:
    environment = {**os.environ, "OUTREACH_MODE": "test", "OUTREACH_DATABASE_URL": url, "FORCE_COLOR": "1"}
    command = [sys.executable, "-m", "outreach", "centres", "import", str(file), "--city", "morioka"]
    began = perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return perf_counter() - began, done.stderr


async def _with_city(url: str) -> None:
    async with connected(url):
        await world.morioka()


@pytest.mark.bench
@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_import_grows_in_proportion_to_its_rows(dialect: Dialect, tmp_path: Path) -> None:
    took: dict[int, list[float]] = {}
    for rows in SIZES:
        content, file = generated(rows), tmp_path / f"{rows}.csv"
        file.write_bytes(content)
        for url in fresh(dialect, tmp_path / f"office-{rows}.db", migrated=True):
            took[rows], shown = asyncio.run(_by_the_office(url, content))
            assert len(set(shown)) > 2, shown  # whoever watched saw it move
        for url in fresh(dialect, tmp_path / f"command-{rows}.db", migrated=True):
            asyncio.run(_with_city(url))
            seconds, told = _by_the_command(url, file)
            assert "Reading" in told
            took[rows].append(seconds)
    lines = [f"### Import of a list, {dialect}", "", "| | 2,000 rows | 20,000 rows | times |", "|---|--:|--:|--:|"]
    for name, few, many in zip(("preview", "saving", "again", "command"), *took.values(), strict=True):
        lines.append(f"| {name} | {few:.2f} s | {many:.2f} s | {many / few:.1f} |")
    print("\n\n" + "\n".join(lines))  # noqa: T201 - its purpose
