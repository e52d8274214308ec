"""A file in a folder is there whole or not at all, and never in place of another one."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.filing import folders
from outreach.filing.folders import NoRoot, clean_folder, place, put, trouble_of
from outreach.refusal import Refusal

NAME = "032018_results_2026-12-01.csv"


def lying(root: Path) -> list[str]:
    """What lies in the folder, hidden files too."""
    return sorted(path.name for path in place(root, "morioka", "月報").iterdir())


def lay(root: Path, content: bytes) -> str:
    return put(root, "morioka", "月報", NAME, content)


def test_a_file_comes_whole_with_nothing_beside_it(tmp_path: Path) -> None:
    assert lay(tmp_path, b"one") == NAME
    assert lying(tmp_path) == [NAME]
    assert (place(tmp_path, "morioka", "月報") / NAME).read_bytes() == b"one"


def test_the_same_bytes_again_are_the_same_file_and_others_get_a_number(tmp_path: Path) -> None:
    assert [lay(tmp_path, one) for one in (b"one", b"one", b"two", b"two", b"one")] == [
        NAME,
        NAME,
        "032018_results_2026-12-01_2.csv",
        "032018_results_2026-12-01_2.csv",
        NAME,
    ]
    assert (place(tmp_path, "morioka", "月報") / NAME).read_bytes() == b"one"


def test_a_disk_without_links_gets_its_files_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(*_names: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", without)
    assert [lay(tmp_path, one) for one in (b"one", b"two")] == [NAME, "032018_results_2026-12-01_2.csv"]
    assert len(lying(tmp_path)) == 2


def test_a_disk_that_is_full_within_the_file_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space") as refused:
        lay(tmp_path, b"one")
    assert trouble_of(refused.value) == "full"
    assert lying(tmp_path) == []


def test_a_root_that_is_not_there_is_never_made(tmp_path: Path) -> None:
    with pytest.raises(NoRoot) as refused:
        lay(tmp_path / "share", b"one")
    assert trouble_of(refused.value) == "away"
    assert not (tmp_path / "share").exists()


@pytest.mark.parametrize(
    ("code", "told"), [(errno.EACCES, "denied"), (errno.EROFS, "denied"), (errno.EDQUOT, "full"), (errno.EIO, "disk")]
)
def test_what_a_disk_says_is_told_in_a_word(code: int, told: str) -> None:
    assert trouble_of(OSError(code, "")) == told


@pytest.mark.parametrize("name", ["月報", "monthly-reports", "R8_年次報告", " 月報 ", "オープンデータ"])
def test_plain_names_are_folders(name: str) -> None:
    assert clean_folder(name) == name.strip()


@pytest.mark.parametrize(
    "name",
    ["", " ", ".", "..", "../other", "a/b", "/etc", "a\\b", "C:", ".hidden", "-r", "_a", "a.b", "a b", "con", "Lpt1",
     "a\0b", "a\nb", "あ" * 41, "％2e％2e", "a*", "~root"],
)  # fmt: skip
def test_nothing_else_is_a_folder(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        clean_folder(name, field="folder")
    assert refused.value.field == "folder"


@given(st.text(max_size=50))
def test_whatever_is_taken_stays_below_the_root(name: str) -> None:
    try:
        taken = clean_folder(name)
    except Refusal:
        return
    root = Path("/srv/files")
    assert place(root, "morioka", taken).resolve().parent == root / "morioka"
    assert len(taken.encode()) <= 4 * folders.LONGEST


def test_a_folder_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    (root / "morioka").mkdir(parents=True)
    elsewhere.mkdir()
    (root / "morioka" / "reports").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(PermissionError):
        folders.put(root, "morioka", "reports", "a.csv", b"1")
    assert list(elsewhere.iterdir()) == []
