"""A participant as kept: the name as written, and keys to find her by."""

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from outreach.cities import City
from outreach.db import UtcDatetimeField


class Participant(Model):
    """Someone who comes to learn. ``kana_key`` and ``phone_last4`` are for searching; couples may share a phone."""

    id = fields.BigIntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    name = fields.CharField(max_length=240)
    kana = fields.CharField(max_length=240)
    kana_key = fields.CharField(max_length=240)
    phone = fields.CharField(max_length=40, default="")
    phone_e164 = fields.CharField(max_length=20, default="")
    phone_last4 = fields.CharField(max_length=4, default="")
    town = fields.CharField(max_length=60, default="")
    age_band = fields.CharField(max_length=10, default="")
    device = fields.CharField(max_length=16, default="")
    language = fields.CharField(max_length=12, default="ja")
    needs = fields.CharField(max_length=200, default="")
    purpose_version = fields.CharField(max_length=20)
    purpose_at: datetime = UtcDatetimeField()
    created_at: datetime = UtcDatetimeField()
    is_sample = fields.BooleanField(default=False)

    class Meta:
        table = "participants"
        indexes = (("city_id", "kana_key"), ("city_id", "phone_last4"))
