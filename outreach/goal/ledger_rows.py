"""The rows of the count that an auditor trusts: entries that only grow, corrections, sealed months."""

from datetime import date, datetime

from tortoise import fields
from tortoise.models import Model

from outreach.db import UtcDatetimeField
from outreach.goal.rows import Report


class LedgerEntry(Model):
    """One line of a city's ledger, chained to the line before.

    ``classes`` and ``attendances`` are what it adds to the count, or takes away. ``day`` is the day of the class,
    ``year`` its fiscal year, ``booked`` the first day of the month in whose statement it stands. ``detail`` is
    canonical JSON without personal data; ``pledge`` binds a text that is kept elsewhere, and tells nothing of it.
    """

    id = fields.BigIntField(primary_key=True)
    city_id = fields.IntField()
    seq = fields.IntField()
    at: datetime = UtcDatetimeField()
    kind = fields.CharField(max_length=12)
    by = fields.CharField(max_length=40)
    lesson_id: int | None = fields.IntField(null=True)
    course_id: int | None = fields.IntField(null=True)
    day: date | None = fields.DateField(null=True)
    year: int | None = fields.IntField(null=True)
    booked: date | None = fields.DateField(null=True)
    classes = fields.IntField()
    attendances = fields.IntField()
    detail = fields.TextField()
    pledge = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "ledger_entries"
        unique_together = (("city_id", "seq"),)
        indexes = (("city_id", "lesson_id"),)


class Correction(Model):
    """Somebody asks that a confirmed report be counted otherwise. It is open until ``settled``.

    Another person signs it (``confirmed``) or turns it down (``dropped``). At most one of a report is open.
    """

    id = fields.IntField(primary_key=True)
    report: fields.ForeignKeyRelation[Report] = fields.ForeignKeyField("outreach.Report", on_delete=fields.RESTRICT)
    report_id: int
    held = fields.BooleanField()
    attendance = fields.IntField()
    reason = fields.CharField(max_length=400)
    by_account_id = fields.IntField()
    at: datetime = UtcDatetimeField()
    settled = fields.CharField(max_length=12, default="")
    settled_by = fields.IntField(null=True)
    settled_at: datetime | None = UtcDatetimeField(null=True)

    class Meta:
        table = "corrections"


class MonthSignature(Model):
    """One person has looked at a month and says that it is right; ``digest`` is of what she saw."""

    id = fields.IntField(primary_key=True)
    city_id = fields.IntField()
    month: date = fields.DateField()
    digest = fields.CharField(max_length=64)
    by_account_id = fields.IntField()
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "month_signatures"
        unique_together = (("city_id", "month", "digest", "by_account_id"),)


class Statement(Model):
    """A month that was sealed: ``body`` is canonical JSON, chained to the statement before and signed."""

    id = fields.IntField(primary_key=True)
    city_id = fields.IntField()
    number = fields.IntField()
    month: date = fields.DateField()
    at: datetime = UtcDatetimeField()
    body = fields.TextField()
    hash = fields.CharField(max_length=64)
    key = fields.IntField()
    signature = fields.CharField(max_length=128)

    class Meta:
        table = "statements"
        unique_together = (("city_id", "number"), ("city_id", "month"))
