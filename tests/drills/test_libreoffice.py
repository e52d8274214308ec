"""The published files in a real spreadsheet program: opened, saved again, and every cell is as it was."""

import asyncio
import csv
import os
import shutil
from pathlib import Path

import pytest

from outreach.open_data import formats
from outreach.open_data.datasets import ABOUT
from tests import world
from tests.open_data.reading import made, table, terms

SOFFICE = shutil.which("soffice")
# CSV, UTF-8, from the first row on, each cell as it is shown; and the same out again.
AS_UTF8 = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
HOSTILE = '=1+1\n髙﨑〜ＡＢ，"引用"'

pytestmark = [
    pytest.mark.drill,
    pytest.mark.slow,
    pytest.mark.usefixtures("database"),
    pytest.mark.skipif("OUTREACH_DRILL" not in os.environ, reason="make drill: it takes the office program a minute"),
    pytest.mark.skipif(
        SOFFICE is None, reason="no LibreOffice on this machine: apt-get install libreoffice-calc-nogui"
    ),
]


async def test_libreoffice_opens_every_file_without_garbling_a_cell(tmp_path: Path) -> None:
    city = await world.morioka()
    await world.lesson(course=await world.course(title={"ja": HOSTILE}, description={"ja": "一行目\n二行目、+3"}))
    files = {}
    for name in ABOUT:
        of = await made(city, name)
        files[name] = table(formats.as_csv(of))
        (tmp_path / f"{name}.xlsx").write_bytes(formats.as_xlsx(of, terms(city)))
        (tmp_path / f"{name}-utf8.csv").write_bytes(formats.as_csv(of))
    out = tmp_path / "out"
    for form, options in (("xlsx", []), ("csv", ["--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,false"])):
        await _opened(tmp_path, out, sorted(tmp_path.glob(f"*.{form}")), options)

    for name, rows in files.items():
        assert [_counted(row) for row in _read(out / f"{name}-utf8.csv")] == [_counted(row) for row in rows], name
        assert [_plain(row) for row in _read(out / f"{name}.csv")] == [_plain(row) for row in rows], name


async def _opened(profile: Path, out: Path, paths: list[Path], options: list[str]) -> None:
    assert SOFFICE is not None
    home = f"-env:UserInstallation=file://{profile}/profile"
    command = [SOFFICE, home, "--headless", *options, "--convert-to", AS_UTF8, "--outdir", str(out), *map(str, paths)]
    program = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    assert await program.wait() == 0


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _counted(row: dict[str, str]) -> dict[str, str]:
    """Of a CSV any spreadsheet takes a code for a number and drops its zero, which is why there is a workbook, too."""
    return {heading: cell.lstrip("0") if cell.isdecimal() else cell for heading, cell in row.items()}


def _plain(row: dict[str, str]) -> dict[str, str]:
    """A workbook needs no apostrophe: its cell is text whatever it begins with."""
    return {heading: cell.removeprefix("'") for heading, cell in row.items()}
