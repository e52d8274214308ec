"""The success criteria of WCAG 2.2 that the statement names, each with how it is met and what shows it.

``criteria.toml`` is written by hand. ``results.json`` is written by runs of the tests that it names, and by nothing
else (``make conformance``): what came of each test, and on which day.
"""

import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
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
class Outcome:
    """What came of a test, and on which day."""

    outcome: str
    day: date


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion.

    ``result`` is ``machine`` (all its tests passed), ``fault`` (one did not), ``open`` (one did not run), ``looked``
    (at by the makers) or ``none`` (there is nothing of the kind).
    """

    number: str
    level: str
    name: dict[str, str]
    how: dict[str, str]
    result: str


@dataclass(frozen=True, slots=True)
class Results:
    """All criteria in the order of their levels, and the day of the oldest test among those that show them."""

    day: date
    criteria: tuple[Criterion, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many criteria have each result."""
        return Counter(one.result for one in self.criteria)


@cache
def load() -> Results:
    """The criteria with what came of their tests last."""
    outcomes = recorded()
    aliases = written()["tests"]
    found = tuple(
        Criterion(
            row["number"],
            row["level"],
            row["name"],
            row["how"],
            result(row, [outcomes.get(aliases[name]) for name in row.get("tests", ())]),
        )
        for row in written()["criterion"]
    )
    return Results(min(one.day for one in outcomes.values()), found)


def result(row: Mapping[str, Any], outcomes: Iterable[Outcome | None]) -> str:
    """How a criterion stands after its tests; where it names none, as its row says."""
    came = [one.outcome if one else "" for one in outcomes]
    if not came:
        return str(row["result"])
    if all(one == PASSED for one in came):
        return "machine"
    return "fault" if "failed" in came else "open"


@cache
def written() -> dict[str, Any]:
    """What stands in criteria.toml."""
    return tomllib.loads((HERE / "criteria.toml").read_text(encoding="utf-8"))


def recorded() -> dict[str, Outcome]:
    """What came of each test that was recorded, by the name that pytest gives it."""
    kept = json.loads(RESULTS.read_text(encoding="utf-8"))
    return {name: Outcome(one["outcome"], date.fromisoformat(one["day"])) for name, one in kept.items()}


def tests() -> list[str]:
    """Every test that shows a criterion, as pytest calls it."""
    return sorted(written()["tests"].values())


def record(came: Mapping[str, str], day: date) -> None:
    """Keep what came of some of these tests on this day, beside what came of the others before.

    What came of tests that show no criterion any more is dropped.
    """
    kept = {name: {"outcome": one.outcome, "day": f"{one.day}"} for name, one in recorded().items()}
    kept |= {name: {"outcome": outcome, "day": f"{day}"} for name, outcome in came.items()}
    named = {name: kept[name] for name in tests() if name in kept}
    RESULTS.write_text(json.dumps(named, indent=1) + "\n", encoding="utf-8")
