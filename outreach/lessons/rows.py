"""A lesson as kept, with the counters that a race for the last seat needs."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from outreach import clock
from outreach.cities import City
from outreach.courses import Course
from outreach.db import UtcDatetimeField
from outreach.departments import Department
from outreach.helpers import Helper
from outreach.kits import Kit
from outreach.lessons import office_hours
from outreach.venues import Centre, Room, address_on

STATUSES = ("draft", "published", "cancelled")
SIGN_UPS = ("each", "all")
ROLES = ("assistant", "volunteer")


@dataclass(frozen=True, slots=True)
class Meeting:
    """One published lesson of a series, as its other parts name it; ``place`` by language."""

    lesson_id: int
    starts_at: datetime
    ends_at: datetime
    place: dict[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """Where a lesson stands in its series, by date; cancelled lessons are left out.

    ``left`` is how many could still have a seat in every coming lesson, ``every_free`` whether each of those has a
    free seat, also where others wait for it, ``whole`` whether all of them are published.
    """

    series_id: int
    number: int
    count: int
    sign_up: str
    left: int
    every_free: bool
    whole: bool
    meetings: tuple[Meeting, ...]

    @property
    def is_all(self) -> bool:
        """Whether one sign-up takes a seat in every coming lesson."""
        return self.sign_up == "all"

    def others(self, lesson_id: int) -> tuple[Meeting, ...]:
        """The other dates."""
        return tuple(one for one in self.meetings if one.lesson_id != lesson_id)


class Series(Model):
    """Lessons that belong together (全3回). ``sign_up`` is ``all`` where one sign-up takes a seat in each of them."""

    id = fields.IntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    course: fields.ForeignKeyRelation[Course] = fields.ForeignKeyField("outreach.Course", on_delete=fields.RESTRICT)
    course_id: int
    sign_up = fields.CharField(max_length=4, default="each")
    made_at: datetime = UtcDatetimeField()
    is_sample = fields.BooleanField(default=False)

    lessons: fields.ReverseRelation["Lesson"]

    class Meta:
        table = "series"
        indexes = (("city_id",),)


class Lesson(Model):
    """One class. ``day`` is the date in Japan on which it starts, by which it is counted.

    ``taken`` and ``waiting`` are counters kept by the registration's transactions and compared with the
    count by ``outreach verify``; ``last_place`` is the last number given on the waiting list. With ``draws_at`` the
    seats are drawn by lot among those who applied until then. Until ``phone_until`` the web leaves ``phone_seats``
    seats to people who phone or come to the counter. ``kits`` phones of
    ``kit`` are lent; the room is needed ``setup_minutes`` before and ``clear_minutes`` after. ``helpers_wanted`` is
    how many are wanted besides the instructor. A draft with ``publish_at`` is published by the server at that time.
    """

    id = fields.IntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    course: fields.ForeignKeyRelation[Course] = fields.ForeignKeyField("outreach.Course", on_delete=fields.RESTRICT)
    course_id: int
    centre: fields.ForeignKeyRelation[Centre] = fields.ForeignKeyField("outreach.Centre", on_delete=fields.RESTRICT)
    centre_id: int
    room: fields.ForeignKeyNullableRelation[Room] = fields.ForeignKeyField(
        "outreach.Room", null=True, on_delete=fields.RESTRICT
    )
    room_id: int | None
    instructor: fields.ForeignKeyRelation[Helper] = fields.ForeignKeyField("outreach.Helper", on_delete=fields.RESTRICT)
    instructor_id: int
    series: fields.ForeignKeyNullableRelation[Series] = fields.ForeignKeyField(
        "outreach.Series", null=True, related_name="lessons", on_delete=fields.RESTRICT
    )
    series_id: int | None
    department: fields.ForeignKeyNullableRelation[Department] = fields.ForeignKeyField(
        "outreach.Department", null=True, on_delete=fields.RESTRICT
    )
    department_id: int | None
    kit: fields.ForeignKeyNullableRelation[Kit] = fields.ForeignKeyField(
        "outreach.Kit", null=True, on_delete=fields.RESTRICT
    )
    kit_id: int | None
    kits = fields.IntField(default=0)
    setup_minutes = fields.IntField(default=0)
    clear_minutes = fields.IntField(default=0)
    helpers_wanted = fields.IntField(default=0)
    day: date = fields.DateField()
    starts_at: datetime = UtcDatetimeField()
    ends_at: datetime = UtcDatetimeField()
    intake_opens_at: datetime = UtcDatetimeField()
    intake_closes_at: datetime = UtcDatetimeField()
    publish_at: datetime | None = UtcDatetimeField(null=True)
    draws_at: datetime | None = UtcDatetimeField(null=True)
    phone_seats = fields.IntField(default=0)
    phone_until: datetime | None = UtcDatetimeField(null=True)
    capacity = fields.IntField()
    taken = fields.IntField(default=0)
    waiting = fields.IntField(default=0)
    last_place = fields.IntField(default=0)
    status = fields.CharField(max_length=12, default="draft")
    uid = fields.CharField(max_length=64, unique=True)
    sequence = fields.IntField(default=0)
    changed_at: datetime = UtcDatetimeField()
    is_sample = fields.BooleanField(default=False)

    part: Part | None = None  # told by lessons.note_parts

    class Meta:
        table = "lessons"
        indexes = (
            ("city_id", "status", "day"),
            ("city_id", "day"),
            ("course_id",),
            ("centre_id", "day"),
            ("instructor_id",),
            ("series_id",),
            ("publish_at",),
            ("draws_at",),
        )

    @property
    def address(self) -> str:
        """Where the centre is on the day of this lesson, where ``venues.recall`` told it its former addresses."""
        return address_on(self.centre, self.day).address

    @property
    def seats_left(self) -> int:
        """Seats that a caller could have now: none while others wait; of a series with one sign-up, whole ones."""
        if self.part and self.part.is_all:
            return self.part.left
        return 0 if self.waiting else max(0, self.capacity - self.taken)

    @property
    def can_call(self) -> bool:
        """Whether the desk is to call who waits: a seat is free, and it is too late for offers.

        In a series with one sign-up there must be one in every class.
        """
        every = self.part.every_free if self.part and self.part.is_all else True
        waits = self.waiting > 0 and self.taken < self.capacity and every
        return waits and clock.now() >= office_hours.cut_off(self.starts_at)

    @property
    def lots_open(self) -> bool:
        """Whether who signs up now takes part in a draw, so that nobody has a seat yet."""
        return self.draws_at is not None and clock.now() < self.draws_at

    @property
    def phone_share(self) -> int:
        """How many of the seats the web leaves to people who phone or come to the counter, now."""
        return self.phone_seats if self.phone_until is not None and clock.now() < self.phone_until else 0


class Shift(Model):
    """A helper comes to a lesson. A partial unique index keeps one standing row per helper and lesson.

    ``minutes`` is what was worked, where it was not the length of the lesson, with the reason. Who gives it back
    before the class need not say why.
    """

    id = fields.IntField(primary_key=True)
    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField(
        "outreach.Lesson", related_name="shifts", on_delete=fields.RESTRICT
    )
    lesson_id: int
    helper: fields.ForeignKeyRelation[Helper] = fields.ForeignKeyField(
        "outreach.Helper", related_name="shifts", on_delete=fields.RESTRICT
    )
    helper_id: int
    role = fields.CharField(max_length=12, default="assistant")
    standing = fields.BooleanField(default=True)
    taken_at: datetime = UtcDatetimeField()
    taken_by = fields.CharField(max_length=40)
    given_back_at: datetime | None = UtcDatetimeField(null=True)
    given_back_by = fields.CharField(max_length=40, default="")
    given_back_reason = fields.CharField(max_length=200, default="")
    minutes: int | None = fields.IntField(null=True)
    minutes_reason = fields.CharField(max_length=200, default="")

    class Meta:
        table = "shifts"
        indexes = (("lesson_id", "standing"), ("helper_id", "standing"))


class Acceptance(Model):
    """Soft clashes that a coordinator accepted when she saved a lesson, with her reason."""

    id = fields.IntField(primary_key=True)
    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField(
        "outreach.Lesson", related_name="acceptances", on_delete=fields.RESTRICT
    )
    lesson_id: int
    kinds: list[str] = fields.JSONField()
    reason = fields.CharField(max_length=200)
    by = fields.CharField(max_length=40)
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "acceptances"
        indexes = (("lesson_id",),)


class Lottery(Model):
    """The draw of one lesson. ``seed_hash`` is published before intake opens; the seed lies sealed until it is drawn.

    ``last_number`` is the last number given to somebody who applied. ``record`` is what everybody can run again
    (registration.lots describes it); no person is in it.
    """

    id = fields.IntField(primary_key=True)
    lesson: fields.OneToOneRelation[Lesson] = fields.OneToOneField(
        "outreach.Lesson", related_name="lottery", on_delete=fields.RESTRICT
    )
    lesson_id: int
    seed_sealed = fields.TextField()
    seed_hash = fields.CharField(max_length=64)
    committed_at: datetime = UtcDatetimeField()
    last_number = fields.IntField(default=0)
    drawn_at: datetime | None = UtcDatetimeField(null=True)
    record: dict[str, Any] | None = fields.JSONField(null=True)

    class Meta:
        table = "lotteries"
