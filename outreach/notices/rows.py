"""Who was told what, and how it went."""

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from outreach.changes import Change
from outreach.db import UtcDatetimeField
from outreach.registration import Registration

WAYS = ("call", "letter")
OUTCOMES = ("told", "no_answer", "message_left")


class Told(Model):
    """One attempt to tell somebody of a change; only ``told`` ends the work."""

    id = fields.BigIntField(primary_key=True)
    change: fields.ForeignKeyRelation[Change] = fields.ForeignKeyField("outreach.Change", on_delete=fields.RESTRICT)
    change_id: int
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
        indexes = (("change_id", "registration_id"),)
