"""What make asks of the machine: fonts for the demo, which runs without them; everything for the tests."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.house.ground import ROOT


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """On a machine without fonts on which nothing can be installed."""
    for name, status in (("fc-list", 0), ("apt-get", 1), ("sudo", 1)):
        (folder / name).write_text(f"#!/bin/sh\nexit {status}\n")
        (folder / name).chmod(0o755)
    path = f"{folder}:{os.environ['PATH']}"
    command = [str(ROOT / "tools/machine.sh"), *words]
    return subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("words", "status"), [(("fonts",), 0), ((), 1)])
def test_missing_fonts_are_named_and_stop_the_tests_but_never_the_demo(
    words: tuple[str, ...], status: int, tmp_path: Path
) -> None:
    done = _run(tmp_path, *words)
    assert done.returncode == status, done.stdout + done.stderr
    assert "fonts-morisawa-bizud-gothic fonts-noto-cjk fonts-noto-core" in done.stdout + done.stderr


def test_where_all_fonts_are_nothing_is_said() -> None:
    done = subprocess.run([ROOT / "tools/machine.sh", "fonts"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
