"""Who did what: newest first on the page, oldest first in the file."""

import csv
import io
from collections.abc import AsyncIterator, Iterable

from starlette.responses import Response, StreamingResponse

from outreach import accounts, audit
from outreach.audit import AuditEntry
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.spelling.formulas import cell
from outreach.web.visit import Visit

SAMPLE = _("Sample data: the people, classes and numbers in this file are made up.")
HEADINGS = ("id", "at", "actor", "name", "action", "subject", "detail")


async def entries(visit: Visit) -> Response:
    """A page of the trail, of one kind of deed where one is chosen."""
    action, wanted = visit.query("action"), visit.query("page")
    number = int(wanted) if wanted.isdecimal() and 0 < len(wanted) < 7 else 1
    rows, last = await audit.newest(visit.city.id, action, max(1, number))
    return visit.render(
        "audit/entries.html",
        rows=rows,
        sealed=await audit.sealed([row.id for row in rows]),
        names=await _names(visit),
        actions=await audit.actions(visit.city.id),
        action=action,
        number=min(max(1, number), last),
        last=last,
    )


async def _names(visit: Visit) -> dict[str, str]:
    """Whom references such as ``account:3`` mean: accounts only, never a resident."""
    return {f"account:{one.id}": one.name for one in await accounts.of_city(visit.city.id)}


async def download(visit: Visit) -> Response:
    """The whole trail as CSV (RFC 4180, UTF-8 with the mark that Excel needs)."""
    notice = SAMPLE if visit.city.is_sample else None
    lines = _lines(
        audit.oldest_first(visit.city.id, visit.query("action")), await _names(visit), notice, visit.language
    )
    name = f"attachment; filename=audit-{visit.city.slug}.csv"
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


async def _lines(
    rows: AsyncIterator[AuditEntry], names: dict[str, str], notice: Phrase | None, language: str
) -> AsyncIterator[str]:
    yield "\ufeff"
    if notice:
        yield _line([notice.text(language)])
    yield _line(HEADINGS)
    async for row in rows:
        who = names.get(row.actor, "")
        yield _line([row.id, row.at.isoformat(), row.actor, who, row.action, row.subject, row.detail])


def _line(cells: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([cell(one) for one in cells])
    return text.getvalue()
