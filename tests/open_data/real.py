"""Where the real files of cities lie on this machine, if they do: they are not ours and stay out of the repository."""

import os
from pathlib import Path

import pytest

from tests.house.ground import ROOT

FOLDER = Path(os.environ.get("OUTREACH_REAL_DATA", ROOT.parent / "shared/data"))
there = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the real files of cities are not here; OUTREACH_REAL_DATA names their folder"
)


def content(name: str) -> bytes:
    """The bytes of one of them."""
    return (FOLDER / name).read_bytes()
