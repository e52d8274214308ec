"""The ledger of the count: its lines, whether it is whole, and the files by which anybody checks it elsewhere."""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Iterable
from importlib.resources import files

from starlette.responses import Response, StreamingResponse

from outreach import accounts, clock, goal
from outreach.goal import anchors, statements, verifier
from outreach.goal import ledger as written
from outreach.goal.ledger_rows import LedgerEntry
from outreach.goal.wording import FAULTS, KINDS
from outreach.i18n import phrase as _
from outreach.spelling.formulas import cell as cell_of
from outreach.web.visit import Visit

PAGE = 50
BATCH = 500
SAMPLE = _("Sample data: the people, classes and numbers in this file are made up.")


async def ledger(visit: Visit) -> Response:
    """A page of the ledger, newest first, and whether the three counts agree."""
    rows = LedgerEntry.filter(city_id=visit.city.id)
    last = max(1, -(-await rows.count() // PAGE))
    wanted = visit.query("page")
    number = min(max(1, int(wanted)), last) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 7 else 1
    folder = visit.settings.anchor_folder
    newest = await anchors.newest(folder, visit.city) if folder else None
    return visit.render(
        "audit/ledger.html",
        rows=await rows.order_by("-seq").offset((number - 1) * PAGE).limit(PAGE),
        kinds=KINDS,
        names={f"account:{one.id}": one.name for one in await accounts.of_city(visit.city.id)},
        number=number,
        last=last,
        head=await written.head(visit.city),
        agreement=await goal.agreement(visit.city.id),
        newest=await written.last_statement(visit.city.id),
        keeps_ends=folder is not None,
        newest_end=newest,
        is_late=folder is not None and anchors.is_late(newest),
    )


async def ledger_check(visit: Visit) -> Response:
    """Walk the whole ledger and say what was found; with the ends that were kept elsewhere, where there is a folder."""
    folder = visit.settings.anchor_folder
    try:
        kept = await anchors.kept(folder, visit.city)
    except (ValueError, OSError):
        kept = [{}]  # an anchor that cannot be read is no good news
    found = await anchors.verify(visit.city, kept)
    restores = await LedgerEntry.filter(city_id=visit.city.id, kind="restored").order_by("seq")
    newest = await anchors.newest(folder, visit.city) if folder else None
    return visit.render(
        "audit/ledger_check.html",
        faults=[one for one in found if one.kind != "restored"],
        restores=restores,
        known=visit.settings.known_restores,
        fault_words=FAULTS,
        anchored=len(kept),
        newest_end=newest,
        is_late=folder is not None and anchors.is_late(newest),
        agreement=await goal.agreement(visit.city.id),
        sealed=len(await statements.of_city(visit.city.id)),
    )


async def ledger_json(visit: Visit) -> Response:
    """The whole ledger with its statements, as its verifier reads it."""
    name = f'attachment; filename="ledger-{visit.city.slug}.json"'
    pieces = anchors.pieces(visit.city)
    return StreamingResponse(pieces, media_type="application/json", headers={"Content-Disposition": name})


async def ledger_csv(visit: Visit) -> Response:
    """The whole ledger as CSV (RFC 4180, UTF-8 with the mark that Excel needs)."""
    name = f"attachment; filename=ledger-{visit.city.slug}.csv"
    notice = SAMPLE.text(visit.language) if visit.city.is_sample else ""
    lines = _lines(visit.city.id, notice)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


async def _lines(city_id: int, notice: str) -> AsyncIterator[str]:
    yield "\ufeff" + (_line([notice]) if notice else "") + _line([*verifier.FIELDS, "hash"])
    after = 0
    while rows := await written.lines(city_id, after=after, most=BATCH):
        for row in rows:
            facts = {**written.facts(row), "hash": row.hash}
            yield _line(facts.values())
        after = rows[-1].seq


def _line(cells: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([cell_of(one) for one in cells])
    return text.getvalue()


async def anchor(visit: Visit) -> Response:
    """The end of the ledger as it stands now, to be kept elsewhere."""
    text = json.dumps(await anchors.anchor(visit.city), ensure_ascii=False, indent=1)
    return _file(text, "application/json", f"anchor-{visit.city.slug}-{clock.today().isoformat()}.json")


async def verifier_file(visit: Visit) -> Response:
    """The program that checks it all without this server."""
    text = await asyncio.to_thread(files("outreach.goal").joinpath("verifier.py").read_text, "utf-8")
    return _file(text, "text/x-python; charset=utf-8", "verify_ledger.py")


def _file(text: str, kind: str, name: str) -> Response:
    return Response(text, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
