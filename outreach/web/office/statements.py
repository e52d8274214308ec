"""Months that are sealed: two people look at one and sign it; each is handed out as PDF, CSV and JSON."""

from typing import Any

from starlette.responses import Response

from outreach import papers
from outreach.filing import sealed as filed
from outreach.goal import lines
from outreach.goal import statements as sealed
from outreach.goal.ledger_rows import Statement
from outreach.goal.statements import Month
from outreach.refusal import Refusal
from outreach.web import printing
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit


async def statements(visit: Visit) -> Response:
    """The next month to seal, and the months that are sealed."""
    return await _shown(visit, visit.blank())


async def _shown(visit: Visit, sheet: Sheet, status: int = 200) -> Response:
    month = await sealed.next_month(visit.city)
    return visit.render(
        "office/statements.html",
        status=status,
        sheet=sheet,
        month=month,
        may_sign=visit.actor.may("coordinator"),
        has_signed=month is not None and visit.actor.id in {one.by_account_id for one in month.signed},
        still_open=await sealed.still_open(month) if month else (0, 0),
        **await _opened(month),
        rows=[lines.read(one) for one in await sealed.of_city(visit.city.id)],
        names=await filed.names(visit.city.id),
    )


async def _opened(month: Month | None) -> dict[str, Any]:
    if month is None:
        return {"month_lines": [], "totals": []}
    names = await sealed.names_of(month)
    opened = lines.read_lines(month.lines, names["courses"], names["centres"])
    return {"month_lines": opened, "totals": lines.sums(month.totals, names["courses"])}


async def sign_month(visit: Visit) -> Response:
    """Sign a month as it was seen; the second signature seals it."""
    sheet = await visit.sheet()
    try:
        await sealed.sign_month(visit.city, sheet.value("month"), sheet.value("digest"), by=visit.actor)
    except Refusal as refusal:
        return await _shown(visit, sheet.refused(refusal).without_fields(), status=422)
    return visit.go("office:statements")


async def _of_visit(visit: Visit) -> Statement:
    row = await sealed.find(visit.city.id, visit.path("statement_id"))
    if row is None:
        raise Mistake(404)
    return row


def _name(row: Statement, ending: str) -> str:
    return f"statement-{row.month:%Y-%m}.{ending}"


async def statement_json(visit: Visit) -> Response:
    """A statement as its verifier reads it."""
    row = await _of_visit(visit)
    return _file(filed.as_json(row), "application/json", _name(row, "json"))


async def statement_csv(visit: Visit) -> Response:
    """The lines of a statement as CSV."""
    row = await _of_visit(visit)
    return _file(filed.as_csv(row, visit.language), "text/csv; charset=utf-8", _name(row, "csv"))


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def statement_pdf(visit: Visit) -> Response:
    """A statement on paper, with the names of who signed it."""
    row = await _of_visit(visit)
    paper = filed.as_paper(visit.city, row, await filed.names(visit.city.id), visit.language)
    return await printing.sent(visit, lambda: papers.statement(paper), _name(row, "pdf"))


entries: list[Entry] = [
    Entry("/statements", statements),
    Entry("/statements/sign", sign_month, ("POST",)),
    Entry("/statements/{statement_id:int}.json", statement_json),
    Entry("/statements/{statement_id:int}.csv", statement_csv),
    Entry("/statements/{statement_id:int}.pdf", statement_pdf),
]
