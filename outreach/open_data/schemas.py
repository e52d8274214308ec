"""What a dataset's JSON file looks like, as a JSON Schema (draft 2020-12), so that programs can check it."""

from typing import Any

from outreach.open_data.datasets import ABOUT, Column

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_FORMS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer", "minimum": 0},
    "number": {"type": "number"},
    "date": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "month": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
    "time": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
    "url": {"type": "string", "format": "uri"},
}


def cell(column: Column) -> dict[str, Any]:
    """What may stand in a column; null where a cell may be empty."""
    form = dict(_FORMS[column.kind]) | ({"enum": list(column.words)} if column.words else {})
    if column.required:
        return form | ({"minLength": 1} if form["type"] == "string" and not column.words else {})
    return {"anyOf": [form, {"type": "null"}]}


def record(columns: tuple[Column, ...]) -> dict[str, Any]:
    """One row: all columns, and no others."""
    return {
        "type": "object",
        "properties": {column.heading: cell(column) for column in columns},
        "required": [column.heading for column in columns],
        "additionalProperties": False,
    }


FRAME: dict[str, Any] = {
    "name": {"enum": list(ABOUT)},
    "title": {"type": "string"},
    "layout": {"type": ["string", "null"]},
    "layout_is_partial": {"type": "boolean"},
    "publisher": {"type": "string"},
    "licence": {
        "type": "object",
        "properties": {name: {"type": "string"} for name in ("name", "url", "credit")},
        "required": ["name", "url", "credit"],
        "additionalProperties": False,
    },
    "updated": {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]},
    "being_reconciled": {"type": "boolean"},
    "signatures": {
        "enum": [1, 2, None],
        "description": "How many people must sign before a class counts; null: nothing in it is signed.",
    },
    "is_sample": {"type": "boolean"},
}


def schema(name: str, columns: tuple[Column, ...]) -> dict[str, Any]:
    """The schema of the whole file of this dataset."""
    rows = {"type": "array", "items": record(columns)}
    return {
        "$schema": DRAFT,
        "title": ABOUT[name].title.text("ja"),
        "description": ABOUT[name].holds.text("ja"),
        "type": "object",
        "properties": {**FRAME, "name": {"const": name}, "rows": rows},
        "required": [*FRAME, "rows"],
        "additionalProperties": False,
    }
