"""A form that is sent again: on a copy of one city, in a row, at once, or after the request was cut off."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

import pytest
from starlette.applications import Starlette

from outreach.db import dialect, sql, work
from outreach.web.policy import Rule
from tests import matrix, world
from tests.browser import Browser, Page
from tests.matrix import Scene
from tests.web.filled import FORMS, spoken
from tests.web.readied import readied

LIMITS = {
    "sign_ins_per_hour": 100_000,
    "sign_ups_per_hour": 100_000,
    "tries_per_minute": 100_000,
    "wrong_digits_per_hour": 100_000,
}
# What is kept of every visit, and of every key.
BOOKKEEPING = frozenset({"operations", "sign_ins"})
# What no two databases have in common: moments, and what was drawn at random.
OWN = frozenset(
    {
        "at",
        "until",
        "token",
        "code",
        "uid",
        "batch",
        "party",
        "occasion",
        "message_key",
        "password_hash",
        "seed_hash",
        "seed_sealed",
        "offset_ms",
    }
)
DRAWN = re.compile(r"[0-9A-Za-z_-]{12,}|(?<=/Q/)[0-9]{8}")
NUMBER = re.compile(r"\d+")
Rows = dict[str, list[dict[str, Any]]]
When = Literal["before", "after"]


class PowerCut(RuntimeError):
    """The server ended in the middle of a request."""


def role(rule: Rule) -> str:
    """Somebody who may send this form."""
    if rule.is_public:
        return "public"
    return next(one for one in ("volunteer", "coordinator", "administrator", *rule.roles) if one in rule.roles)


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody at a filled form of this scene, in one browser."""

    rule: Rule
    path: str
    browser: Browser
    fields: dict[str, Any]
    file: bytes | None = None

    async def send(self, **other: str) -> Page:
        """Send the form, and follow nothing."""
        filled = {**self.fields, **other}
        if self.rule.json:
            return await self.browser.send("POST", self.path, json=spoken(filled))
        fields: dict[str, Any] = {"data": filled} if filled else {}
        if self.file is not None:
            fields["files"] = {"file": ("halls.csv", self.file)}
        return await self.browser.send("POST", self.path, **fields)


async def sender(rule: Rule, at: Scene, on: Starlette) -> Sender:
    """A fresh browser of somebody who may, with the form filled in well, where there is something for it to do."""
    ready = await readied(rule.name, at)
    browser = await matrix.arrive(ready.role or role(rule), at, on)
    ids = {
        "course_id": str(at.lesson.course_id),
        "instructor_id": str(at.lesson.instructor_id),
        **at.objects,
        **ready.objects,
    }
    fields: dict[str, Any] = {name: value.format_map(ids) for name, value in FORMS[rule.name].items()}
    fields |= ready.fields | ready.several
    upload = world.new_list(at.city.code, NN02="西会館").encode() if rule.upload else None
    made = Sender(rule, at.path(rule, ready.objects), browser, fields, upload)
    return await _looked(made) if fields.get("do") == "plan" else made


async def _looked(sender_: Sender) -> Sender:
    """A form that is looked at before it is taken: first its dates are shown, then they are planned as shown."""
    plain = {name: value for name, value in sender_.fields.items() if not name.startswith("r-")}
    page = await replace(sender_, fields=plain).send(do="look")
    shown: dict[str, str] = {}
    for control in page.document.all("input", "select"):
        ticked = control.get("type") not in ("checkbox", "radio") or control.get("checked") is not None
        if ticked and control.get("name", "").startswith("r-") and control.tag == "input":
            shown[control.get("name", "")] = control.get("value", "")
        chosen = [one for one in control.iter("option") if one.get("selected") is not None]
        if control.tag == "select" and control.get("name", "").startswith("r-"):
            shown[control.get("name", "")] = chosen[0].get("value", "") if chosen else ""
    return replace(sender_, fields=plain | shown | {"do": "plan"})


def answer(page: Page) -> tuple[int, str]:
    """What the sender is told: the status, and where to go on."""
    return page.status, page.answer.headers.get("location", "")


def like(told: tuple[int, str]) -> tuple[int, str]:
    """The same on another database, where what was drawn at random is another."""
    drawn = DRAWN.sub("~", told[1])
    return told[0], drawn if dialect() == "sqlite" else NUMBER.sub("n", drawn)


_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
}


async def everything() -> Rows:
    """All rows of all tables, but what is kept of every visit."""
    names = sorted({row["name"] for row in await sql.rows(_TABLES[dialect()])} - BOOKKEEPING)
    return {name: await sql.rows(f'SELECT * FROM "{name}"') for name in names}


def shape(rows: Rows) -> dict[str, Counter[str]]:
    """The rows as another database may have them as well: without moments and without what was drawn."""
    return {name: Counter(str(_shaped(row)) for row in found) for name, found in rows.items()}


def _shaped(row: dict[str, Any]) -> list[str]:
    return [
        f"{name}={_without_numbers(name, value)}"
        for name, value in sorted(row.items())
        if name not in OWN and not name.endswith(("_at", "_hash"))
    ]


def _without_numbers(name: str, value: object) -> str:
    # PostgreSQL gives each number once, also to a row that was rolled back.
    text = DRAWN.sub("~", str(value))
    loose = (dialect() == "postgres" or name == "id") and (
        name == "id" or name.endswith("_id") or not isinstance(value, int)
    )
    return NUMBER.sub("n", text) if loose else text


def differences(one: Rows, other: Rows) -> list[str]:
    """The tables in which two databases differ, and by which rows."""
    first, second = shape(one), shape(other)
    return [
        f"{name}: {[*(first[name] - second[name]).elements()]} or {[*(second[name] - first[name]).elements()]}"
        for name in first
        if first[name] != second[name]
    ]


@contextmanager
def cut(monkeypatch: pytest.MonkeyPatch, number: int, when: When) -> Iterator[Callable[[], bool]]:
    """Cut off the request at its unit of work with this number, before or after the commit; tells whether it came.

    Before the commit the server dies; after it, it dies before it can answer.
    """
    begun = 0
    whole = work._once

    async def broken(verb: Callable[[], Awaitable[Any]]) -> Any:
        nonlocal begun
        begun += 1
        if begun != number:
            return await whole(verb)
        if when == "before":
            return await whole(lambda: _fails(verb))
        done = await whole(verb)
        raise PowerCut(done)

    with monkeypatch.context() as patched:
        patched.setattr(work, "_once", broken)
        yield lambda: begun >= number


async def _fails(verb: Callable[[], Awaitable[Any]]) -> None:
    await verb()
    raise PowerCut
