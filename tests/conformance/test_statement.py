"""The public statement claims no more than the last test run showed, and that run is not long ago."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from outreach import conformance
from outreach.clock import TOKYO
from outreach.conformance import Outcome, criteria

ROOT = Path(__file__).parent.parent.parent
# By then somebody runs `make conformance` again: the day that the public page names is the day of that run.
LASTS = timedelta(days=120)
DAY = date(2026, 11, 22)
# WCAG 2.2 without 4.1.1, which it has dropped and JIS X 8341-3:2016 has not.
WCAG = {
    "A": "1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 "
    "2.4.4 2.5.1 2.5.2 2.5.3 2.5.4 3.1.1 3.2.1 3.2.2 3.2.6 3.3.1 3.3.2 3.3.7 4.1.2",
    "AA": "1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7 2.4.11 2.5.7 2.5.8 "
    "3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3",
}
FOR_OLDER_PEOPLE = "1.4.6 2.2.3 2.2.6 2.4.9 2.4.10 2.4.12 2.4.13 2.5.5 3.1.3 3.1.5 3.1.6 3.2.5 3.3.5 3.3.6 3.3.9"


def test_every_criterion_that_is_aimed_at_stands_there_once() -> None:
    wanted = {level: set(numbers.split()) for level, numbers in WCAG.items()}
    wanted["A"].add("4.1.1")
    wanted["AAA"] = set(FOR_OLDER_PEOPLE.split())
    found = [(one.level, one.number) for one in conformance.load().criteria]
    assert sorted(found) == sorted((level, number) for level, numbers in wanted.items() for number in numbers)


@pytest.mark.parametrize("name", conformance.tests())
def test_a_test_that_shows_a_criterion_exists(name: str) -> None:
    path, _, function = name.partition("::")
    assert re.search(rf"^(async )?def {function}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)


def test_the_statement_is_dated_and_no_fault_is_known() -> None:
    today = datetime.now(TOKYO).date()
    assert list(_stale(conformance.recorded(), today)) == [], "please run: make conformance"


def _stale(recorded: dict[str, Outcome], today: date) -> Iterator[str]:
    for name in conformance.tests():
        one = recorded.get(name)
        if one is None:
            yield f"{name}: never ran"
        elif one.outcome != criteria.PASSED:
            yield f"{name}: {one.outcome}"
        elif not today - LASTS <= one.day <= today:
            yield f"{name}: ran on {one.day}"


@pytest.mark.parametrize(
    ("outcome", "day"),
    [("failed", DAY), ("skipped", DAY), ("passed", DAY - timedelta(days=121)), ("passed", DAY + timedelta(days=1))],
)
def test_control_a_fault_an_old_run_and_a_run_to_come_are_found(outcome: str, day: date) -> None:
    good = {name: Outcome("passed", DAY) for name in conformance.tests()}
    assert list(_stale(good, DAY)) == []
    one = conformance.tests()[0]
    assert len(list(_stale(good | {one: Outcome(outcome, day)}, DAY))) == 1
    assert len(list(_stale({name: come for name, come in good.items() if name != one}, DAY))) == 1


@pytest.mark.parametrize(
    ("came", "result"),
    [
        (["passed", "passed"], "machine"),
        (["passed", "failed"], "fault"),
        (["passed", None], "open"),
        (["skipped"], "open"),
        ([], "looked"),
    ],
)
def test_a_criterion_is_met_only_where_each_of_its_tests_passed(came: list[str | None], result: str) -> None:
    outcomes = [Outcome(one, DAY) if one else None for one in came]
    assert conformance.result({"result": "looked"}, outcomes) == result


def test_a_record_keeps_the_other_tests_and_drops_those_that_nothing_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, *_others = conformance.tests()
    kept = tmp_path / "results.json"
    kept.write_text(f'{{"gone": {{"outcome": "passed", "day": "{DAY}"}}}}', encoding="utf-8")
    monkeypatch.setattr(criteria, "RESULTS", kept)
    conformance.record({first: "passed"}, DAY)
    conformance.record({second: "failed"}, DAY + timedelta(days=1))
    assert conformance.recorded() == {
        first: Outcome("passed", DAY),
        second: Outcome("failed", DAY + timedelta(days=1)),
    }
