"""What a command shows: tables and progress for people, JSON for scripts."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


WIDE = 1000  # where no terminal shows it: nothing is cut off


@cache
def console() -> "Console":
    """The terminal, or a plain stream where there is none."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDE)


def say(text: str) -> None:
    """One line for a person."""
    console().print(text, markup=False)


def as_json(value: object) -> None:
    """One JSON document on standard output."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    print()


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table that stays readable when it is piped into a file."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE, pad_edge=False)
    for heading in headings:
        shown.add_column(heading, overflow="fold")  # nothing is left out, however long
    for row in rows:
        shown.add_row(*(Text(str(cell)) for cell in row))
    console().print(shown)


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """A bar on standard error while work goes on; call what is yielded once per step with the step's name."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)

        def step(name: str) -> None:
            bar.update(task, description=f"{what}: {name}", advance=1 if total else 0)

        yield step
