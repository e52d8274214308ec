"""A phone joins a door: once for each invitation, and nothing of another door is lost by it."""

import json

from tests.door.doors import MORNING, NOON, Guest, Server, door, joined
from tests.door.host import Ask, Died, Host, Phone

GUESTS = [Guest(number=1)]
JOIN = {"city": "morioka", "secret": "an invitation", "pin": "123456"}


def fresh(host: Host, name: str) -> Phone:
    phone = Phone(host, name, lambda: NOON)
    phone.do("new")
    phone.do("open")
    return phone


def test_the_same_invitation_twice_is_the_same_phone(host: Host) -> None:
    server = Server(door(*GUESTS))
    phone = joined(host, server, secret="same")

    assert phone.do("join", city="morioka", secret="same") == {"ok": True, "already": True}
    assert server.joined == 1


def test_a_lost_answer_is_asked_for_with_the_same_key(host: Host) -> None:
    phone = fresh(host, "lost answer")

    first = phone.do("join", **JOIN)
    assert phone.tell(None) == {"ok": False, "reason": "offline"}
    phone.do("crash")
    phone.do("open")
    second = phone.do("join", **JOIN)

    assert isinstance(first, Ask)
    assert second == first
    assert (first.path, first.body["pin"]) == ("/morioka/door/phone/join", "123456")
    assert phone.tell((200, {"phone": 7, "number": 1, "now": NOON, "bundle": door()}))["ok"]


def test_a_refusal_is_passed_on_and_nonsense_is_no_welcome(host: Host) -> None:
    phone = fresh(host, "refused")
    refused = {"code": "pin", "text": "?"}

    assert phone.ask(lambda _path, _body: (422, {"refused": refused}), "join", **JOIN) == {
        "ok": False,
        "refused": refused,
    }
    for nonsense in (None, {}, {"phone": 7, "number": 1, "now": NOON, "bundle": {}}):
        phone.do("join", **JOIN)
        assert phone.tell((200, nonsense)) == {"ok": False, "reason": "offline"}
    assert phone.do("summary")["phone"] is None


def test_joining_that_is_killed_anywhere_can_be_done_again(host: Host) -> None:
    server = Server(door(*GUESTS))
    for kill in range(40):
        phone = fresh(host, f"killed at {kill}")
        try:
            asked = phone.do("join", **JOIN, kill=kill)
            if isinstance(asked, Ask):
                phone.tell(server(asked.path, asked.body), kill=kill)
        except Died:
            phone.do("open")
        phone.ask(server, "join", **JOIN)

        assert phone.do("number", number=1, lesson=MORNING)["word"] == "in"


def test_the_key_cannot_be_taken_out(host: Host) -> None:
    phone = joined(host, Server(door()))

    assert dict(phone.dump()["phone"])["phone"]["key"] == {}


def test_what_another_door_had_not_sent_is_sent_before_it_is_forgotten(host: Host) -> None:
    yesterday = Server(door(*GUESTS))
    phone = joined(host, yesterday)
    phone.do("number", number=1, lesson=MORNING)
    today = Server(door(*GUESTS))
    asked = phone.do("join", city="hachinohe", secret="another", pin="")
    assert isinstance(asked, Ask)
    phone.tell((200, {"phone": 9, "number": 2, "now": NOON, "bundle": door(*GUESTS)}))

    assert phone.do("summary")["unsent"] == 1
    assert phone.do("number", number=1, lesson=MORNING)["event"]["seq"] == 1
    assert phone.do("summary")["unsent"] == 2
    own = phone.do("sync")
    assert isinstance(own, Ask)
    left = phone.tell(today(own.path, own.body))
    assert isinstance(left, Ask)
    assert (own.body["phone"], left.body["phone"], left.path) == (9, 7, "/morioka/door/phone/sync")
    assert json.loads(left.body["message"])["done"]
    assert phone.tell(None)["unsent"] == 1
    assert dict(phone.dump()["facts"])["left"]

    phone.ask(yesterday, "sync")

    assert len(yesterday.kept) == 1
    assert dict(phone.dump()["facts"])["left"] == []


def test_a_second_tab_whose_welcome_comes_late_erases_nothing(host: Host) -> None:
    server = Server(door(*GUESTS))
    phone = fresh(host, "two tabs")
    phone.do("open", tab="second")
    first = phone.do("join", **JOIN)
    late = phone.do("join", tab="second", **JOIN)
    assert isinstance(first, Ask)
    assert isinstance(late, Ask)
    assert late == first

    assert phone.tell(server(first.path, first.body))["ok"]
    phone.do("number", number=1, lesson=MORNING)
    before = phone.dump()
    assert phone.tell(server(late.path, late.body))["ok"]

    assert phone.dump() == before
    assert phone.do("summary")["unsent"] == 1
    assert phone.do("number", number=1, lesson=MORNING)["word"] == "again"
