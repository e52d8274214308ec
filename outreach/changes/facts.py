"""What can change about a planned class, and which of it people must know."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from outreach.clock import TOKYO
from outreach.lessons import Lesson

_FOR_PEOPLE = ("status", "starts_at", "ends_at", "centre_id", "room_id")
_IN_CALENDARS = ("starts_at", "ends_at", "centre_id", "room_id")


@dataclass(frozen=True, slots=True)
class Facts:
    """A class at one moment: whether it is held, when, where, led by whom, for how many."""

    status: str
    starts_at: datetime
    ends_at: datetime
    centre_id: int
    room_id: int | None
    instructor_id: int
    capacity: int

    @classmethod
    def of(cls, lesson: Lesson) -> "Facts":
        """The facts of a class as it is."""
        return cls(
            lesson.status,
            lesson.starts_at,
            lesson.ends_at,
            lesson.centre_id,
            lesson.room_id,
            lesson.instructor_id,
            lesson.capacity,
        )

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Facts":
        """The facts as a Change keeps them."""
        moments = {name: datetime.fromisoformat(kept[name]) for name in ("starts_at", "ends_at")}
        return cls(**{**kept, **moments})

    def kept(self) -> dict[str, Any]:
        """The same as JSON can hold it."""
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in self._named()}

    def _named(self) -> list[tuple[str, Any]]:
        return [(name, getattr(self, name)) for name in self.__slots__]

    @property
    def day(self) -> date:
        """The day in Japan."""
        return self.starts_at.astimezone(TOKYO).date()

    @property
    def hours(self) -> tuple[time, time]:
        """From when to when, by the clock on the wall in Japan."""
        return self.starts_at.astimezone(TOKYO).time(), self.ends_at.astimezone(TOKYO).time()

    @property
    def mark(self) -> str:
        """A short mark of these facts, so that a page can say which ones it showed."""
        return hashlib.sha256(json.dumps(self.kept(), sort_keys=True).encode()).hexdigest()[:12]

    def differs_for_people(self, other: "Facts") -> bool:
        """Whether somebody who knows the one must be told the other."""
        return any(getattr(self, name) != getattr(other, name) for name in _FOR_PEOPLE)

    def is_elsewhere(self, other: "Facts") -> bool:
        """Whether time or place differ (RFC 5546 section 2.1.4: then the calendar entry's SEQUENCE rises)."""
        return any(getattr(self, name) != getattr(other, name) for name in _IN_CALENDARS)

    def with_status(self, status: str) -> "Facts":
        """The same class, held or called off."""
        return replace(self, status=status)
