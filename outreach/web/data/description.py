"""The API in OpenAPI 3.1.1: what can be asked for and exactly what comes back."""

from typing import Any

from outreach.open_data.licences import LICENCES
from outreach.open_data.listing import MOST
from outreach.web.data.asking import MOST_PAGES
from outreach.web.visit import LARGEST

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "integer", "minimum": 1, "maximum": LARGEST}
COUNT: Schema = {"type": "integer", "minimum": 0}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
BY_LANGUAGE: Schema = {"type": "object", "additionalProperties": TEXT, "description": "By language: ja, en …"}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(name: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}


_PLACE: dict[str, Schema] = {
    "name": BY_LANGUAGE,
    "address": _or_null(TEXT),
    "latitude": _or_null({"type": "number"}),
    "longitude": _or_null({"type": "number"}),
    "position_is_approximate": {**FLAG, "description": "The position is only the middle of the neighbourhood."},
}
SCHEMAS: dict[str, Schema] = {
    "Class": _object(
        id=NUMBER,
        course=_object(id=NUMBER, title=BY_LANGUAGE, description=BY_LANGUAGE, device=TEXT),
        starts_at=MOMENT,
        ends_at=MOMENT,
        status={"enum": ["planned", "cancelled", "over"]},
        centre_id=NUMBER,
        place=_object(**_PLACE),
        room=_or_null(BY_LANGUAGE),
        capacity=COUNT,
        sign_up_opens_at=MOMENT,
        sign_up_closes_at=MOMENT,
        url={"type": "string", "format": "uri"},
        changed_at=MOMENT,
        is_sample=FLAG,
    ),
    "Centre": _object(
        id=NUMBER,
        key=TEXT,
        **_PLACE,
        kana=_or_null(TEXT),
        district=_or_null(TEXT),
        phone=_or_null(TEXT),
        closed_from=_or_null(DAY),
        is_sample=FLAG,
    ),
    "Result": _object(
        period_kind={"enum": ["month", "fiscal_year"]},
        period=TEXT,
        district={**_or_null(TEXT), "description": "null: the whole city"},
        classes_held=COUNT,
        attendances={**_or_null(COUNT), "description": "null: not published, since few people came"},
        is_suppressed=FLAG,
        signatures={"enum": [1, 2], "description": "How many people signed before a class counted"},
    ),
    "Problem": {
        "type": "object",
        "description": "RFC 9457",
        "properties": {"type": TEXT, "title": TEXT, "status": COUNT, "detail": TEXT},
        "required": ["type", "title", "status", "detail"],
        "additionalProperties": False,
    },
}
_QUERY = {
    "from": (DAY, "The first day, in Japan"),
    "to": (DAY, "The last day, in Japan"),
    "course": (NUMBER, "Only this course"),
    "centre": (NUMBER, "Only at this centre"),
    "page": ({**NUMBER, "maximum": MOST_PAGES, "default": 1}, "Which page"),
    "limit": ({**NUMBER, "maximum": MOST, "default": 100}, "How many on a page"),
}


def description(base: str, publisher: str, licence: str) -> Schema:
    """The description of one city's API under its address."""
    classes = _object(classes=_list("Class"), next=_or_null({"type": "string", "format": "uri"}))
    told = _object(results=_list("Result"), being_reconciled=FLAG, is_sample=FLAG)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": f"スマートフォン教室のオープンデータ（{publisher}）",
            "version": "1",
            "description": "Read only, without a key. No person is in any of it.",
            "license": {"name": licence, "url": LICENCES[licence].url},
        },
        "servers": [{"url": base}],
        "paths": {
            "/classes": _read("Classes, the oldest first", classes, [_asked(name) for name in _QUERY]),
            "/classes/{id}": _read("One class", _one("Class"), [_NUMBERED]),
            "/centres": _read("All centres", _object(centres=_list("Centre")), []),
            "/centres/{id}": _read("One centre", _one("Centre"), [_NUMBERED]),
            "/results": _read("Results by month and district; small counts are not published", told, []),
        },
        "components": {"schemas": SCHEMAS},
    }


_NUMBERED: Schema = {"name": "id", "in": "path", "required": True, "schema": NUMBER}


def _one(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _asked(name: str) -> Schema:
    schema, words = _QUERY[name]
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": words}


def _read(words: str, schema: Schema, parameters: list[Schema]) -> Schema:
    problems = {
        "400": "The address holds signs that none can",
        "404": "There is no such thing",
        "422": "The query cannot be read",
    }
    return {
        "get": {
            "summary": words,
            "parameters": parameters,
            "responses": {
                "200": {"description": words, "content": {"application/json": {"schema": schema}}},
                **{code: _problem(said) for code, said in problems.items()},
            },
        }
    }


def _problem(words: str) -> Schema:
    return {"description": words, "content": {"application/problem+json": {"schema": _one("Problem")}}}
