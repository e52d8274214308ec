"""What a lesson occupies, and what stands in its way."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from outreach.clock import TOKYO
from outreach.i18n.phrase import Phrase
from outreach.lessons.rows import Lesson

Weight = Literal["hard", "soft", "note"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A lesson as it is, or as somebody wishes it: who and what it needs, and when.

    ``lesson_id`` is None for one that is not planned yet; a planned lesson never clashes with itself.
    """

    centre_id: int
    room_id: int | None
    instructor_id: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    lesson_id: int | None = None
    helper_ids: tuple[int, ...] = ()
    helpers_wanted: int = 0
    kit_id: int | None = None
    kits: int = 0
    setup_minutes: int = 0
    clear_minutes: int = 0

    @property
    def day(self) -> date:
        """The day in Japan."""
        return self.starts_at.astimezone(TOKYO).date()

    @property
    def occupied(self) -> tuple[datetime, datetime]:
        """From when to when the room is needed, with setting up and clearing."""
        return (
            self.starts_at - timedelta(minutes=self.setup_minutes),
            self.ends_at + timedelta(minutes=self.clear_minutes),
        )

    @property
    def people(self) -> tuple[int, ...]:
        """Everybody who must be there, the instructor first and nobody twice."""
        return (self.instructor_id, *(one for one in dict.fromkeys(self.helper_ids) if one != self.instructor_id))

    @property
    def minutes(self) -> tuple[int, int]:
        """From when to when, in minutes of its day in Japan."""
        began = self.starts_at.astimezone(TOKYO)
        first = began.hour * 60 + began.minute
        return first, first + (self.ends_at - self.starts_at) // timedelta(minutes=1)

    @property
    def minutes_occupied(self) -> tuple[int, int]:
        """The same with setting up and clearing; below 0 is the day before."""
        first, last = self.minutes
        return first - self.setup_minutes, last + self.clear_minutes

    @classmethod
    def of(cls, lesson: Lesson, helper_ids: tuple[int, ...] = ()) -> "Slot":
        """What this lesson occupies, with the helpers who took a shift in it."""
        return cls(
            centre_id=lesson.centre_id,
            room_id=lesson.room_id,
            instructor_id=lesson.instructor_id,
            starts_at=lesson.starts_at,
            ends_at=lesson.ends_at,
            capacity=lesson.capacity,
            lesson_id=lesson.id,
            helper_ids=helper_ids,
            helpers_wanted=lesson.helpers_wanted,
            kit_id=lesson.kit_id,
            kits=lesson.kits,
            setup_minutes=lesson.setup_minutes,
            clear_minutes=lesson.clear_minutes,
        )


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing in the way. A ``hard`` one refuses, a ``soft`` one asks for a reason, a ``note`` only warns.

    ``kind`` names the rule for programs; ``lesson_id`` is the other lesson where there is one.
    """

    kind: str
    weight: Weight
    sentence: Phrase
    lesson_id: int | None = None
