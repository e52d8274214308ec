"""What proves the count, as files: a sealed month, and the end of the ledger."""

import asyncio
import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from outreach import accounts, papers
from outreach.cities import City
from outreach.filing.made import LANGUAGE, Job, Made, NotYet, named
from outreach.goal import anchors, lines, statements
from outreach.goal.ledger_rows import Statement
from outreach.i18n import phrase as _
from outreach.i18n import words
from outreach.spelling.formulas import cell

SAMPLE = _("Sample data: the people, classes and numbers in this file are made up.")
HEADINGS = (
    *(_("Line"), _("What happened"), _("Class"), _("Date"), _("Class time"), _("Course"), _("Place")),
    *(_("Instructor's number"), _("Classes counted"), _("People who came"), _("Checked in at the door")),
    # translators: a heading: how many people signed that this class counts
    _("Signatures"),
)
ONE_SIGNATURE = _(
    "In this city one person's signature is enough: every figure here counts once one person has reported and"
    " confirmed it."
)


async def made(job: Job) -> Made:
    """The statement of the month before the day on which it is due; the newest one where somebody asks for it at once.

    NotYet where that month is not sealed.
    """
    row = await _asked(job)
    if row is None:
        raise NotYet("not-sealed")
    if job.form == "pdf":
        paper = as_paper(job.city, row, await names(job.city.id), LANGUAGE)
        content = await asyncio.to_thread(papers.statement, paper)
    else:
        content = as_json(row) if job.form == "json" else as_csv(row, LANGUAGE)
    title = _("Classes held: {month}", month=words.month_words(row.month, LANGUAGE)).text(LANGUAGE)
    return named(job, content, f"statement-{row.month:%Y-%m}", title)


async def _asked(job: Job) -> Statement | None:
    found = Statement.filter(city_id=job.city.id).order_by("-number")
    return await (found if job.at_once else found.filter(month=month_before(job.due))).first()


def month_before(day: date) -> date:
    """The first day of the month before that of this day."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


async def anchor(job: Job) -> Made:
    """The end of the city's ledger as it stands now, under the name by which ``outreach verify --anchors`` finds it.

    The mark stands in the mail, too, so that it can be compared by eye.
    """
    told = await anchors.anchor(job.city)
    content = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    name = f"anchor-{job.due}.json"
    end = told["ledger"]
    line = _("End of the ledger: line {seq}, {hash}", seq=str(end["seq"]), hash=end["hash"]).text(LANGUAGE)
    return Made(content.encode(), name, name, (line,))


async def names(city_id: int) -> dict[str, str]:
    """Whom references such as ``account:3`` mean."""
    return {f"account:{one.id}": one.name for one in await accounts.of_city(city_id)}


def as_json(row: Statement) -> bytes:
    """A statement as its verifier reads it."""
    return (json.dumps(statements.facts(row), ensure_ascii=False, indent=1) + "\n").encode()


def as_csv(row: Statement, language: str) -> bytes:
    """The lines of a statement as CSV (RFC 4180, UTF-8 with the mark that Excel needs)."""
    read, table = lines.read(row), io.StringIO()
    sheet = csv.writer(table)
    if read.body["sample"]:
        sheet.writerow([SAMPLE.text(language)])
    if read.body["rule"] == 1:
        sheet.writerow([ONE_SIGNATURE.text(language)])
    sheet.writerow([heading.text(language) for heading in HEADINGS])
    sheet.writerows([cell(one) for one in _cells(line, language)] for line in read.lines)
    return table.getvalue().encode("utf-8-sig")


def _cells(line: lines.Line, language: str) -> Iterable[object]:
    yield from (line.seq, line.words.text(language), line.lesson_id, line.day.isoformat(), line.hours)
    yield from (line.course, line.centre, line.instructor)
    yield from (line.classes, line.attendances, line.arrived, line.detail.get("signatures", ""))


def as_paper(city: City, row: Statement, names_: Mapping[str, str], language: str) -> papers.Statement:
    """A statement as it is set on paper, with the names of who signed it."""
    read = lines.read(row)
    return papers.Statement(
        city=city,
        number=row.number,
        month=row.month,
        sealed_at=row.at,
        signers=[names_.get(one, one) for one in read.signers],
        lines=[list(_printed(line, language)) for line in read.lines],
        totals=[(one.course, one.year, one.classes, one.attendances) for one in read.totals],
        carried=[(one.course, one.year, one.classes, one.attendances) for one in read.carried],
        hashes=(read.body["ledger"]["hash"], row.hash, row.signature),
        rule=read.body["rule"],
        language=language,
    )


def _printed(line: lines.Line, language: str) -> Iterable[str]:
    yield from (str(line.lesson_id), line.day.isoformat(), line.hours, line.course, line.centre)
    yield from (line.instructor, line.words.text(language), str(line.classes), str(line.attendances))
