"""A phone at the door, in Python: its key, its log without gaps, and what it signs and sends."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from outreach import clock
from outreach.audit import SYSTEM
from outreach.checkin import DoorPhone, bundle, invitations, keys, phones, syncing
from outreach.lessons import Lesson
from outreach.registration import Registration

MEMBERS = (
    *("v", "id", "phone", "seq", "prev", "lesson", "kind", "how", "ref", "code", "verdict", "word", "why"),
    *("target", "number", "at", "mono", "offset", "list"),
)
Json = dict[str, Any]


class Phone:
    """One volunteer's phone. ``ahead`` is by how many milliseconds its clock is fast."""

    def __init__(self, ahead: int = 0) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.ahead = ahead
        self.id = 0
        self.salt = ""
        self.log: list[Json] = []

    @property
    def public_key(self) -> str:
        """The point of its key, as the page sends it."""
        return keys.encoded(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def now(self) -> int:
        """What its clock shows, in milliseconds."""
        return bundle.milliseconds(clock.now()) + self.ahead

    async def join(self, city_id: int, secret: str, pin: str = "") -> DoorPhone:
        """Use an invitation."""
        row = await phones.join(city_id, secret, pin, self.public_key)
        self.id, self.salt = row.id, row.salt
        return row

    async def row(self) -> DoorPhone:
        """The server's row of it."""
        return await DoorPhone.get(id=self.id)

    def sign(self, text: str) -> str:
        """r and s of its signature over a text, in base64url."""
        r, s = decode_dss_signature(self.key.sign(text.encode(), ec.ECDSA(SHA256())))
        return keys.encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))

    def write(self, kind: str, lesson: int, /, **over: Any) -> Json:
        """Add a record to its log; ``over`` takes members of it."""
        before = self.log[-1]["body"] if self.log else ""
        own = {"v": 1, "id": secrets.token_hex(16), "phone": self.id, "seq": len(self.log) + 1}
        prev = hashlib.sha256(before.encode()).hexdigest() if before else ""
        facts = {"lesson": lesson, "kind": kind, "how": "button", "verdict": "green", "number": 0}
        blank = dict.fromkeys(("ref", "code", "word", "why", "target"), "")
        clocks = {"at": self.now, "mono": 1000, "offset": None, "list": "0" * 32}
        members: Json = own | {"prev": prev} | facts | blank | clocks | over
        body = json.dumps({name: members[name] for name in MEMBERS}, ensure_ascii=False, separators=(",", ":"))
        event = {"id": members["id"], "body": body, "signature": self.sign(f"outreach-event-v1\n{body}")}
        self.log.append(event)
        return event

    def scan(self, seat: Registration, **over: Any) -> Json:
        """Let somebody in by her ticket."""
        facts = {"how": "camera", "ref": bundle.mark(self.salt, seat.token), "word": "in", **over}
        return self.write("entry", seat.lesson_id, **facts)

    def undo(self, event: Json, why: str = "pressed_twice") -> Json:
        """Take one of its own records back."""
        told = json.loads(event["body"])
        return self.write("void", told["lesson"], target=event["id"], why=why)

    def message(self, *events: Json, have: str = "", done: bool = False, **over: Any) -> str:
        """What it sends at once; all of its log where no records are named."""
        sent = [{"body": one["body"], "signature": one["signature"]} for one in events or self.log]
        told = {"at": self.now, "last": len(self.log), "have": have, "events": sent, "done": done, **over}
        return json.dumps(told, separators=(",", ":"))

    def envelope(self, purpose: str, message: str) -> Json:
        """The body of a request."""
        return {"phone": self.id, "message": message, "signature": self.sign(f"outreach-door-v1\n{purpose}\n{message}")}

    async def sync(self, *events: Json, have: str = "", done: bool = False, **over: Any) -> Json:
        """Send these records (all of its log where none are named) as the page's route would take them."""
        sent = self.envelope("sync", self.message(*events, have=have, done=done, **over))
        row = await self.row()
        known = await phones.by_envelope(row.city_id, sent["phone"], "sync", sent["message"], sent["signature"])
        return await syncing.sync(known, sent["message"])

    async def beat(self, have: str = "", **over: Any) -> Json:
        """Say that it is there, and send nothing."""
        return await self.sync(have=have, **{"events": [], **over})


async def at_door(lesson: Lesson, ahead: int = 0) -> Phone:
    """A phone that was let in at the door of a class of today."""
    secret = await invitations.invite_screen(lesson.city_id, lesson.centre_id, lesson.day, by=SYSTEM)
    phone = Phone(ahead)
    await phone.join(lesson.city_id, secret)
    return phone
