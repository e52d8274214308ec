"""A class as a coordinator wants it, and how a form's texts become one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from outreach import clock
from outreach.i18n import phrase as _
from outreach.refusal import Refusal, Refusals

_OPENS = time(9)
_MISSING = _("Please choose one of the answers.")


@dataclass(frozen=True, slots=True)
class Plan:
    """A class as a coordinator wants it; times are the city's own, on one day.

    Without ``department_id`` it is of the planner's department. ``intake_opens`` is when one may sign up (None: at
    once), ``publish_at`` when the draft is published by itself. ``draws_at`` is when the seats are drawn by lot
    (None: first come, first served); until ``phone_until`` the web leaves ``phone_seats`` to people who phone.
    ``reason`` is why soft clashes are accepted.
    """

    course_id: int
    centre_id: int
    room_id: int | None
    instructor_id: int
    day: date
    starts: time
    ends: time
    capacity: int
    publish: bool = True
    is_sample: bool = False
    department_id: int | None = None
    kit_id: int | None = None
    kits: int = 0
    setup_minutes: int = 0
    clear_minutes: int = 0
    helpers_wanted: int = 0
    series_id: int | None = None
    intake_opens: datetime | None = None
    publish_at: datetime | None = None
    draws_at: datetime | None = None
    phone_seats: int = 0
    phone_until: datetime | None = None
    reason: str = ""

    @property
    def starts_at(self) -> datetime:
        """The moment at which it begins."""
        return moment(self.day, self.starts)

    @property
    def ends_at(self) -> datetime:
        """The moment at which it ends."""
        return moment(self.day, self.ends)


@dataclass(frozen=True, slots=True)
class Giving:
    """How seats are given: drawn at ``draws_at``, or first come first served with some kept for who phones."""

    draws_at: datetime | None = None
    phone_seats: int = 0
    phone_until: datetime | None = None


def moment(day: date, at: time) -> datetime:
    """A time on the wall in Japan, in UTC."""
    return datetime.combine(day, at, tzinfo=clock.TOKYO).astimezone(UTC)


def clean_plan(typed: Mapping[str, str]) -> Plan:
    """A plan from a form's texts; raises Refusals, one for each field that cannot be read."""
    readers: dict[str, Callable[[str], Any]] = {
        "course_id": lambda text: _chosen(text, "course_id"),
        "centre_id": lambda text: _chosen(text, "centre_id"),
        "room_id": lambda text: _chosen(text, "room_id") if text else None,
        "instructor_id": lambda text: _chosen(text, "instructor_id"),
        "day": lambda text: _day(text, "day"),
        "starts": lambda text: _time(text, "starts"),
        "ends": lambda text: _time(text, "ends"),
        "capacity": lambda text: _number(text, "capacity"),
        "publish": lambda text: text == "yes",
        "department_id": lambda text: _chosen(text, "department_id") if text else None,
        "kit_id": lambda text: _chosen(text, "kit_id") if text else None,
        "series_id": lambda text: _chosen(text, "series_id") if text else None,
        "kits": lambda text: _number(text or "0", "kits"),
        "setup_minutes": lambda text: _number(text or "0", "setup_minutes"),
        "clear_minutes": lambda text: _number(text or "0", "clear_minutes"),
        "helpers_wanted": lambda text: _number(text or "0", "helpers_wanted"),
        "intake_opens": lambda _text: _set_time(typed, "intake"),
        "publish_at": lambda _text: _set_time(typed, "publish"),
        **_giving(typed),
        "reason": lambda text: text,
    }
    return Plan(**_read(readers, typed))


def clean_giving(typed: Mapping[str, str]) -> Giving:
    """The same for how seats are given alone."""
    return Giving(**_read(_giving(typed), typed))


def _giving(typed: Mapping[str, str]) -> dict[str, Callable[[str], Any]]:
    return {
        "draws_at": lambda _text: _set_time(typed, "draws"),
        "phone_seats": lambda text: _number(text or "0", "phone_seats"),
        "phone_until": lambda _text: _set_time(typed, "phone"),
    }


def _read(readers: Mapping[str, Callable[[str], Any]], typed: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    refused = []
    for name, read in readers.items():
        try:
            values[name] = read(typed.get(name, "").strip())
        except Refusal as refusal:
            refused.append(refusal)
    if refused:
        raise Refusals(refused)
    return values


def _chosen(text: str, field: str) -> int:
    return _whole(text, Refusal(_MISSING, field=field))


def _number(text: str, field: str) -> int:
    return _whole(text, Refusal(_("Please write a number."), field=field))


def _whole(text: str, otherwise: Refusal) -> int:
    if not (text.isdecimal() and len(text) <= 9):
        raise otherwise
    return int(text)


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(_("Please write a date that exists, such as 2026-12-01."), field=field) from None


def _time(text: str, field: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:
        raise Refusal(_("Please write a time, such as 13:30."), field=field) from None


def _set_time(typed: Mapping[str, str], name: str) -> datetime | None:
    """The moment of ``name_day`` and ``name_time``; 9 o'clock where only the day is told."""
    day, at = (typed.get(f"{name}_{part}", "").strip() for part in ("day", "time"))
    if not day and not at:
        return None
    on = _day(day, f"{name}_day")
    try:
        return moment(on, _time(at, f"{name}_time") if at else _OPENS)
    except OverflowError:
        raise Refusal(_("Please choose a day within the next two years."), field=f"{name}_day") from None
