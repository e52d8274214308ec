"""Which file goes where by which rule, and each time that it went or did not."""

from datetime import date, datetime

from tortoise import fields
from tortoise.models import Model

from outreach.cities import City
from outreach.db import UtcDatetimeField

WAYS = ("folder", "mail")


class FileSchedule(Model):
    """One kind of file that goes to a folder or to addresses of the office by a rule.

    ``since_at`` is when it was added or taken up again: what was due before is not made. ``state`` is active, paused or
    removed; it is never changed otherwise, so that what went where can be told years later.
    """

    id = fields.IntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    what = fields.CharField(max_length=40)
    form = fields.CharField(max_length=10)
    every = fields.CharField(max_length=8)
    number = fields.IntField(default=0)
    hour = fields.IntField()
    way = fields.CharField(max_length=8)
    folder = fields.CharField(max_length=60, default="")
    addresses: list[str] = fields.JSONField(default=list)
    state = fields.CharField(max_length=8, default="active")
    since_at: datetime = UtcDatetimeField()
    made_by = fields.CharField(max_length=40)
    made_at: datetime = UtcDatetimeField()

    class Meta:
        table = "file_schedules"
        indexes = (("city_id", "state"),)


class FileDelivery(Model):
    """One file on its way: once for each schedule, occasion and address (empty for a folder).

    ``occasion`` is the day on which it was due, or ``now-`` and a key where somebody asked for it at once. ``state`` is
    queued, making (a worker has it until ``next_at``), sending (it is being handed over), done, failed (given up),
    unsure (it broke while it was handed over) or dropped (its schedule was stopped). ``trouble`` is the last one's
    code; ``digest`` and ``size`` are those of the file.
    """

    id = fields.BigIntField(primary_key=True)
    schedule: fields.ForeignKeyRelation[FileSchedule] = fields.ForeignKeyField(
        "outreach.FileSchedule", on_delete=fields.RESTRICT
    )
    schedule_id: int
    occasion = fields.CharField(max_length=48)
    address = fields.CharField(max_length=254, default="")
    due: date = fields.DateField()
    state = fields.CharField(max_length=8, default="queued")
    attempts = fields.IntField(default=0)
    next_at: datetime = UtcDatetimeField()
    made_at: datetime = UtcDatetimeField()
    ended_at: datetime | None = UtcDatetimeField(null=True)
    message_key = fields.CharField(max_length=32)
    file_name = fields.CharField(max_length=120, default="")
    digest = fields.CharField(max_length=64, default="")
    size = fields.IntField(default=0)
    trouble = fields.CharField(max_length=60, default="")

    class Meta:
        table = "file_deliveries"
        unique_together = (("schedule_id", "occasion", "address"),)
        indexes = (("state", "next_at"), ("schedule_id", "due"))
