"""Lists of centres in and out: upload, watch, say what columns mean, look at the preview, save, and write files."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from outreach import open_data
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.open_data import ImportRun, exporting, reports, runs, wording
from outreach.refusal import Refusal, Refusals
from outreach.web.forms import Sheet
from outreach.web.guard import Entry
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

SOME, MANY = 20, 2000
LOOK_AGAIN = 3  # seconds
Report = Mapping[str, Any]


async def imports(visit: Visit) -> Response:
    """Choose a file; the last imports; the centres as files."""
    if visit.request.method == "GET":
        return visit.render("office/imports.html", sheet=visit.blank(), **await _listed(visit))
    try:
        run = await _begun(visit)
    except Refusal as refusal:
        sheet = Sheet().refused(refusal)
        return visit.render("office/imports.html", status=422, sheet=sheet, **await _listed(visit))
    return visit.go("office:import_run", run_id=run.id)


async def _begun(visit: Visit) -> ImportRun:
    file = await visit.upload("file")
    if file is None:
        raise Refusal(_("Please choose a file."), "file", "required")
    return await runs.begin(visit.city, file.name, file.content, by=visit.actor)


async def _listed(visit: Visit) -> dict[str, Any]:
    return {
        "runs": await runs.newest(visit.city.id),
        "lists": await exporting.lists(visit.city),
        "most": visit.settings.max_upload_bytes // 1_000_000,
    }


async def _of_visit(visit: Visit) -> ImportRun:
    run = await runs.find(visit.city.id, visit.path("run_id"))
    if run is None:
        raise Mistake(404)
    return run


async def import_run(visit: Visit) -> Response:
    """Where an import stands: how far it is, what it asks, what it would do, or what it did."""
    return _shown(visit, await _of_visit(visit), visit.blank())


def _shown(visit: Visit, run: ImportRun, sheet: Sheet, status: int = 200) -> Response:
    interrupted = runs.is_interrupted(run)
    answer = visit.render(
        "office/import_run.html",
        status=status,
        run=run,
        sheet=sheet,
        interrupted=interrupted,
        refusal=runs.refusal_of(run),
        ask=_asked(run, sheet),
        preview=_preview(run.report, visit.query("all")),
    )
    if run.state in runs.BUSY and not interrupted:
        answer.headers["Refresh"] = str(LOOK_AGAIN)
    return answer


def _asked(run: ImportRun, sheet: Sheet) -> dict[str, Any] | None:
    """The questions about a table's columns, with what was chosen before they were refused."""
    if run.state != "waiting" or "ask" not in run.report:
        return None
    ask = run.report["ask"]
    chosen = {at: ask["meanings"].get(heading, "") for at, (heading, _samples) in enumerate(ask["columns"])}
    ticked = [str(at) for at, (heading, _samples) in enumerate(ask["columns"]) if heading in ask["identity"]]
    if sheet.errors:
        chosen = {at: sheet.value(f"meaning-{at}") for at in chosen}
        ticked = sheet.all("identity")
    return {
        "columns": [
            (at, " ".join(heading.split()), samples, chosen[at]) for at, (heading, samples) in enumerate(ask["columns"])
        ],
        "identity": ticked,
        "list": sheet.value("list", ask["list"]) if sheet.errors else ask["list"],
        "choices": wording.choices(),
    }


def _preview(report: Report, wanted: str) -> dict[str, Any] | None:
    """What a report tells, in lists that are short unless all of one is asked for."""
    if "counts" not in report:
        return None
    lists = {name: rows[: MANY if wanted == name else SOME] for name, rows in _lists(report).items()}
    return {
        "report": report,
        "notes": [wording.note(note) for note in report["notes"]],
        "counts": [(wording.OUTCOMES[name], count) for name, count in report["counts"].items()],
        "cells": [(wording.CELLS[name], count) for name, count in report["cells"].items()],
        "lists": lists,
        "left": {name: len(rows) - len(lists[name]) for name, rows in _lists(report).items()},
        "all": wanted,
    }


def _lists(report: Report) -> dict[str, list[list[Any]]]:
    def of(outcome: str) -> list[list[Any]]:
        return [[row, name, key] for row, one, key, name in report["rows"] if one == outcome]

    return {
        "refused": [[row, name, wording.reason(why, detail)] for row, name, why, detail in report["refused"]],
        "added": of("added"),
        "changed": [[row, _label(heading), before, after] for row, heading, before, after in report["changes"]],
        "repairs": [
            [row, _label(heading), before, after, wording.REPAIRS[kind]]
            for row, heading, kind, before, after in report["repairs"]
        ],
        "unread": [
            [row, _label(heading), text, wording.TROUBLES[kind]] for row, heading, kind, text in report["unread"]
        ],
        "missing": [[name, key] for key, name in report["missing"]],
        "same_name": [[row, key] for row, key in report["same_name"]],
    }


def _label(heading: str) -> str | Phrase:
    return wording.label(heading)


async def map_import(visit: Visit) -> Response:
    """Say what the columns of a city's own table mean."""
    run, sheet = await _of_visit(visit), await visit.sheet(2 * open_data.limits.COLUMNS + 10)
    try:
        await runs.map_columns(run, *_mapping(run, sheet), by=visit.actor)
    except (Refusal, Refusals) as refused:
        marked = _at_fields(sheet, refused)
        return _shown(visit, run, marked if "ask" in run.report else marked.without_fields(), 422)
    return visit.go("office:import_run", run_id=run.id)


def _mapping(run: ImportRun, sheet: Sheet) -> tuple[dict[str, str], list[str], str]:
    headings = [heading for heading, _samples in run.report.get("ask", {}).get("columns", [])]
    numbers = {str(at): heading for at, heading in enumerate(headings)}
    meanings = {heading: sheet.value(f"meaning-{at}") for at, heading in numbers.items()}
    return meanings, [numbers.get(at, "") for at in sheet.all("identity")], sheet.value("list")


def _at_fields(sheet: Sheet, refused: Refusal | Refusals) -> Sheet:
    """A sentence about meanings stands at the first column's question."""
    marked = sheet.refused(refused)
    if sentence := marked.errors.pop("meaning", None):
        marked.errors["meaning-0"] = sentence
    return marked


async def confirm_import(visit: Visit) -> Response:
    """Save what the preview showed."""
    run, sheet = await _of_visit(visit), await visit.sheet()
    try:
        await runs.confirm(run, sheet.value("digest"), leave_out=sheet.value("leave_out") == "yes", by=visit.actor)
    except Refusal as refusal:
        return _shown(visit, run, sheet.refused(refusal), 422)
    return visit.go("office:import_run", run_id=run.id)


async def restart_import(visit: Visit) -> Response:
    """Go on with an import whose server was stopped."""
    run = await _of_visit(visit)
    await runs.start_again(run)
    return visit.go("office:import_run", run_id=run.id)


async def give_up_import(visit: Visit) -> Response:
    """Throw the file away; nothing was saved."""
    run = await _of_visit(visit)
    await runs.give_up(run, by=visit.actor)
    return visit.go("office:imports")


async def import_report(visit: Visit) -> Response:
    """The account of every row and cell as a file."""
    run = await _of_visit(visit)
    if "counts" not in run.report:
        raise Mistake(404)
    return _file(reports.download(run.report, visit.language), f"import-{run.id}.csv")


async def export_centres(visit: Visit) -> Response:
    """The city's centres in the layout that is asked for."""
    layout = visit.query("layout") or "new"
    if layout not in ("new", "old", "as-came"):
        raise Mistake(404)
    content = await exporting.export(visit.city, layout, visit.query("list"))
    return _file(content, f"{visit.city.code}_public_facility_{layout}.csv")


def _file(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


entries: list[Entry] = [
    Entry("/imports", imports, ("GET", "POST")),
    Entry("/imports/{run_id:int}", import_run),
    Entry("/imports/{run_id:int}/columns", map_import, ("POST",)),
    Entry("/imports/{run_id:int}/confirm", confirm_import, ("POST",)),
    Entry("/imports/{run_id:int}/again", restart_import, ("POST",)),
    Entry("/imports/{run_id:int}/give-up", give_up_import, ("POST",)),
    Entry("/imports/{run_id:int}/report.csv", import_report),
    Entry("/centres.csv", export_centres),
]
