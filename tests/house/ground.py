"""What the rules about the code look at: the files that are committed or about to be."""

import subprocess
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = ROOT / "outreach/web/templates"
TEXTS = frozenset({".py", ".html", ".js", ".css", ".md", ".toml", ".sh", ".json", ".csv", ".po", ".pot", ".svg", ""})


@lru_cache
def _names() -> tuple[str, ...]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    return tuple(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines())


def files(*folders: str, suffix: str | None = None) -> Iterator[Path]:
    """The text files below these folders (of the whole when none is named), with this suffix if one is given."""
    for name in _names():
        path = ROOT / name
        below = not folders or any(name.startswith(f"{folder}/") for folder in folders)
        wanted = path.suffix in TEXTS if suffix is None else path.suffix == suffix
        if below and wanted and path.is_file():
            yield path


def lines(path: Path) -> Iterator[tuple[str, str]]:
    """Each line of a file with its place, as ``outreach/clock.py:3``."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        yield f"{path.relative_to(ROOT)}:{number}", line
