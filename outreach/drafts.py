"""What a clerk has typed and not sent yet: kept sealed, so that a crash or a closed window loses no call."""

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from outreach.db import UtcDatetimeField


class Draft(Model):
    """One form of one member of staff as it was last typed; gone once it is sent, put aside, or a day old."""

    id = fields.BigIntField(primary_key=True)
    scope = fields.CharField(max_length=48)
    key = fields.CharField(max_length=64)
    sealed = fields.TextField()
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "drafts"
        unique_together = (("scope", "key"),)
