"""A door as a server could describe it, and a server that keeps what comes: what phones talk to here."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from outreach import tickets
from outreach.checkin import bundle as bundles
from outreach.tickets import signing
from tests.door.host import Host, Phone

CITY, SALT = 3, "5a" * 16
DAY = date(2026, 7, 1)
NOON = 1_782_874_800_000  # 2026-07-01 12:00 in Japan
MORNING, AFTERNOON, OFF, ELSEWHERE = 11, 12, 13, 99
HOUR = 3_600_000
ENDS = NOON + 60 * HOUR
Json = dict[str, Any]


@dataclass
class Guest:
    """Somebody with a ticket for a class, as the phone knows her."""

    lesson: int = MORNING
    state: str = "in"
    number: int | None = None
    help: int = 0
    party: str = ""
    came: int = 0
    token: str = field(default_factory=tickets.new_token)
    code: str = field(default_factory=tickets.new_code)

    @property
    def mark(self) -> str:
        return bundles.mark(SALT, self.token)

    @property
    def row(self) -> Json:
        code = bundles.code_mark(SALT, self.code)
        facts = {"n": self.number, "s": self.state, "h": self.help, "p": self.party, "a": self.came}
        return {"l": self.lesson, "t": self.mark, "c": code, **facts}

    def ticket(self, *, city: int = CITY, day: date = DAY, lesson: int | None = None) -> str:
        """The address in her QR."""
        signed = signing.signed(city, lesson or self.lesson, day, self.token)
        return f"HTTPS://EXAMPLE.JP/MORIOKA/T/{signed}"


def lesson(id_: int, status: str = "published") -> Json:
    return {"id": id_, "title": {"ja": "地図"}, "room": None, "starts": NOON, "ends": NOON, "status": status, "list": 1}


def door(*guests: Guest, **over: Any) -> Json:
    """What a phone at this door is told."""
    told = {
        "v": 1,
        "version": secrets.token_hex(16),
        "city": {"id": CITY, "slug": "morioka", "phone": ""},
        "day": DAY.isoformat(),
        "number": 1,
        "salt": SALT,
        "keys": tickets.public_keys(CITY, (2025, 2026, 2027)),
        "centre": {"ja": "公民館"},
        "ends": ENDS,
        "lessons": [lesson(MORNING), lesson(AFTERNOON), lesson(OFF, "cancelled")],
        "people": [one.row for one in guests],
    }
    return told | over


class Server:
    """It keeps records by their ids. ``told`` is the next bundle to hand out; ``state`` as in an answer."""

    def __init__(self, told: Json, *, ahead: int = 0) -> None:
        self.kept: dict[str, Json] = {}
        self.asked: list[Json] = []
        self.told: Json | None = told
        self.state = "open"
        self.ahead = ahead
        self.now = NOON
        self.joined = 0

    def __call__(self, path: str, body: Json) -> tuple[int, Json]:
        if path.endswith("/join"):
            self.joined += 1
            return 200, {"phone": 7, "number": 1, "bundle": self.told, "now": self.now + self.ahead}
        message = json.loads(body["message"])
        self.asked.append(message)
        return 200, self.answer(message)

    def answer(self, message: Json) -> Json:
        """What it says to a sync, once it has kept the records."""
        records = [json.loads(one["body"]) for one in message["events"]]
        self.kept |= {one["id"]: one for one in records}
        if records and self.told:
            self.told = self.informed(self.told)
        if message["done"]:
            self.state = "ended"
        new = self.told if self.told and self.told["version"] != message["have"] else None
        stored = [one["id"] for one in records]
        now = self.now + self.ahead
        return {"stored": stored, "refused": [], "bundle": new, "now": now, "state": self.state}

    def informed(self, told: Json) -> Json:
        """The same with who came by the records that were kept."""
        back = {one["target"] for one in self.kept.values()}
        came = {one["ref"]: one["at"] for one in self.kept.values() if one["kind"] == "entry" and one["id"] not in back}
        people = [{**one, "a": one["a"] or came.get(one["t"], 0)} for one in told["people"]]
        return {**told, "people": people, "version": secrets.token_hex(16)}


def joined(host: Host, server: Server, *, secret: str = "", **facts: Any) -> Phone:
    """A phone that was let in; its clock shows noon when it is noon and ``skew`` is 0."""
    phone = Phone(host, secrets.token_hex(8), lambda: server.now)
    phone.do("new", **facts)
    phone.do("open")
    came = phone.ask(server, "join", city="morioka", secret=secret or phone.name, pin="")
    assert came == {"ok": True, "already": False}
    return phone
