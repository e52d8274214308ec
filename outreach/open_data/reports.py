"""The account of an import: what becomes of every row and every cell, for the page and as a file."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from outreach.i18n import Phrase
from outreach.i18n.phrase import phrase as _
from outreach.open_data import wording
from outreach.open_data.centres import Prepared
from outreach.spelling.formulas import cell

Report = dict[str, Any]
HEADINGS = (
    _("Row"),
    _("Column"),
    # translators: what kind of line of the report this is
    _("What"),
    _("Before"),
    # translators: the cell as it is after a repair
    _("After"),
    _("In words"),
)


def of(seen: Prepared) -> Report:
    """The account of a preview, as a run keeps it."""
    counts, cells = seen.counts, seen.cells
    return {
        "form": seen.table.form,
        "layout": seen.columns.layout,
        "notes": _notes(seen),
        "total": {"rows": len(seen.rows), "cells": cells.total(), "columns": len(seen.table.headings)},
        "counts": {name: counts[name] for name in wording.OUTCOMES},
        "cells": {name: cells[name] for name in wording.CELLS},
        "rows": [[row.number, seen.outcome(row), row.key, row.name] for row in seen.rows],
        "refused": [[row.number, row.name, *seen.reason(row)] for row in seen.refused_rows],
        "changes": [
            [number, *difference]
            for number, one in seen.compared.items()
            if one.outcome == "changed"
            for difference in one.differences
        ],
        "repairs": [[row.number, *repair] for row in seen.rows for repair in row.repairs],
        "unread": [[row.number, *cell] for row in seen.rows for cell in row.unread],
        "missing": [list(one) for one in seen.missing],
        "same_name": [[number, key] for number, key in seen.same_name.items()],
        "digest": seen.digest,
    }


def _notes(seen: Prepared) -> list[dict[str, Any]]:
    found = list(seen.notes)
    if short := sum(row.short for row in seen.rows if row.outcome in ("row", "refused")):
        found.append({"kind": "short", "n": short})
    marks = [heading for heading in seen.table.headings if heading.strip().startswith("←")]
    return found + [{"kind": "remark-column", "heading": " ".join(heading.split())} for heading in marks]


def download(report: Mapping[str, Any], language: str) -> bytes:
    """The whole account as CSV in UTF-8 with a BOM; no cell runs as a formula in a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([heading.text(language) for heading in HEADINGS])
    for line in _lines(report):
        writer.writerow([cell(one.text(language) if isinstance(one, Phrase) else one) for one in line])
    return text.getvalue().encode("utf-8-sig")


def _lines(report: Mapping[str, Any]) -> Iterator[Iterable[object]]:
    yield ("", "", _("All rows"), "", report["total"]["rows"], "")
    yield from (("", "", wording.OUTCOMES[name], "", count, "") for name, count in report["counts"].items())
    yield ("", "", _("All cells"), "", report["total"]["cells"], "")
    yield from (("", "", wording.CELLS[name], "", count, "") for name, count in report["cells"].items())
    yield from (("", "", _("Remark"), "", "", wording.note(note)) for note in report["notes"])
    yield from ((row, "", wording.OUTCOMES[outcome], key, name, "") for row, outcome, key, name in report["rows"])
    for row, name, why, detail in report["refused"]:
        yield (row, "", wording.OUTCOMES["refused"], name, "", wording.reason(why, detail))
    for row, heading, before, after in report["changes"]:
        yield (row, wording.label(heading), wording.OUTCOMES["changed"], before, after, "")
    for row, heading, kind, before, after in report["repairs"]:
        yield (row, wording.label(heading), _("Repaired"), before, after, wording.REPAIRS[kind])
    for row, heading, kind, text in report["unread"]:
        yield (row, wording.label(heading), _("Not read"), text, text, wording.TROUBLES[kind])
    yield from (("", "", _("No longer in the list"), key, name, "") for key, name in report["missing"])
