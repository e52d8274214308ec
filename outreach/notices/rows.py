"""Who was told what, and how it went; the mails on their way, and the letters of a batch."""

from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from outreach.changes import Change
from outreach.db import UtcDatetimeField
from outreach.registration import Registration

WAYS = ("call", "letter", "mail", "counter")
OUTCOMES = ("told", "no_answer", "message_left", "failed")
# What somebody is told of: a change of the class, her ticket, what the lot or the list brought, that the day is near.
TOPICS = ("change", "ticket", "offer", "expired", "drawn", "reminder")


class Told(Model):
    """One attempt to tell somebody; only ``told`` ends the work.

    ``topic`` says of what, ``number`` which one: the change's id, the offer's number, the class's sequence.
    """

    id = fields.BigIntField(primary_key=True)
    topic = fields.CharField(max_length=10, default="change")
    number = fields.BigIntField(default=0)
    change: fields.ForeignKeyNullableRelation[Change] = fields.ForeignKeyField(
        "outreach.Change", null=True, on_delete=fields.RESTRICT
    )
    change_id: int | None
    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "outreach.Registration", on_delete=fields.RESTRICT
    )
    registration_id: int
    way = fields.CharField(max_length=8)
    outcome = fields.CharField(max_length=16)
    by = fields.CharField(max_length=40)
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "told"
        indexes = (("change_id", "registration_id"), ("registration_id",))


class Mail(Model):
    """One notice on its way by mail: made once for each registration, topic and number, and sent at most once.

    ``state`` is queued, sending (a worker has it until ``next_at``), sent, failed (refused for good) or unsure (the
    line broke while it was handed over: it is never sent again, and somebody calls).
    """

    id = fields.BigIntField(primary_key=True)
    city_id = fields.IntField()
    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "outreach.Registration", on_delete=fields.RESTRICT
    )
    registration_id: int
    topic = fields.CharField(max_length=10)
    number = fields.BigIntField(default=0)
    state = fields.CharField(max_length=8, default="queued")
    attempts = fields.IntField(default=0)
    next_at: datetime = UtcDatetimeField()
    made_at: datetime = UtcDatetimeField()
    ended_at: datetime | None = UtcDatetimeField(null=True)
    message_id = fields.CharField(max_length=120, unique=True)
    trouble = fields.CharField(max_length=40, default="")

    class Meta:
        table = "mails"
        unique_together = (("registration_id", "topic", "number"),)
        indexes = (("state", "next_at"),)


class LetterBatch(Model):
    """Letters that are printed together; it can be printed again until somebody notes that they were posted."""

    id = fields.IntField(primary_key=True)
    city_id = fields.IntField()
    items: list[list[Any]] = fields.JSONField()  # [registration, topic, number] each
    made_at: datetime = UtcDatetimeField()
    made_by = fields.CharField(max_length=40)
    posted_at: datetime | None = UtcDatetimeField(null=True)
    posted_by = fields.CharField(max_length=40, default="")

    class Meta:
        table = "letter_batches"
        indexes = (("city_id", "posted_at"),)
