"""Files that travel with the code are found in a checkout and in an installed wheel."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach import bundled


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package that lies somewhere else."""
    package = tmp_path / "outreach"
    package.mkdir()
    monkeypatch.setattr(bundled, "PACKAGE", package)
    bundled.folder.cache_clear()
    yield package
    bundled.folder.cache_clear()


def test_a_wheel_finds_them_inside_and_prefers_them(installed: Path) -> None:
    inside, beside = installed / "_bundled" / "seeds", installed.parent / "seeds"
    beside.mkdir()
    assert bundled.folder("seeds") == beside
    bundled.folder.cache_clear()
    inside.mkdir(parents=True)
    assert bundled.folder("seeds") == inside


def test_a_missing_folder_is_named(installed: Path) -> None:
    with pytest.raises(FileNotFoundError, match="'seeds'"):
        bundled.folder("seeds")
