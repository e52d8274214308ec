"""The phone's log: numbered without a gap, chained, signed, only added to, and never green before it is written."""

import hashlib
import json
from typing import Any

import pytest

from outreach.checkin import keys, records
from outreach.refusal import Refusal
from tests.door.doors import HOUR, MORNING, NOON, Guest, Server, door, joined
from tests.door.host import Died, Host, NotDone, Phone

GUESTS = [Guest(number=1), Guest(number=2), Guest(number=3)]


@pytest.fixture
def server() -> Server:
    return Server(door(*GUESTS))


@pytest.fixture
def phone(host: Host, server: Server) -> Phone:
    return joined(host, server)


def come(phone: Phone, number: int, **facts: Any) -> Any:
    return phone.do("number", number=number, lesson=MORNING, **facts)


def test_records_are_numbered_chained_and_signed_as_the_server_reads_them(phone: Phone) -> None:
    come(phone, 1)
    come(phone, 1)
    entry = come(phone, 2)["event"]
    phone.do("undo", event=entry["id"], why="wrong_person")
    phone.do("walk_in", lesson=MORNING)
    phone.do("count", heads=12, lesson=MORNING)
    kept = phone.dump()
    public = keys.read_public(kept["phone"][0][1]["public"])

    def signed(text: str, signature: str) -> bool:
        return keys.signed_by(public, text, signature)

    rows = [row for _seq, row in kept["log"]]
    read = [records.read(row["body"], row["signature"], phone=7, signed=signed) for row in rows]

    assert [one.seq for one in read] == [1, 2, 3, 4, 5, 6]
    assert [one.kind for one in read] == ["entry", "seen", "entry", "void", "walk_in", "count"]
    assert [one.prev for one in read] == ["", *(records.hash_of(row["body"]) for row in rows[:-1])]
    assert read[3].target == entry["id"]
    assert (read[4].number, read[5].number) == (1, 12)
    with pytest.raises(Refusal):
        records.read(rows[0]["body"].replace("green", "amber"), rows[0]["signature"], phone=7, signed=signed)


@pytest.mark.parametrize("tabs", [("tab", "tab"), ("tab", "second")])
@pytest.mark.parametrize("locks", [False, True])
def test_taps_at_once_never_share_a_number_nor_write_an_arrival_twice(
    host: Host, server: Server, *, tabs: tuple[str, str], locks: bool
) -> None:
    phone = joined(host, server, locks=locks)
    phone.do("open", tab="second")
    one = {"do": "number", "number": 1, "lesson": MORNING}

    phone.do("both", of=[{**one, "tab": tab} for tab in tabs * 3])

    rows = phone.records()
    assert [row["seq"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row["kind"] for row in rows] == ["entry", "seen", "seen", "seen", "seen", "seen"]
    assert [row["prev"] for row in rows] == ["", *(hash_of(phone, seq) for seq in range(1, 6))]


def hash_of(phone: Phone, seq: int) -> str:
    return hashlib.sha256(dict(phone.dump()["log"])[seq]["body"].encode()).hexdigest()


def test_a_lock_that_another_tab_sleeps_on_keeps_nobody_waiting(host: Host, server: Server) -> None:
    phone = joined(host, server, locks=True)
    phone.do("hold", name="outreach-door-log")

    assert come(phone, 1)["verdict"] == "green"


def test_a_full_phone_shows_nothing_green_and_says_so(phone: Phone) -> None:
    come(phone, 1)
    phone.do("full", on=True)

    for act in (("number", {"number": 2}), ("walk_in", {}), ("count", {"heads": 3})):
        with pytest.raises(NotDone, match="full"):
            phone.do(act[0], lesson=MORNING, **act[1])
    phone.do("full", on=False)

    assert [row["seq"] for row in phone.records()] == [1]
    assert come(phone, 2)["verdict"] == "green"
    assert [row["seq"] for row in phone.records()] == [1, 2]


def test_a_page_that_is_killed_anywhere_leaves_a_whole_record_or_none(host: Host, server: Server) -> None:
    phone = joined(host, server)
    before, after, died = 0, 0, True
    for kill in range(100):
        if not died:
            break
        phone.do("open")
        died = killed(phone, kill)
        phone.do("open") if died else None
        written = len(phone.records())
        shown = phone.do("tally", lesson=MORNING)["walkIns"]
        assert written == shown
        after += written > before
        before = written

    assert not died
    assert after == 2  # the one of the last step, which was written but not shown, and the one that went well
    assert [row["seq"] for row in phone.records()] == [1, 2]


def killed(phone: Phone, kill: int) -> bool:
    try:
        phone.do("walk_in", lesson=MORNING, kill=kill)
    except Died:
        return True
    return False


def test_a_killed_page_never_forgets_who_it_let_in_nor_marks_who_is_not_written(host: Host, server: Server) -> None:
    for kill in range(60):
        phone = joined(host, server)
        try:
            come(phone, 1, kill=kill)
        except Died:
            phone.do("open")
        written = len(phone.records())
        assert come(phone, 1)["word"] == ("again" if written else "in")


def test_an_undone_entry_can_be_made_again_and_is_undone_once(phone: Phone) -> None:
    entry = come(phone, 1)["event"]

    first = phone.do("undo", event=entry["id"], why="wrong_person")
    second = phone.do("undo", event=entry["id"], why="wrong_person")

    assert first["event"]["kind"] == "void"
    assert (second["event"], second["already"]) == (None, True)
    assert come(phone, 1)["word"] == "in"
    assert [(row["seq"], row["voided"]) for row in phone.do("recent")] == [(3, False), (1, True)]
    assert phone.do("tally", lesson=MORNING)["came"] == 1


def test_only_an_own_entry_or_walk_in_can_be_undone(phone: Phone) -> None:
    come(phone, 1)
    seen = come(phone, 1)["event"]

    for event in (seen["id"], "0" * 32):
        with pytest.raises(NotDone, match="unknown"):
            phone.do("undo", event=event, why="left")


def test_a_clock_that_jumps_is_noted_and_one_set_back_is_measured_anew(phone: Phone, server: Server) -> None:
    server.ahead = 5000
    phone.ask(server, "sync")
    assert come(phone, 1)["event"]["offset"] == 5000

    server.now += HOUR
    phone.do("clock", skew=-2 * HOUR)
    come(phone, 2)

    assert phone.do("summary")["jumps"] == 1
    assert come(phone, 3)["event"]["offset"] is None
    assert phone.ask(server, "sync")["ok"]
    assert phone.do("summary")["offset"] == 2 * HOUR + 5000
    assert server.kept
    assert {row["at"] for row in phone.records()} == {NOON, NOON - HOUR}


def test_a_phone_that_slept_keeps_what_was_measured(phone: Phone, server: Server) -> None:
    server.now += HOUR
    phone.do("sleep", ms=HOUR)

    come(phone, 1)

    assert (phone.do("summary")["jumps"], phone.do("summary")["offset"]) == (1, 0)


def test_nothing_of_a_person_is_kept(phone: Phone) -> None:
    guest = GUESTS[0]
    phone.do("scan", text=guest.ticket(), lesson=MORNING)
    phone.do("type", text=GUESTS[1].code, lesson=MORNING)

    kept = json.dumps(phone.dump())

    for secret in (guest.token, guest.code, GUESTS[1].code, phone.name):
        assert secret not in kept
    assert guest.mark in kept
