from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.seeding import read
from outreach.seeding.cells import guarded, plain


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(sign: str) -> None:
    assert guarded(f"{sign}HYPERLINK(1)") == f"'{sign}HYPERLINK(1)"


@pytest.mark.parametrize("text", ["", "佐藤 はな", "090-1234-5678", "'quoted'", "1=1"])
def test_an_honest_cell_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


@given(st.text())
def test_what_was_guarded_is_read_as_it_was_meant(text: str) -> None:
    assert plain(guarded(text)) == text


def test_reading_a_folder_takes_the_apostrophes_away(tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_text('slug = "x"')
    (tmp_path / "venues.csv").write_text("key,note\nhall,'=1+1\n")
    assert read(tmp_path).venues == [{"key": "hall", "note": "=1+1"}]
