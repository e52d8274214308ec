"""A sealed month on paper: every line that counts in it, its sums, who signed, and the marks by which it is checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from outreach.cities import City
from outreach.i18n import phrase as _
from outreach.i18n import words
from outreach.papers import wording
from outreach.papers.typesetting import pdf

Sums = Sequence[tuple[str, int, int, int]]


@dataclass(frozen=True, slots=True)
class Statement:
    """What stands on it, as it was sealed: ``lines`` are texts, cell by cell; sums are course, fiscal year, counts.

    ``hashes`` are the end of the ledger, the statement's own mark and its signature. ``rule`` is how many had to sign.
    """

    city: City
    number: int
    month: date
    sealed_at: datetime
    signers: Sequence[str]
    lines: Sequence[Sequence[str]]
    totals: Sums
    carried: Sums
    hashes: tuple[str, str, str]
    rule: int
    language: str


def statement(of: Statement) -> bytes:
    """The statement as PDF; raises CannotSet. It asks no database and takes its time: call it in a thread."""
    return pdf("statement.typ", _facts(of))


def _facts(of: Statement) -> dict[str, Any]:
    language = of.language
    month = words.month_words(of.month, language)
    headings = (
        *(_("Class"), _("Date"), _("Class time"), _("Course"), _("Place"), _("Instructor's number")),
        *(_("What happened"), _("Classes counted"), _("People who came")),
    )
    sealed = _(
        "Statement no. {number}, sealed {moment}",
        number=of.number,
        moment=words.moment_words(of.sealed_at, language, year=True),
    )
    return {
        "language": language,
        "title": _("Classes held: {month}", month=month).text(language),
        "city": wording.text(of.city.name, language),
        "sample": wording.sample_words(language, made_up=of.city.is_sample),
        "sealed": sealed.text(language),
        "signed": [_("Signed by").text(language), *of.signers],
        "rule": "" if of.rule > 1 else _("In this city one person's signature is enough.").text(language),
        "headings": [said.text(language) for said in headings],
        "lines": [[wording.breakable(cell) for cell in line] for line in of.lines],
        "none": _("Nothing was counted in this month.").text(language),
        "sums": [_sums(_("This month"), of.totals, language), _sums(_("All months so far"), of.carried, language)],
        "sums_headings": [
            said.text(language) for said in (_("Course"), _("Fiscal year"), _("Classes counted"), _("People who came"))
        ],
        "marks": [
            [said.text(language), wording.breakable(mark)]
            for said, mark in zip((_("End of the ledger"), _("This statement"), _("Signature")), of.hashes, strict=True)
        ],
        "check": wording.running(
            _("Who holds the JSON file of this statement can check it with the verifier, without this server."),
            language,
        ),
    }


def _sums(title: Any, sums: Sums, language: str) -> dict[str, Any]:
    rows = [
        [course, words.fiscal_year_words(year, language), str(classes), str(attendances)]
        for course, year, classes, attendances in sums
    ]
    return {"title": title.text(language), "rows": rows}
