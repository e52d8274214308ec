"""The success criteria of WCAG 2.2 that the statement names, each with how it is met and what shows it.

``criteria.toml`` is written by hand. ``results.json`` is written by a run of the tests that it names, and by nothing
else (``make conformance``): the day of the run, and what came of each test.
"""

import hashlib
import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

LEVELS: Final = ("A", "AA", "AAA")
HERE: Final = Path(__file__).parent
RESULTS: Final = HERE / "results.json"
PASSED: Final = "passed"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion; ``result`` is ``machine``, ``looked``, ``none`` (nothing of the kind here) or ``open``."""

    number: str
    level: str
    name: dict[str, str]
    how: dict[str, str]
    result: str


@dataclass(frozen=True, slots=True)
class Results:
    """All criteria in the order of the standard, and the day on which the tests ran."""

    day: date
    criteria: tuple[Criterion, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many criteria have each result."""
        return Counter(one.result for one in self.criteria)


@cache
def load() -> Results:
    """The criteria with the results of the last run."""
    last = json.loads(RESULTS.read_text(encoding="utf-8"))
    found = tuple(_criterion(row, last["tests"]) for row in rows())
    return Results(date.fromisoformat(last["day"]), found)


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """The rows of criteria.toml as they stand there."""
    return tuple(tomllib.loads((HERE / "criteria.toml").read_text(encoding="utf-8"))["criterion"])


def tests() -> list[str]:
    """Every test that some criterion names, once each, as pytest calls it."""
    return sorted({name for row in rows() for name in row.get("tests", ())})


def digest() -> str:
    """A mark of criteria.toml: results that carry another one come from other criteria."""
    return hashlib.sha256((HERE / "criteria.toml").read_bytes()).hexdigest()[:16]


def _criterion(row: dict[str, Any], outcomes: dict[str, str]) -> Criterion:
    named = row.get("tests", ())
    shown = all(outcomes.get(name) == PASSED for name in named)
    result = row["result"] if not named else "machine" if shown else "open"
    return Criterion(row["number"], row["level"], row["name"], row["how"], result)
