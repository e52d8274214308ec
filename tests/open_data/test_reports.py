"""The report accounts for every row and every cell, in words of the reader's language, as a file without formulas."""

import csv
import io

import pytest

from outreach.open_data import layouts, reports, wording
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def lines(language: str) -> list[list[str]]:
    content = world.new_list(NN01="=東会館()", NN02="", NN03="西会館").replace("西会館", '"西会館"')
    run = await world.import_run(content=content.replace("032018,NN03", "32018,NN03"))
    text = reports.download(run.report, language).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


async def test_counts_add_up_to_all_rows_and_all_cells() -> None:
    told = {line[2]: int(line[4]) for line in await lines("en") if line[4].isdecimal() and not line[0]}
    assert sum(told[str(word)] for word in wording.OUTCOMES.values()) == told["All rows"] == 3
    assert sum(told[str(word)] for word in wording.CELLS.values()) == told["All cells"] == 3 * 56


async def test_each_row_and_repair_is_named_and_no_formula_runs() -> None:
    told = await lines("en")
    assert ["2", "", "Added", "NN01", "'=東会館()", ""] in told
    assert ["4", "全国地方公共団体コード", "Repaired", "32018", "032018", str(wording.REPAIRS["zero"])] in told
    assert ["3", "", "Cannot be taken", "", "", "The centre has no name"] in told


def test_every_meaning_has_a_word() -> None:
    assert all(str(wording.meaning(name)) for name in layouts.MEANINGS)
