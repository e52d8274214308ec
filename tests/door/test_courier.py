"""What the phone sends stays on it until the server has said that it has it, whatever happens on the way."""

import json
from typing import Any

import pytest

from outreach.checkin import keys, phones
from tests.door.doors import ENDS, HOUR, MORNING, NOON, Guest, Json, Server, door, joined
from tests.door.host import Ask, Died, Host, NotDone, Phone

GUESTS = [Guest(number=1), Guest(number=2), Guest(number=3)]
DAY_MS = 24 * HOUR


@pytest.fixture
def server() -> Server:
    return Server(door(*GUESTS))


@pytest.fixture
def phone(host: Host, server: Server) -> Phone:
    return joined(host, server)


def come(phone: Phone, *numbers: int) -> list[Any]:
    return [phone.do("number", number=number, lesson=MORNING) for number in numbers]


def unsent(phone: Phone) -> list[int]:
    return [row["seq"] for row in phone.records() if not row["sent"]]


def test_everything_arrives_and_is_kept_as_a_mark(phone: Phone, server: Server) -> None:
    come(phone, 1, 2)

    came = phone.ask(server, "sync")

    assert (came["ok"], came["net"], came["unsent"], came["state"]) == (True, "online", 0, "open")
    assert [one["seq"] for one in server.kept.values()] == [1, 2]
    assert unsent(phone) == []
    assert come(phone, 1)[0]["word"] == "again"


GOOD: Json = {"stored": [], "refused": [], "bundle": None, "now": NOON, "state": "open"}
NONSENSE: dict[str, tuple[int, Any] | None] = {
    "lost": None,
    "a page of the hall's wireless": (200, None),
    "an empty answer": (200, {}),
    "a list": (200, []),
    "ids that are no list": (200, {**GOOD, "stored": "all"}),
    "a bundle of another make": (200, {**GOOD, "bundle": {"v": 2}}),
    "a bundle without people": (200, {**GOOD, "bundle": {**door(), "people": None}}),
    "people without a state": (200, {**GOOD, "bundle": {**door(), "people": [{"l": 1, "t": "", "c": "", "a": 0}]}}),
    "no time": (200, {**GOOD, "now": None}),
    "a state that is none": (200, {**GOOD, "state": "wiped"}),
    "somebody else's redirect": (302, None),
    "bad request": (400, {"refused": {"code": "unreadable", "text": "?"}}),
    "unknown phone": (403, {"refused": {"code": "phone", "text": "?"}}),
    "not found": (404, None),
    "too many": (429, None),
    "broken": (500, None),
    "too busy": (503, {}),
}


@pytest.mark.parametrize("told", NONSENSE.values(), ids=NONSENSE.keys())
def test_no_other_answer_changes_anything(phone: Phone, server: Server, told: tuple[int, Any] | None) -> None:
    come(phone, 1, 2)
    before = phone.dump()
    assert isinstance(phone.do("sync"), Ask)

    came = phone.tell(told)

    assert not came["ok"]
    assert came["reason"]
    assert came["unsent"] == 2
    assert phone.dump() == before
    assert phone.ask(server, "sync")["unsent"] == 0
    assert len(server.kept) == 2


def test_only_what_the_server_names_counts_as_sent(phone: Phone, server: Server) -> None:
    come(phone, 1, 2, 3)
    asked = phone.do("sync")
    ids = [json.loads(one["body"])["id"] for one in json.loads(asked.body["message"])["events"]]

    more = phone.tell((200, {**GOOD, "stored": [ids[1], "f" * 32]}))

    assert isinstance(more, Ask)  # it goes on with the others
    assert unsent(phone) == [1, 3]
    assert phone.tell((200, GOOD))["reason"] == "stuck"
    assert unsent(phone) == [1, 3]


def test_a_refused_record_is_kept_and_stops_no_other(phone: Phone, server: Server) -> None:
    come(phone, 1, 2)
    asked = phone.do("sync")
    events = json.loads(asked.body["message"])["events"]
    stored = [json.loads(events[1]["body"])["id"]]

    came = phone.tell((200, {**GOOD, "stored": stored, "refused": [{"index": 0, "id": "", "reason": "shape"}]}))

    assert (came["ok"], came["unsent"]) == (True, 1)
    assert phone.do("summary")["refused"] == 1
    come(phone, 3)
    assert phone.ask(server, "sync")["unsent"] == 0
    assert [json.loads(one["body"])["seq"] for one in server.asked[-1]["events"]] == [3, 1]


def test_a_long_day_goes_out_in_batches_oldest_first(phone: Phone, server: Server) -> None:
    for _number in range(4):
        phone.do("both", of=[{"do": "walk_in", "lesson": MORNING}] * 5)
    for _number in range(430):
        phone.do("walk_in", lesson=MORNING)

    phone.ask(server, "sync")

    assert [len(one["events"]) for one in server.asked] == [200, 200, 50]
    assert {one["last"] for one in server.asked} == {450}
    assert [one["seq"] for one in server.kept.values()] == list(range(1, 451))


def test_a_server_that_takes_no_long_message_gets_shorter_ones(phone: Phone, server: Server) -> None:
    come(phone, 1, 2, 3)

    def narrow(path: str, body: Json) -> tuple[int, Any]:
        return server(path, body) if len(json.loads(body["message"])["events"]) < 3 else (413, None)

    assert phone.ask(narrow, "sync")["unsent"] == 0
    assert len(server.kept) == 3
    come(phone, 1)
    assert phone.ask(lambda _path, _body: (413, None), "sync")["reason"] == "large"


def test_a_sync_that_is_killed_anywhere_loses_and_doubles_nothing(host: Host, server: Server) -> None:
    phone = joined(host, server)
    for kill in range(60):
        come(phone, 1)
        server.told = door(*GUESTS)
        try:
            came = phone.do("sync", kill=kill)
            if isinstance(came, Ask):
                phone.tell(server(came.path, came.body), kill=kill)
        except Died:
            phone.do("open")
        kept = dict(phone.dump()["bundle"])["bundle"]
        assert [one["t"] for one in kept["people"]] == [one.mark for one in GUESTS]
    phone.ask(server, "sync")

    assert sorted(one["seq"] for one in server.kept.values()) == list(range(1, 61))
    assert unsent(phone) == []


def test_control_a_phone_that_forgets_before_the_answer_loses_what_is_lost_on_the_way(
    host: Host, server: Server
) -> None:
    careful, careless = joined(host, server), joined(host, server, forgets=True)
    lost = {}
    for phone in (careful, careless):
        come(phone, 1, 2)
        phone.do("sync")
        phone.tell(None)
        server.kept.clear()
        phone.ask(server, "sync")
        lost[phone.name] = 2 - len(server.kept)

    assert lost == {careful.name: 0, careless.name: 2}


def test_the_clock_is_measured_in_the_middle_of_asking_and_hearing(phone: Phone, server: Server) -> None:
    phone.do("clock", skew=-10 * HOUR)
    asked = phone.do("sync")
    assert isinstance(asked, Ask)
    server.now += 3000
    answer = server(asked.path, asked.body)
    server.now += 3000

    phone.tell(answer)

    assert phone.do("summary")["offset"] == 10 * HOUR
    assert come(phone, 1)[0]["event"]["offset"] == 10 * HOUR


def test_records_that_are_written_while_the_answer_is_under_way_stay(phone: Phone, server: Server) -> None:
    come(phone, 1)
    asked = phone.do("sync")
    assert isinstance(asked, Ask)
    come(phone, 2)

    more = phone.tell(server(asked.path, asked.body))

    assert isinstance(more, Ask)
    assert [json.loads(one["body"])["seq"] for one in json.loads(more.body["message"])["events"]] == [2]


def test_one_sync_at_a_time_in_a_page_and_across_tabs(host: Host, server: Server) -> None:
    phone = joined(host, server, locks=True)
    phone.do("open", tab="second")
    come(phone, 1)
    asked = phone.do("sync")

    others = [phone.do("sync", tab="second")["reason"] for _time in range(3)]
    stubborn = phone.do("sync", tab="second")

    assert others == ["busy"] * 3
    assert isinstance(stubborn, Ask)  # the other tab may be asleep
    assert isinstance(asked, Ask)
    assert stubborn.body["message"] == asked.body["message"]


def test_an_answer_that_was_overtaken_brings_no_older_list(phone: Phone, server: Server) -> None:
    phone.do("open", tab="second")
    phone.do("sync")
    old = (200, {**GOOD, "bundle": door(*GUESTS)})
    asked = phone.do("sync", tab="second")
    assert isinstance(asked, Ask)
    new = door(*GUESTS)

    phone.do("answer", status=200, body={**GOOD, "bundle": new})
    assert phone.do("bundle")["version"] == new["version"]
    phone.tell(old)

    assert phone.do("bundle")["version"] == new["version"]


def test_who_was_let_in_on_another_phone_is_here(phone: Phone, server: Server) -> None:
    server.told = door(Guest(number=1, token=GUESTS[0].token, code=GUESTS[0].code, came=NOON - 5), *GUESTS[1:])

    assert phone.ask(server, "sync")["changed"]

    assert (come(phone, 1)[0]["word"], come(phone, 1)[0]["since"]) == ("again", NOON - 5)


def test_an_arrival_taken_back_here_is_none_until_the_server_knows(phone: Phone, server: Server) -> None:
    here = door(Guest(number=1, token=GUESTS[0].token, code=GUESTS[0].code, came=NOON), *GUESTS[1:])
    entry = come(phone, 1)[0]["event"]
    server.told = here
    phone.ask(server, "sync")
    phone.do("undo", event=entry["id"], why="wrong_person")

    assert phone.do("tally", lesson=MORNING)["came"] == 0
    phone.ask(server, "sync")
    assert come(phone, 1)[0]["word"] == "again"  # the server has it, and still says that she is here: by another phone


def test_who_the_office_took_back_can_come_again(phone: Phone, server: Server) -> None:
    come(phone, 1)
    phone.ask(server, "sync")
    assert come(phone, 1)[0]["word"] == "again"
    server.told = door(*GUESTS)

    phone.do("sync")
    phone.tell(None)
    assert come(phone, 1)[0]["word"] == "again"
    server.kept.clear()
    phone.ask(server, "sync")
    server.told = door(*GUESTS)
    phone.ask(server, "sync")
    assert come(phone, 1)[0]["word"] == "in"


@pytest.mark.parametrize("state", ["ended", "revoked"])
def test_when_it_is_over_nothing_stays_but_what_is_unsent(phone: Phone, server: Server, state: str) -> None:
    come(phone, 1)
    asked = phone.do("sync")
    assert isinstance(asked, Ask)
    come(phone, 2)
    server.state = state

    more = phone.tell(server(asked.path, asked.body))

    assert isinstance(more, Ask)
    assert unsent(phone) == [2]
    assert phone.dump()["bundle"]
    with pytest.raises(NotDone, match="over"):
        come(phone, 3)
    phone.tell(server(more.path, more.body))
    kept = phone.dump()
    assert (kept["bundle"], kept["marks"], kept["log"]) == ([], [], [])
    assert phone.do("summary")["state"] == state
    assert phone.do("sync")["ok"]  # and it asks for nothing more


def test_after_the_day_the_servers_clock_wipes_and_the_phones_own_only_when_it_is_sure(host: Host) -> None:
    server = Server(door(*GUESTS))
    phone, away = joined(host, server), joined(host, server)
    server.now = ENDS + DAY_MS
    assert not away.do("tidy")
    server.now = ENDS + 2 * DAY_MS
    come(away, 1)
    assert not away.do("tidy")
    assert away.records()

    phone.ask(server, "sync")
    away.ask(server, "sync")

    for one in (phone, away):
        assert (one.dump()["bundle"], one.dump()["log"]) == ([], [])
    assert len(server.kept) == 1


def test_a_phone_that_never_hears_again_wipes_itself_in_the_end(phone: Phone, server: Server) -> None:
    server.now = ENDS + 2 * DAY_MS

    assert phone.do("tidy")
    assert phone.dump()["bundle"] == []


def test_the_volunteer_ends_when_everything_has_arrived(phone: Phone, server: Server) -> None:
    come(phone, 1)

    assert phone.ask(lambda _path, _body: None, "finish")["unsent"] == 1
    with pytest.raises(NotDone, match="done"):
        come(phone, 2)
    came = phone.ask(server, "sync")

    assert (came["state"], came["unsent"]) == ("ended", 0)
    assert server.asked[-1]["done"]
    assert phone.dump()["log"] == []


def test_an_end_by_mistake_can_be_taken_back_until_it_was_told(phone: Phone, server: Server) -> None:
    asked = phone.do("sync")
    assert isinstance(asked, Ask)
    phone.tell(server(asked.path, asked.body))
    with pytest.raises(Died):
        phone.do("finish", kill=4)
    phone.do("open")
    with pytest.raises(NotDone, match="done"):
        come(phone, 1)

    assert phone.do("resume")

    assert come(phone, 1)[0]["word"] == "in"
    assert isinstance(phone.do("finish"), Ask)
    phone.tell(None)
    assert phone.do("resume")
    assert phone.ask(server, "finish")["state"] == "ended"
    assert not phone.do("resume")


def test_waiting_grows_to_a_ceiling_and_does_as_the_server_asks(phone: Phone) -> None:
    failures = list(range(12))

    pauses = phone.do("pauses", failures=failures, asked=0)

    assert pauses[0] == 20_000
    assert pauses[1:7] == [2000, 4000, 8000, 16_000, 32_000, 60_000]
    assert set(pauses[6:]) == {60_000}
    assert phone.do("pauses", failures=[1, 9], asked=90_000) == [90_000, 90_000]
    assert phone.do("pauses", failures=[1], asked=10 * HOUR) == [300_000]


@pytest.mark.parametrize(
    ("verb", "facts", "purpose", "told", "answer"),
    [
        ("find", {"lesson": MORNING, "typed": "サトウ"}, "find", {"found": []}, {"ok": True, "found": []}),
        ("name", {"lesson": MORNING, "event": "e" * 32, "name": "佐藤"}, "walk-in", {"ok": True}, {"ok": True}),
    ],
)
def test_a_name_is_asked_or_told_under_the_phones_signature(
    phone: Phone, verb: str, facts: Json, purpose: str, told: Json, answer: Json
) -> None:
    asked = phone.do(verb, **facts)

    public = keys.read_public(phone.dump()["phone"][0][1]["public"])
    text = f"{phones.TAG}{purpose}\n{asked.body['message']}"
    assert keys.signed_by(public, text, asked.body["signature"])
    assert json.loads(asked.body["message"]) == {"at": NOON, **facts}
    assert phone.tell((200, told)) == answer
    assert phone.ask(lambda _path, _body: None, verb, **facts) == {"ok": False, "reason": "offline"}
    refused = {"code": "over", "text": "?"}
    assert phone.ask(lambda _path, _body: (422, {"refused": refused}), verb, **facts) == {
        "ok": False,
        "refused": refused,
    }
    assert "佐藤" not in json.dumps(phone.dump(), ensure_ascii=False)
