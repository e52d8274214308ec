"""Cells of files that people open in a spreadsheet: texts run nothing there, and numbers stay numbers."""

import pytest

from outreach.spelling.formulas import cell, guarded, plain


@pytest.mark.parametrize(
    ("thing", "written"),
    [(-1, "-1"), (-1.5, "-1.5"), (0, "0"), (7, "7"), (None, ""), ("-1", "'-1"), ("=1+1", "'=1+1"), ("昼", "昼")],
)
def test_a_number_stays_a_number_and_a_text_that_would_run_is_guarded(thing: object, written: str) -> None:
    assert cell(thing) == written


@pytest.mark.parametrize("text", ["-1", "=1", "'=1", "''-", "＋81", "a", ""])
def test_what_was_guarded_is_read_back(text: str) -> None:
    assert plain(guarded(text)) == text
