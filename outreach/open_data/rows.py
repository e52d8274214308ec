"""A file that is being read into a city's rows."""

from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from outreach.cities import City
from outreach.db import UtcDatetimeField

STATES = ("reading", "waiting", "saving", "done", "failed")


class ImportRun(Model):
    """One file on its way in. ``done`` of ``total`` rows are read; ``mapping`` says which column is which fact;
    ``report`` accounts for every row and cell. ``waiting`` means that somebody must look at the preview.
    """

    id = fields.IntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    file_name = fields.CharField(max_length=200)
    content: bytes = fields.BinaryField()
    state = fields.CharField(max_length=10)
    done = fields.IntField(default=0)
    total = fields.IntField(default=0)
    mapping: dict[str, Any] = fields.JSONField(default=dict)
    report: dict[str, Any] = fields.JSONField(default=dict)
    by = fields.CharField(max_length=40)
    at: datetime = UtcDatetimeField()
    touched_at: datetime = UtcDatetimeField()

    class Meta:
        table = "import_runs"
        indexes = (("city_id",),)
