"""A registration: this participant for this lesson, and who gave it up where it was given up."""

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from outreach.db import UtcDatetimeField
from outreach.lessons import Lesson
from outreach.people import Participant

ACTIVE = ("confirmed", "waiting")
CHANNELS = ("phone", "counter", "web")


class Registration(Model):
    """One participant for one lesson. A partial unique index keeps one active row per person and lesson.

    ``place`` is the number on the waiting list, given once and never again; None for who had a seat at once.
    """

    id = fields.BigIntField(primary_key=True)
    city_id = fields.IntField()
    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField("outreach.Lesson", on_delete=fields.RESTRICT)
    lesson_id: int
    participant: fields.ForeignKeyRelation[Participant] = fields.ForeignKeyField(
        "outreach.Participant", on_delete=fields.RESTRICT
    )
    participant_id: int
    status = fields.CharField(max_length=12)
    place: int | None = fields.IntField(null=True)
    channel = fields.CharField(max_length=8)
    taken_by = fields.CharField(max_length=40)
    code = fields.CharField(max_length=8)
    token = fields.CharField(max_length=26, unique=True)
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "registrations"
        unique_together = (("city_id", "code"),)
        indexes = (("lesson_id", "status"), ("participant_id",))


class Withdrawal(Model):
    """A registration was given up: when, by whom, and why if told."""

    id = fields.BigIntField(primary_key=True)
    registration: fields.OneToOneRelation[Registration] = fields.OneToOneField(
        "outreach.Registration", related_name="withdrawal", on_delete=fields.RESTRICT
    )
    registration_id: int
    at: datetime = UtcDatetimeField()
    by = fields.CharField(max_length=40)
    reason = fields.CharField(max_length=200, default="")

    class Meta:
        table = "withdrawals"
