"""A report that a city files, on paper: its tables with what they were counted from, one below the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from outreach.cities import City
from outreach.i18n import phrase as _
from outreach.i18n import words
from outreach.papers import wording
from outreach.papers.typesetting import pdf


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table as it is printed: texts, which columns are ``numeric``, the rule; the last column names the rows."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[bool]
    rule: str
    has_sum: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What stands on it."""

    city: City
    title: str
    period: str
    as_of: date
    notes: Sequence[str]
    tables: Sequence[ReportTable]
    language: str


def report(of: Report) -> bytes:
    """The report as PDF; raises CannotSet. It asks no database and takes its time: call it in a thread."""
    return pdf("report.typ", _facts(of))


def _facts(of: Report) -> dict[str, Any]:
    language = of.language
    day = words.date_words(of.as_of, language, year=True)
    return {
        "language": language,
        "title": of.title,
        "period": of.period,
        "city": wording.text(of.city.name, language),
        "sample": wording.sample_words(language, made_up=of.city.is_sample),
        "as_of": _("As of {day}", day=day).text(language),
        "department": wording.text(of.city.department, language),
        "notes": [wording.running(note, language) for note in of.notes],
        "tables": [_table(one, language) for one in of.tables],
        "none": _("There is nothing to show for this period.").text(language),
    }


def _table(of: ReportTable, language: str) -> dict[str, Any]:
    return {
        "title": of.title,
        "head": [wording.running(heading, language) for heading in of.head],
        "rows": [[wording.breakable(cell) for cell in row] for row in of.rows],
        "numeric": list(of.numeric),
        "rule": wording.running(of.rule, language),
        "has_sum": of.has_sum,
    }
