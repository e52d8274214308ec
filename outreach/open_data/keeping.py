"""What a centre keeps of the list that it came from, and how facts stand in its columns."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outreach.open_data import layouts
from outreach.open_data.reading import ACCESS, BLANK, Columns, Taken
from outreach.venues import Centre
from outreach.venues.ways import with_japanese

_PLAIN = ("kana", "kind", "district", "address", "latitude", "longitude", "phone", "opens", "closes", "closed_days")
COLUMNS = ("name", *_PLAIN, "opening", "access", "ways", "note")


@dataclass(frozen=True, slots=True)
class Kept:
    """What all rows of one list keep alike: layout, name, headings, and the meanings that a person gave them."""

    layout: str
    list: str
    headings: tuple[str, ...]
    meanings: dict[str, str]

    @classmethod
    def of(cls, headings: Sequence[str], columns: Columns) -> "Kept":
        """From a table's headings and what they mean."""
        return cls(columns.layout, columns.list, tuple(headings), columns.meanings)

    def _frame(self) -> dict[str, Any]:
        frame: dict[str, Any] = {"layout": self.layout, "list": self.list}
        if self.headings != layouts.HEADINGS.get(self.layout):
            frame["columns"] = list(self.headings)
        if self.layout == "own":
            frame["meanings"] = self.meanings
        return frame

    def same_frame(self, told: Mapping[str, Any]) -> bool:
        """Whether a centre came from a list just like this one, in whatever order its columns stand."""
        frame = self._frame()
        alike = sorted(headings_of(told)) == sorted(self.headings)
        return alike and all(told.get(name) == frame.get(name) for name in ("layout", "list", "meanings"))

    def told(self, row: Taken) -> dict[str, Any]:
        """The cells of a row as they came (repaired ones as repaired), and what was read from them."""
        facts = {name: fact for name, fact in row.facts.items() if fact != blank(name)}
        return {**self._frame(), "row": row.number, "cells": row.cells, "facts": facts}


def headings_of(told: Mapping[str, Any]) -> tuple[str, ...]:
    """All headings of the list that a centre came from, in order."""
    return tuple(told.get("columns", ())) or layouts.HEADINGS[told["layout"]]


def meanings_of(told: Mapping[str, Any]) -> dict[str, str]:
    """What the columns of that list mean, by heading."""
    if told["layout"] == "own":
        return dict(told["meanings"])
    return layouts.meanings(told["layout"], headings_of(told))


def blank(name: str) -> Any:
    """A fact that nobody has found out."""
    return BLANK.get(name, "")


def held(centre: Centre) -> dict[str, Any]:
    """The facts of a centre as they stand now, by our names."""
    flags = {f"{ACCESS}{flag}": centre.access.get(flag, "") for flag in layouts.ACCESS.values()}
    names = {"name": centre.name.get("ja", ""), "name_en": centre.name.get("en", "")}
    names["way"] = centre.ways.get("any", {}).get("ja", "")
    return {**names, **{name: getattr(centre, name) for name in (*_PLAIN, "opening", "note")}, **flags}


def news(facts: Mapping[str, Any], centre: Centre) -> dict[str, Any]:
    """The facts that the list tells anew and that differ from ours: an older one may have been corrected since."""
    here, base = held(centre), centre.published.get("facts", {})
    return {name: fact for name, fact in facts.items() if fact != base.get(name, blank(name)) and fact != here[name]}


def with_facts(centre: Centre, facts: Mapping[str, Any]) -> Centre:
    """The centre with these facts in its columns."""
    name, access = dict(centre.name), dict(centre.access or {})
    for fact, value in facts.items():
        if fact.startswith(ACCESS):
            access[fact.removeprefix(ACCESS)] = value
        elif fact == "way":
            centre.ways = with_japanese(centre.ways or {}, value)
        elif fact in ("name", "name_en"):
            name["ja" if fact == "name" else "en"] = value
        else:
            setattr(centre, fact, value)
    centre.name = {language: text for language, text in name.items() if text}
    centre.access = {flag: value for flag, value in access.items() if value}
    return centre


def copy(centre: Centre) -> Centre:
    """The same columns in a row without a number, for a statement that meets the row by its key."""
    columns = {
        name: getattr(centre, name) for name in (*COLUMNS, "position_note", "source", "closed_from", "is_sample")
    }
    return Centre(city_id=centre.city_id, key=centre.key, published=centre.published, **columns)


def written(fact: Any) -> str:
    """A fact as it is shown beside another."""
    if fact is None:
        return ""
    return fact if isinstance(fact, str) else json.dumps(fact, ensure_ascii=False)
