"""A dataset as a file: CSV as Excel opens it, JSON, XLSX and GeoJSON; the same cells in each."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from outreach.cities import City
from outreach.clock import TOKYO
from outreach.open_data.cells import spreadsheet_safe
from outreach.open_data.datasets import ONE_SIGNATURE, SAMPLE, Dataset, Record, Value
from outreach.open_data.licences import Licence, credit

# What stands in CP932 for a sign that it has not (〓, as printers have always done).
GETA = "〓"
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
# Signs that CP932 has under another number: what Unicode's table maps them to (JIS X 0208 1-33, 1-61, 1-34).
_ALIKE = str.maketrans({"〜": "～", "−": "－", "‖": "∥", "—": "―", "¢": "￠", "£": "￡", "¬": "￢"})


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what a dataset is published: whose it is, and the licence."""

    city: City
    licence: Licence


@dataclass(frozen=True, slots=True)
class Lost:
    """A sign that CP932 cannot write: in which row (1 is the headings) and column it stands."""

    row: int
    heading: str
    sign: str


def as_csv(of: Dataset) -> bytes:
    """UTF-8 with a BOM and CRLF, as the national dataset asks and Excel opens it."""
    return _text(of).encode("utf-8-sig")


def as_cp932(of: Dataset) -> tuple[bytes, list[Lost]]:
    """The same for programs that know only Windows' Japanese code, and what could not be written in it."""
    text = _text(of)
    missing = frozenset(sign for sign in frozenset(text.translate(_ALIKE)) if not _is_writable(sign))
    lost = _lost(of, missing) if missing else []
    wanting = {ord(one.sign): GETA for one in lost}
    return text.translate(_ALIKE).translate(wanting).encode("cp932"), lost


def _lost(of: Dataset, missing: frozenset[str]) -> list[Lost]:
    return [
        Lost(number, heading, sign)
        for number, cells in enumerate(_grid(of), 1)
        for heading, cell in zip(of.headings, cells, strict=True)
        if not missing.isdisjoint(cell)
        for sign in cell.translate(_ALIKE)
        if sign in missing
    ]


def lost_signs(lost: list[Lost]) -> bytes:
    """The list of what CP932 could not write, as CSV in UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["行", "列", "文字", "符号位置", "代わりに書いた文字"])
    writer.writerows([one.row, one.heading, one.sign, f"U+{ord(one.sign):04X}", GETA] for one in lost)
    return text.getvalue().encode("utf-8-sig")


def _is_writable(sign: str) -> bool:
    try:
        sign.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def _text(of: Dataset) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(_grid(of))
    return text.getvalue()


def _grid(of: Dataset) -> Iterator[list[str]]:
    headings = of.headings
    yield [spreadsheet_safe(heading) for heading in headings]
    for row in of.rows:
        yield [_cell(row[heading]) for heading in headings]


@lru_cache(maxsize=4096, typed=True)  # most cells of a long list say what those above them say
def _cell(value: Value) -> str:
    return "" if value is None else spreadsheet_safe(str(value))


def as_json(of: Dataset, terms: Terms) -> bytes:
    """The rows by heading, with licence, source and time of the last change; nothing where a cell is empty."""
    return _json(_frame(of, terms) | {"rows": [_ordered(of, row) for row in of.rows]})


def as_geojson(of: Dataset, terms: Terms) -> bytes:
    """RFC 7946: a point for each row; the properties say where it is only the middle of a neighbourhood.

    A row whose place is not known has no geometry (section 3.2).
    """
    features = [_feature(of, number, row) for number, row in enumerate(of.rows)]
    return _json({"type": "FeatureCollection", **_frame(of, terms), "features": features})


def _feature(of: Dataset, number: int, row: Record) -> dict[str, Any]:
    latitude, longitude = row["緯度"], row["経度"]
    known = latitude is not None and longitude is not None
    geometry = {"type": "Point", "coordinates": [longitude, latitude]} if known else None
    kind = "町の代表点" if number in of.rough else "施設の位置"
    properties = {"座標の種別": kind if known else None, **_ordered(of, row)}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _frame(of: Dataset, terms: Terms) -> dict[str, Any]:
    return {
        "name": of.name,
        "title": of.about.title.text("ja"),
        "layout": of.about.layout or None,
        "layout_is_partial": of.about.partial,
        "publisher": terms.city.name.get("ja", ""),
        "licence": {"name": terms.licence.name, "url": terms.licence.url, "credit": credit(terms.city)},
        "updated": of.updated.astimezone(TOKYO).isoformat(timespec="seconds") if of.updated else None,
        "being_reconciled": of.reconciling,
        "signatures": of.signatures,
        "is_sample": terms.city.is_sample,
    }


def _ordered(of: Dataset, row: Record) -> Record:
    return {heading: row[heading] for heading in of.headings}


def _json(what: dict[str, Any]) -> bytes:
    return json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode()


def as_xlsx(of: Dataset, terms: Terms) -> bytes:
    """A workbook of two sheets: the table, and what whoever uses it must know. No formulas, no links."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped] # ships no types

    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, plain) as book:
        # Equal rows make equal files, so that an unchanged one need not be sent again.
        book.set_properties({"title": of.about.title.text("ja"), "created": of.updated or _NEVER})
        head, sheet = book.add_format({"bold": True, "text_wrap": True}), book.add_worksheet("データ")
        sheet.write_row(0, 0, of.headings, head)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(of.headings) - 1, 16)
        for number, row in enumerate(of.rows, 1):
            for at, heading in enumerate(of.headings):
                _put(sheet, number, at, row[heading])
        told = book.add_worksheet("説明")
        told.set_column(0, 1, 40)
        for number, pair in enumerate(_told(of, terms)):
            told.write_row(number, 0, pair)
    return out.getvalue()


def _put(sheet: Any, row: int, at: int, value: Value) -> None:
    if isinstance(value, str):
        sheet.write_string(row, at, value)
    elif value is not None:
        sheet.write_number(row, at, value)


def _told(of: Dataset, terms: Terms) -> list[tuple[str, str]]:
    frame = _frame(of, terms)
    return [
        ("データ名称", frame["title"]),
        ("データ概要", of.about.holds.text("ja")),
        ("様式", (frame["layout"] or "独自の様式") + ("（一部準拠）" if of.about.partial else "")),
        ("公開者", frame["publisher"]),
        ("ライセンス", f"{terms.licence.name} {terms.licence.url}"),
        ("出典の書き方", frame["licence"]["credit"]),
        ("最終更新", frame["updated"] or ""),
        *([("数え方", ONE_SIGNATURE)] if of.signatures == 1 else []),
        *([("見本", SAMPLE)] if terms.city.is_sample else []),
    ]
