import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.upkeep import toml

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = TEXT | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.dates()
VALUE = PLAIN | st.lists(PLAIN) | st.dictionaries(TEXT, PLAIN)


@given(st.dictionaries(TEXT, VALUE))
def test_what_is_written_is_read_back(row: dict[str, Any]) -> None:
    assert tomllib.loads(toml.table(row)) == row


def test_rows_become_an_array_and_the_unknown_is_left_out() -> None:
    found: list[dict[str, Any]] = [{"key": "a", "at": date(2026, 4, 1), "target": None}, {"key": "b"}]
    assert tomllib.loads(toml.rows("plans", found)) == {"plans": [{"key": "a", "at": date(2026, 4, 1)}, {"key": "b"}]}


def test_a_value_that_toml_has_not_is_refused() -> None:
    with pytest.raises(TypeError):
        toml.value(object())
