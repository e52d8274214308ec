"""An arrival, the pass by which a volunteer works at one door on one day, and the lists on paper."""

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from outreach.db import UtcDatetimeField
from outreach.lessons import Lesson
from outreach.registration import Registration


class Arrival(Model):
    """Somebody came. ``standing`` until undone; a partial unique index keeps one standing row per registration."""

    id = fields.BigIntField(primary_key=True)
    city_id = fields.IntField()
    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField("outreach.Lesson", on_delete=fields.RESTRICT)
    lesson_id: int
    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "outreach.Registration", on_delete=fields.RESTRICT
    )
    registration_id: int
    at: datetime = UtcDatetimeField()
    by = fields.CharField(max_length=40)
    method = fields.CharField(max_length=8)
    standing = fields.BooleanField(default=True)
    undone_at: datetime | None = UtcDatetimeField(null=True)
    undone_by = fields.CharField(max_length=40, default="")
    undone_reason = fields.CharField(max_length=200, default="")

    class Meta:
        table = "arrivals"
        indexes = (("lesson_id", "standing"), ("registration_id",))


class DoorPass(Model):
    """A volunteer's link for one class on its day; only the SHA-256 of its secret is kept."""

    id = fields.IntField(primary_key=True)
    city_id = fields.IntField()
    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField("outreach.Lesson", on_delete=fields.RESTRICT)
    lesson_id: int
    label = fields.CharField(max_length=60)
    secret_hash = fields.CharField(max_length=64, unique=True)
    issued_by = fields.CharField(max_length=40)
    issued_at: datetime = UtcDatetimeField()
    expires_at: datetime = UtcDatetimeField()
    revoked_at: datetime | None = UtcDatetimeField(null=True)

    class Meta:
        table = "door_passes"
        indexes = (("lesson_id",),)


class Roster(Model):
    """A list for the door as it was printed: ``items`` are the registrations in the order of its lines."""

    id = fields.IntField(primary_key=True)
    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField("outreach.Lesson", on_delete=fields.RESTRICT)
    lesson_id: int
    items: list[int] = fields.JSONField()
    at: datetime = UtcDatetimeField()
    by = fields.CharField(max_length=40)

    class Meta:
        table = "rosters"
        indexes = (("lesson_id",),)


class PaperEntry(Model):
    """What one person read off a ticked roster; the arrivals are noted once a second person has checked it."""

    id = fields.IntField(primary_key=True)
    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField("outreach.Lesson", on_delete=fields.RESTRICT)
    lesson_id: int
    came: list[int] = fields.JSONField()
    walk_ins = fields.IntField(default=0)
    entered_at: datetime = UtcDatetimeField()
    entered_by = fields.CharField(max_length=40)
    checked_at: datetime | None = UtcDatetimeField(null=True)
    checked_by = fields.CharField(max_length=40, default="")
    standing = fields.BooleanField(default=True)

    class Meta:
        table = "paper_entries"
        indexes = (("lesson_id", "standing"),)
