"""What the door says to each ticket, code and number: by what the phone has, with a network or without."""

from datetime import timedelta
from typing import Any

import pytest

from outreach import vault
from tests.door.doors import AFTERNOON, DAY, ELSEWHERE, MORNING, NOON, OFF, Guest, Server, door, joined
from tests.door.host import Host, NotDone, Phone

GUESTS = {
    "expected": Guest(number=1, party="pair"),
    "partner": Guest(number=2, party="pair", help=1),
    "came elsewhere": Guest(came=NOON - 60_000),
    "waiting": Guest(state="waiting"),
    "cancelled": Guest(state="cancelled"),
    "replaced": Guest(state="replaced"),
    "replaced, came": Guest(state="replaced", came=NOON),
    "afternoon": Guest(AFTERNOON, number=1, came=NOON),
    "off": Guest(OFF),
}
STRANGER = Guest()


def looks(came: dict[str, Any]) -> tuple[str, str, str]:
    return came["verdict"], came["word"], came["event"]["kind"] if came["event"] else ""


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("expected", ("green", "in", "entry")),
        ("came elsewhere", ("amber", "again", "seen")),
        ("waiting", ("red", "waiting", "seen")),
        ("cancelled", ("red", "cancelled", "seen")),
        ("replaced", ("red", "replaced", "seen")),
        ("replaced, came", ("red", "replaced", "seen")),
        ("afternoon", ("red", "other", "seen")),
        ("off", ("red", "other", "seen")),
    ],
)
@pytest.mark.parametrize("way", ["scan", "type", "person"])
def test_a_person_of_the_list(host: Host, who: str, way: str, said: tuple[str, str, str]) -> None:
    one = GUESTS[who]
    phone = joined(host, Server(door(*GUESTS.values())))
    name, shown = {"scan": ("text", one.ticket()), "type": ("text", one.code), "person": ("ref", one.mark)}[way]

    came = phone.do(way, lesson=MORNING, **{name: shown})

    assert looks(came) == said
    assert came["event"]["ref"] == one.mark
    assert came["of"] == one.lesson


def test_who_comes_again_is_told_since_when_and_writes_no_second_arrival(host: Host) -> None:
    one = GUESTS["expected"]
    server = Server(door(*GUESTS.values()), ahead=5000)
    phone = joined(host, server)
    phone.do("scan", text=one.ticket(), lesson=MORNING)
    server.now += 60_000

    ways: list[tuple[str, dict[str, Any]]] = [
        ("scan", {"text": one.ticket()}),
        ("type", {"text": one.code}),
        ("number", {"number": 1}),
    ]
    again = [phone.do(way, lesson=MORNING, **shown) for way, shown in ways]

    assert [looks(came) for came in again] == [("amber", "again", "seen")] * 3
    assert {came["since"] for came in again} == {NOON + 5000}


def test_strangers_tickets_and_codes(host: Host) -> None:
    phone = joined(host, Server(door(*GUESTS.values())))
    yesterday = DAY - timedelta(days=1)
    shown = {
        "late": STRANGER.ticket(),
        "other": STRANGER.ticket(lesson=AFTERNOON),
        "day": STRANGER.ticket(lesson=ELSEWHERE, day=yesterday),
        "city": STRANGER.ticket(city=4),
        "forged": changed(STRANGER.ticket()),
        "unreadable": "https://example.jp/menu",
    }

    came = {word: phone.do("scan", text=text, lesson=MORNING) for word, text in shown.items()}

    assert {word: one["word"] for word, one in came.items()} == {word: word for word in shown}
    assert looks(came["late"]) == ("amber", "late", "entry")
    assert came["late"]["event"]["ref"] == STRANGER.mark
    assert came["day"]["day"] == yesterday.isoformat()
    assert came["unreadable"]["event"] is None
    assert {one["event"]["lesson"] for one in came.values() if one["event"]} == {MORNING}
    assert looks(phone.do("scan", text=STRANGER.ticket(), lesson=MORNING)) == ("amber", "again", "seen")


def changed(ticket: str) -> str:
    """The same ticket with another person's reference under its signature."""
    at = len(ticket) - 116
    return f"{ticket[:at]}{'A' if ticket[at] != 'A' else 'B'}{ticket[at + 1 :]}"


def test_the_class_counts_where_it_was_moved_to_today(host: Host) -> None:
    one = GUESTS["expected"]
    phone = joined(host, Server(door(*GUESTS.values())))

    came = phone.do("scan", text=one.ticket(day=DAY - timedelta(days=7)), lesson=MORNING)

    assert looks(came) == ("green", "in", "entry")


def test_a_ticket_under_a_key_that_is_gone(host: Host) -> None:
    keys = door()["keys"]
    phone = joined(host, Server(door(keys={name.replace("1-", "9-"): key for name, key in keys.items()})))

    assert looks(phone.do("scan", text=STRANGER.ticket(), lesson=MORNING)) == ("red", "retired-key", "seen")
    assert 1 in vault.numbers()


def test_a_class_that_is_cancelled(host: Host) -> None:
    phone = joined(host, Server(door(*GUESTS.values())))

    ways = [("scan", GUESTS["off"].ticket()), ("scan", STRANGER.ticket(lesson=OFF)), ("type", STRANGER.code)]

    assert [looks(phone.do(way, text=text, lesson=OFF)) for way, text in ways] == [("red", "off", "seen")] * 3


def test_a_typed_code_of_nobody_is_kept_with_its_digits(host: Host) -> None:
    phone = joined(host, Server(door(*GUESTS.values())))
    spaced = f"{STRANGER.code[:4]}-{STRANGER.code[4:]}"

    first = phone.do("type", text=spaced, lesson=MORNING)
    again = phone.do("type", text=STRANGER.code, lesson=MORNING)
    wrong = phone.do("type", text=f"{(int(STRANGER.code[0]) + 1) % 10}{STRANGER.code[1:]}", lesson=MORNING)

    assert looks(first) == ("amber", "unlisted", "entry")
    assert (first["event"]["code"], first["event"]["ref"]) == (STRANGER.code, "")
    assert looks(again) == ("amber", "again", "seen")
    assert looks(wrong) == ("red", "unreadable", "")


def test_a_line_of_the_list_is_one_of_the_class_at_this_door(host: Host) -> None:
    phone = joined(host, Server(door(*GUESTS.values())))

    assert phone.do("number", number=1, lesson=MORNING)["event"]["ref"] == GUESTS["expected"].mark
    assert looks(phone.do("number", number=1, lesson=AFTERNOON))[1] == "again"
    assert looks(phone.do("number", number=3, lesson=MORNING)) == ("red", "unreadable", "")


def test_the_others_of_a_party_are_named_until_they_are_here(host: Host) -> None:
    guests = [GUESTS["expected"], GUESTS["partner"]]
    phone = joined(host, Server(door(*guests)))

    first = phone.do("scan", text=guests[0].ticket(), lesson=MORNING)
    second = phone.do("person", ref=guests[1].mark, lesson=MORNING, how="party")

    assert (first["party"], first["staff"]) == ([1], False)
    assert (second["party"], second["staff"], second["event"]["how"]) == ([], True, "party")


@pytest.mark.parametrize("who", ["waiting", "cancelled", "replaced"])
def test_who_is_not_expected_can_be_let_in_with_a_reason(host: Host, who: str) -> None:
    one = GUESTS[who]
    phone = joined(host, Server(door(*GUESTS.values())))
    seen = phone.do("scan", text=one.ticket(), lesson=MORNING)

    admitted = phone.do("admit", answer=seen, why="staff")

    assert seen["admit"]
    assert looks(admitted) == ("red", who, "entry")
    assert admitted["event"]["why"] == "staff"
    assert looks(phone.do("admit", answer=seen, why="staff")) == ("amber", "again", "seen")
    assert looks(phone.do("scan", text=one.ticket(), lesson=MORNING)) == ("amber", "again", "seen")


def test_nobody_else_is_let_in_with_a_reason(host: Host) -> None:
    phone = joined(host, Server(door(*GUESTS.values())))

    seen = phone.do("scan", text=GUESTS["afternoon"].ticket(), lesson=MORNING)

    assert not seen["admit"]
    assert looks(phone.do("admit", answer=seen, why="staff")) == ("red", "other", "seen")


def test_without_network_the_answers_are_the_same(host: Host) -> None:
    server = Server(door(*GUESTS.values()))
    online, offline = joined(host, server), joined(host, server)
    assert online.ask(server, "sync")["net"] == "online"
    assert offline.ask(lambda _path, _body: None, "sync")["net"] == "offline"

    said = [
        [looks(phone.do("scan", text=one.ticket(), lesson=MORNING)) for one in GUESTS.values()]
        for phone in (online, offline)
    ]

    assert said[0] == said[1]


def test_a_wrong_clock_turns_no_ticket_red(host: Host) -> None:
    phone = joined(host, Server(door(*GUESTS.values())), skew=-48 * 3_600_000)
    phone.do("clock", skew=48 * 3_600_000)

    assert looks(phone.do("scan", text=GUESTS["expected"].ticket(), lesson=MORNING)) == ("green", "in", "entry")


def test_a_phone_that_is_no_phone_of_a_door_judges_nothing(host: Host) -> None:
    phone = Phone(host, "fresh", lambda: NOON)
    phone.do("new")
    phone.do("open")

    with pytest.raises(NotDone, match="none"):
        phone.do("scan", text=STRANGER.ticket(), lesson=MORNING)
