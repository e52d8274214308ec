"""Who changes, deletes, inserts, swaps, cuts off or rolls back what was anchored is found, by the file alone."""

import json
import os
import random
import subprocess
import sys
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import time_machine

from outreach import clock
from outreach.db import sql
from outreach.goal import anchors, statements, verifier
from outreach.goal.ledger_rows import LedgerEntry, MonthSignature
from tests import ledgers, world
from tests.alteration import unlock
from tests.ledgers import Export

pytestmark = pytest.mark.usefixtures("database")
DRILL = bool(os.environ.get("OUTREACH_DRILL"))
TIMES, CLASSES, SEALED = (1000, 400, 10) if DRILL else (100, 30, 5)
FIRST, TODAY = date(2026, 4, 1), datetime(2027, 4, 20, 3, tzinfo=UTC)


async def _year() -> tuple[Export, dict[str, Any]]:
    """A year with sealed months, and the anchor of its last day."""
    city = await world.morioka()
    await ledgers.a_year(city, first=FIRST, classes=CLASSES)
    await ledgers.seal(city, SEALED)
    return await anchors.export(city), await anchors.anchor(city)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(TODAY, tick=True):
        yield


def _missed(export: Export, kept: list[dict[str, Any]]) -> tuple[int, list[str]]:
    """How many random tamperings were made, and which of them were not found."""
    dice, made, missed = random.Random(20270420), 0, []
    while made < TIMES:
        kind = dice.choice(list(ledgers.KINDS))
        other = ledgers.tampered(export, kind, dice)
        if other == export:
            continue
        made += 1
        if not verifier.check(other, kept):
            missed.append(kind)
    return made, missed


@pytest.mark.drill
@pytest.mark.timeout(1200)
async def test_every_tampering_of_what_was_anchored_is_found_and_an_untouched_ledger_passes() -> None:
    export, anchor = await _year()

    assert verifier.check(export, [anchor]) == []
    assert _missed(export, [anchor]) == (TIMES, [])


async def test_control_a_thief_who_forges_everything_is_found_by_the_anchor_alone() -> None:
    export, anchor = await _year()
    other = ledgers.forged(export, random.Random(1))

    assert verifier.check(other) == []
    assert {fault.kind for fault in verifier.check(other, [anchor])} == {"anchor differs", "statement forged"}
    del anchor["keys"]
    assert {fault.kind for fault in verifier.check(other, [anchor])} == {"anchor differs"}


async def test_control_without_the_anchor_a_cut_tail_passes() -> None:
    export, anchor = await _year()
    shorter = {**export, "entries": export["entries"][:-1]}
    shorter["statements"] = export["statements"][:-1]

    assert verifier.check(shorter) == []
    assert {fault.kind for fault in verifier.check(shorter, [anchor])} == {"tail cut"}


async def test_control_an_anchor_that_is_not_looked_at_misses_whoever_makes_the_chain_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    export, anchor = await _year()
    export["statements"] = []
    export["entries"] = [one for one in export["entries"] if one["kind"] != "sealed"]
    more = ledgers.rehashed(export["entries"], export["city"])
    detail = json.loads(more[3]["detail"])
    detail["attendance"] += 1
    more[3] = more[3] | {"attendances": detail["attendance"], "detail": verifier.canonical(detail)}
    forged = {**export, "entries": ledgers.rehashed(more, export["city"])}
    own = {**anchor, "ledger": {"seq": len(more), "hash": export["entries"][-1]["hash"]}, "statement": anchor["ledger"]}
    own["statement"] = {"seq": 0, "hash": verifier.start(export["city"], "outreach-statement-1")}

    assert verifier.check(forged, [own]) != []
    monkeypatch.setattr(verifier, "_anchored", lambda *_what: [])
    assert verifier.check(forged, [own]) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET attendances = attendances + 1 WHERE seq = 7",
        "DELETE FROM ledger_entries WHERE seq = 7",
        "UPDATE ledger_entries SET seq = seq + 1000 WHERE seq >= 7",
        "UPDATE ledger_entries SET lesson_id = (SELECT max(lesson_id) FROM ledger_entries) WHERE seq = 7",
        "DELETE FROM ledger_entries WHERE seq > 40",
        "DELETE FROM ledger_entries",
    ],
)
async def test_a_thief_in_the_database_is_found_by_its_rows_and_the_anchor(statement: str) -> None:
    city = await world.morioka()
    await ledgers.a_year(city, first=FIRST, classes=48)
    anchor = await anchors.anchor(city)
    assert await anchors.verify(city, [anchor]) == []

    await unlock("ledger_entries")
    await sql.run(statement)

    assert await anchors.verify(city, [anchor]) != []


async def test_the_database_of_yesterday_in_the_place_of_todays_is_found() -> None:
    city = await world.morioka()
    await ledgers.a_year(city, first=FIRST, classes=12)
    yesterday = await anchors.export(city)
    await world.counted(city, day=date(2027, 4, 10))
    today = await anchors.anchor(city)

    assert verifier.check(yesterday) == []
    assert [fault.kind for fault in verifier.check(yesterday, [today])] == ["tail cut"]


@pytest.mark.parametrize(
    ("over", "kind"),
    [
        ({"body": lambda text: text.replace('"number":3', '"number":4')}, "statement missing"),
        ({"body": lambda text: text.replace('"sample":true', '"sample":false')}, "statement changed"),
        ({"signature": lambda text: text[:-2] + ("00" if text[-2:] != "00" else "01")}, "statement forged"),
        ({"key": lambda number: number + 1}, "statement forged"),
    ],
)
async def test_a_statement_that_was_changed_is_found(over: dict[str, Any], kind: str) -> None:
    export, anchor = await _year()
    third = export["statements"][2]
    for name, change in over.items():
        third[name] = change(third[name])

    assert kind in {fault.kind for fault in verifier.check(export, [anchor])}


async def test_a_statement_in_hand_is_compared_with_the_one_in_the_ledger() -> None:
    export, anchor = await _year()
    mine = dict(export["statements"][4])

    assert verifier.check(export, [anchor], [mine]) == []
    mine["body"] = mine["body"].replace('"number":5', '"number": 5')
    assert [fault.kind for fault in verifier.check(export, [anchor], [mine])] == ["statement differs"]


async def test_the_file_alone_proves_it_without_any_other_module(tmp_path: Path) -> None:
    city = await world.morioka()
    await ledgers.a_year(city, first=FIRST, classes=12)
    await ledgers.seal(city, 1)
    export = await anchors.export(city)
    source = import_module("outreach.goal.verifier").__file__
    script = tmp_path / "verify_ledger.py"
    script.write_bytes(Path(str(source)).read_bytes())
    (tmp_path / "anchor.json").write_text(json.dumps(await anchors.anchor(city)), "utf-8")

    def told(entries: list[dict[str, Any]]) -> tuple[int, str]:
        (tmp_path / "ledger.json").write_text(json.dumps({**export, "entries": entries}), "utf-8")
        words = [sys.executable, "-I", "-S", str(script), "ledger.json", "--anchor", "anchor.json"]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout

    assert told(export["entries"])[0] == 0
    code, said = told(export["entries"][:-1])
    assert code == 1
    assert "台帳が終わっています" in said


async def test_nonsense_is_a_fault_and_no_crash() -> None:
    export, anchor = await _year()
    for other in ({}, {**export, "entries": [{}]}, {**export, "statements": [{}]}, {**export, "entries": None}):
        assert verifier.check(other, [anchor]) != []


async def test_no_personal_data_is_in_the_ledger() -> None:
    city = await world.morioka()
    who = await world.person(city)
    lesson = await world.counted(city, day=date(2027, 4, 10))
    await world.seat(lesson, who)

    text = json.dumps(await anchors.export(city), ensure_ascii=False)

    assert await LedgerEntry.all().count() == 2
    assert not [word for word in (who.name, who.kana, who.phone, lesson.instructor.name) if word in text]


@pytest.mark.parametrize("signers", [0, 1])
async def test_a_month_that_too_few_people_signed_or_that_was_not_over_is_found(signers: int) -> None:
    city = await world.morioka()
    await world.counted(city, day=date(2027, 4, 10))
    month = await statements.next_month(city)
    assert month is not None
    rows = [MonthSignature(by_account_id=number, at=clock.now()) for number in range(signers)]
    await statements._seal(month, rows, await world.staff(city))

    assert {fault.kind for fault in await anchors.verify(city, [])} == {"statement wrong", "signed alone"}


async def test_a_key_that_is_not_the_anchored_one_signs_nothing() -> None:
    export, anchor = await _year()
    anchor["keys"] = {"1": "00" * 32}

    assert {fault.kind for fault in verifier.check(export, [anchor])} == {"statement forged"}


def _line(kind: str, classes: int, attendances: int, **detail: Any) -> dict[str, Any]:
    told = {"reporter": "account:1", "held": True, "attendance": 8} | detail
    where = {"lesson": 7, "course": 1, "day": "2026-04-10", "year": 2026, "booked": "2026-04"}
    counted = {"classes": classes, "attendances": attendances, "detail": verifier.canonical(told), "pledge": ""}
    return {"seq": 0, "at": "x", "kind": kind, "by": detail.get("by", "account:2"), **where, **counted, "hash": ""}


@pytest.mark.once
@pytest.mark.parametrize(
    ("lines", "is_right"),
    [
        ([_line("confirmed", 1, 8)], True),
        ([_line("confirmed", 1, 8), _line("reversed", -1, -8, of=1), _line("corrected", 1, 5, attendance=5)], True),
        ([_line("confirmed", 1, 8), _line("reversed", -1, -8, of=1)], False),
        ([_line("confirmed", 1, 8), _line("reversed", 0, -1, of=1), _line("corrected", 0, 0)], False),
        ([_line("confirmed", 1, 8), _line("corrected", 0, 0)], False),
        ([_line("confirmed", 1, 8), _line("reversed", -1, -8, of=1), _line("confirmed", 1, 8)], False),
        (
            [
                _line("confirmed", 1, 8),
                _line("reversed", -1, -8, of=1),
                _line("corrected", 1, 5, attendance=5, by="account:3"),
            ],
            False,
        ),
        ([_line("confirmed", 0, 0, held=False, attendance=0)] * 2, False),
        ([_line("confirmed", 1, 8, reporter="nobody", by="system")], False),
        ([_line("confirmed", 1, 8, reporter="account:2")], False),
    ],
)
def test_lines_that_the_program_never_writes_are_found_though_their_chain_is_whole(
    lines: list[dict[str, Any]],
    is_right: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    told = {"city": "1", "keys": {}, "entries": ledgers.rehashed(lines, "1"), "statements": []}

    assert (verifier.check(told) == []) is is_right
    strange: list[Any] = [[], None, {**told, "entries": "ab"}]
    assert all(verifier.unknown(one, verifier.check(one), []) for one in strange)
