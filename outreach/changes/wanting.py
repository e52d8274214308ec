"""What a coordinator wants to become of one class or of many."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from outreach.changes.facts import Facts
from outreach.changes.rows import KINDS
from outreach.clock import TOKYO
from outreach.i18n import phrase as _
from outreach.refusal import Refusal, Refusals

FURTHEST_DAYS = 366
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """One change for every chosen class; what is None stays as it is.

    Moved: to ``day``, or by ``days``; to begin at ``starts`` (as long as before, unless ``ends`` is given); to one
    centre, whose room is undecided without ``room_id``. ``named`` is the coordinator's own name, which she types
    to allow fewer seats than are taken.
    """

    kind: str
    day: date | None = None
    days: int = 0
    starts: time | None = None
    ends: time | None = None
    centre_id: int | None = None
    room_id: int | None = None
    instructor_id: int | None = None
    capacity: int | None = None
    named: str = ""

    def of(self, now: Facts) -> Facts:
        """The facts of a class after this change."""
        match self.kind:
            case "cancelled":
                return now.with_status("cancelled")
            case "reinstated":
                return now.with_status("published")
            case "resized":
                return replace(now, capacity=now.capacity if self.capacity is None else self.capacity)
            case _:
                return self._moved(now)

    def _moved(self, now: Facts) -> Facts:
        day = self.day or now.day + timedelta(days=self.days)
        starts_at = _moment(day, self.starts or now.hours[0])
        ends_at = _moment(day, self.ends) if self.ends else starts_at + (now.ends_at - now.starts_at)
        to = self.centre_id is not None
        return replace(
            now,
            starts_at=starts_at,
            ends_at=ends_at,
            centre_id=self.centre_id if self.centre_id is not None else now.centre_id,
            room_id=self.room_id if to else now.room_id,
            instructor_id=now.instructor_id if self.instructor_id is None else self.instructor_id,
        )


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=TOKYO).astimezone(UTC)


def clean_wanted(typed: Mapping[str, str]) -> Wanted:
    """A wish from a form's texts; raises Refusals, one for each field that cannot be read.

    ``place`` is a centre's id and, behind a dash, its room's.
    """
    refused: list[Refusal] = []
    values: dict[str, object] = {}
    for name, read in _READERS.items():
        try:
            values[name] = read(typed.get(name, "").strip())
        except Refusal as refusal:
            refused.append(refusal)
    centre, _dash, room = typed.get("place", "").strip().partition("-")
    try:
        values["centre_id"], values["room_id"] = _id(centre, "place"), _id(room, "place")
    except Refusal as refusal:
        refused.append(refusal)
    if refused:
        raise Refusals(refused)
    return Wanted(**values, named=typed.get("named", ""))  # type: ignore[arg-type]  # each was read as its field wants it


def _kind(text: str) -> str:
    if text not in KINDS:
        raise Refusal(_("Please choose one of the answers."), field="kind")
    return text


def clean_day(text: str, field: str = "day") -> date | None:
    """A date as a form sends it, or None where nothing was typed."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refusal(_("Please write a date that exists, such as 2026-12-01."), field=field) from None


def _time(text: str, field: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(tzinfo=None, second=0, microsecond=0) if text else None
    except ValueError:
        raise Refusal(_("Please write a time, such as 13:30."), field=field) from None


def _days(text: str) -> int:
    number = text.removeprefix("+").replace("−", "-")
    digits = number.removeprefix("-")
    if not text:
        return 0
    if not (digits.isdecimal() and len(digits) <= 3 and int(digits) <= FURTHEST_DAYS):
        raise Refusal(_("Please write a number of days, such as 7 or -1."), field="days")
    return int(number)


def _id(text: str, field: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LARGEST_ID):
        raise Refusal(_("Please choose one of the answers."), field=field)
    return int(text)


def _seats(text: str) -> int | None:
    if text and not (text.isdecimal() and len(text) <= 4):
        raise Refusal(_("Please write a number."), field="capacity")
    return int(text) if text else None


_READERS: dict[str, Callable[[str], object]] = {
    "kind": _kind,
    "day": clean_day,
    "days": _days,
    "starts": lambda text: _time(text, "starts"),
    "ends": lambda text: _time(text, "ends"),
    "instructor_id": lambda text: _id(text, "instructor_id"),
    "capacity": _seats,
}
