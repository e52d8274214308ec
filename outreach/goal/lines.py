"""A ledger's line as a person reads it, on a page, in a table file or on paper."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from outreach.goal.ledger_rows import Statement
from outreach.goal.wording import kind_words
from outreach.i18n import Phrase

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it adds to the count or takes away, and its facts where it has any.

    ``course`` and ``centre`` are their names in Japanese, as they were when the month was sealed.
    """

    seq: int
    kind: str
    lesson_id: int
    day: date
    course: str
    classes: int
    attendances: int
    detail: Mapping[str, Any]
    centre: str

    @property
    def words(self) -> Phrase:
        """What happened."""
        return kind_words(self.kind, signatures=self.detail.get("signatures", 2))

    @property
    def hours(self) -> str:
        """From when to when, on the clock on the wall."""
        return f"{self.detail['starts']}-{self.detail['ends']}" if "starts" in self.detail else ""

    @property
    def instructor(self) -> str:
        """Who led it, by number: a ledger holds no names."""
        return str(self.detail.get("instructor", ""))

    @property
    def arrived(self) -> str:
        """How many were checked in at the door, as evidence beside the report."""
        return str(self.detail.get("arrived", ""))


@dataclass(frozen=True, slots=True)
class Sum:
    """Classes and attendances of a course in a fiscal year."""

    course: str
    year: int
    classes: int
    attendances: int


@dataclass(frozen=True, slots=True)
class Read:
    """A statement as it is read: what stands in its body, and nothing else."""

    row: Statement
    body: Mapping[str, Any]

    @property
    def lines(self) -> list[Line]:
        """Every line of the month."""
        return read_lines(self.body["lines"], self.body["names"]["courses"], self.body["names"]["centres"])

    @property
    def totals(self) -> list[Sum]:
        """What the month added."""
        return sums(self.body["totals"], self.body["names"]["courses"])

    @property
    def carried(self) -> list[Sum]:
        """Everything that counts up to its end."""
        return sums(self.body["carried"], self.body["names"]["courses"])

    @property
    def signers(self) -> list[str]:
        """Who signed, such as ``account:3``."""
        return [one["by"] for one in self.body["signatures"]]


def read(row: Statement) -> Read:
    """A statement, opened."""
    return Read(row, json.loads(row.body))


def read_lines(found: list[dict[str, Any]], courses: Names, centres: Names) -> list[Line]:
    """Lines, opened; names by the number of a course or a centre."""
    return [_line(one, json.loads(one["detail"]), courses, centres) for one in found]


def _line(one: Mapping[str, Any], detail: Mapping[str, Any], courses: Names, centres: Names) -> Line:
    return Line(
        seq=one["seq"],
        kind=one["kind"],
        lesson_id=one["lesson"],
        day=date.fromisoformat(one["day"]),
        course=courses.get(str(one["course"]), str(one["course"])),
        classes=one["classes"],
        attendances=one["attendances"],
        detail=detail,
        centre=centres.get(str(detail.get("centre", "")), ""),
    )


def sums(found: list[list[int]], courses: Names) -> list[Sum]:
    """Sums, opened."""
    return [Sum(courses.get(str(row[0]), str(row[0])), *row[1:]) for row in found]
