"""What was erased when: numbers and pseudonyms, never a name."""

from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from outreach.db import UtcDatetimeField


class Erasure(Model):
    """One run for one city: how many of each kind were erased, whose (ids only), and the counts before and after."""

    id = fields.IntField(primary_key=True)
    city_id = fields.IntField()
    at: datetime = UtcDatetimeField()
    by = fields.CharField(max_length=40)
    erased: dict[str, Any] = fields.JSONField()
    counts: dict[str, Any] = fields.JSONField()

    class Meta:
        table = "erasures"
        indexes = (("city_id",),)
