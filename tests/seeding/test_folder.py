from pathlib import Path

import pytest

from outreach.refusal import Refusal
from outreach.seeding import read


def test_a_folder_without_a_city_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"city\.toml") as refused:
        read(tmp_path)
    assert refused.value.code == "no-city"


def test_files_that_are_not_there_are_no_rows(tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_text('slug = "x"')
    found = read(tmp_path)
    assert (found.city, found.plans, found.rooms, found.lessons) == ({"slug": "x"}, [], [], [])
