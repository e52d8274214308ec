"""A registration: this participant for this lesson, who gave it up where it was given up, and what stands beside it."""

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from outreach.db import UtcDatetimeField
from outreach.lessons import Lesson
from outreach.people import Participant

# ``held``: for a caller who asks at home first, ``offered``: until she says yes or no; both hold a seat.
SEATED = ("confirmed", "offered", "held")
# ``applied``: before the lots are drawn.
ACTIVE = (*SEATED, "waiting", "applied")
WITHDRAWALS = ("given_up", "declined", "expired", "lapsed", "moved", "merged")
TICKET_BY = ("", "print", "post", "mail")
CHANNELS = ("phone", "counter", "web")


class Registration(Model):
    """One participant for one lesson. A partial unique index keeps one active row per person and lesson.

    ``place`` is the number on the waiting list, given once and never again; None for who had a seat at once. People
    who come together share ``party`` (the same text for each, empty for who comes alone) and their place. ``until``
    is when an offer or a hold ends; ``offers`` counts the offers made. ``number`` is the number in a draw.
    ``ticket_by`` is how she wants her ticket. ``at`` is one moment for all rows of one sign-up, and for a move that of
    the withdrawals, too.
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
    party = fields.CharField(max_length=16, default="")
    until: datetime | None = UtcDatetimeField(null=True)
    offers = fields.IntField(default=0)
    number: int | None = fields.IntField(null=True)
    ticket_by = fields.CharField(max_length=8, default="")
    channel = fields.CharField(max_length=8)
    taken_by = fields.CharField(max_length=40)
    code = fields.CharField(max_length=8)
    token = fields.CharField(max_length=26, unique=True)
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "registrations"
        unique_together = (("city_id", "code"),)
        indexes = (("lesson_id", "status"), ("participant_id",), ("status", "until"))


def one_sign_up(one: Registration, other: Registration) -> bool:
    """Whether both were made by one sign-up."""
    return (one.at, one.channel, one.taken_by) == (other.at, other.channel, other.taken_by)


class Withdrawal(Model):
    """A registration has ended: when, by whom, how (one of WITHDRAWALS), and why if told."""

    id = fields.BigIntField(primary_key=True)
    registration: fields.OneToOneRelation[Registration] = fields.OneToOneField(
        "outreach.Registration", related_name="withdrawal", on_delete=fields.RESTRICT
    )
    registration_id: int
    at: datetime = UtcDatetimeField()
    by = fields.CharField(max_length=40)
    kind = fields.CharField(max_length=10, default="given_up")
    reason = fields.CharField(max_length=200, default="")

    class Meta:
        table = "withdrawals"


class Merge(Model):
    """Two records of one person became one: which registrations moved, which ended, and whether it was taken back."""

    id = fields.IntField(primary_key=True)
    city_id = fields.IntField()
    kept: fields.ForeignKeyRelation[Participant] = fields.ForeignKeyField(
        "outreach.Participant", related_name="merges", on_delete=fields.RESTRICT
    )
    kept_id: int
    gone: fields.ForeignKeyRelation[Participant] = fields.ForeignKeyField(
        "outreach.Participant", related_name="merged", on_delete=fields.RESTRICT
    )
    gone_id: int
    moved: list[int] = fields.JSONField()
    ended: list[int] = fields.JSONField()
    at: datetime = UtcDatetimeField()
    by = fields.CharField(max_length=40)
    undone_at: datetime | None = UtcDatetimeField(null=True)
    undone_by = fields.CharField(max_length=40, default="")

    class Meta:
        table = "merges"
        indexes = (("kept_id",), ("gone_id",))


class RetiredTicket(Model):
    """A ticket that a new one took the place of: its number and token open nothing any more."""

    id = fields.IntField(primary_key=True)
    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "outreach.Registration", related_name="retired", on_delete=fields.RESTRICT
    )
    registration_id: int
    code = fields.CharField(max_length=8)
    token = fields.CharField(max_length=26, unique=True)
    at: datetime = UtcDatetimeField()
    by = fields.CharField(max_length=40)

    class Meta:
        table = "retired_tickets"
        indexes = (("registration_id",), ("code",))
