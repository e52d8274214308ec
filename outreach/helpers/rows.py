"""People who teach or help in class; a helper may have an account or none."""

from datetime import date, datetime

from tortoise import fields
from tortoise.models import Model

from outreach.accounts import Account
from outreach.cities import City
from outreach.db import UtcDatetimeField
from outreach.organisations import Organisation

KINDS = ("instructor", "assistant", "volunteer")


class Helper(Model):
    """One person who teaches or helps, the organisation she belongs to, and her account if she has one.

    ``languages`` are tags she can help in, ``skills`` what she is good at; from ``away_from`` on she no longer helps.
    """

    id = fields.IntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    name = fields.CharField(max_length=120)
    kana = fields.CharField(max_length=120)
    kind = fields.CharField(max_length=12, default="instructor")
    organisation: fields.ForeignKeyNullableRelation[Organisation] = fields.ForeignKeyField(
        "outreach.Organisation", null=True, on_delete=fields.RESTRICT
    )
    organisation_id: int | None
    phone = fields.CharField(max_length=40, default="")
    languages: list[str] = fields.JSONField(default=list)
    skills = fields.CharField(max_length=200, default="")
    away_from: date | None = fields.DateField(null=True)
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "outreach.Account", null=True, on_delete=fields.SET_NULL
    )
    account_id: int | None
    is_sample = fields.BooleanField(default=False)

    availabilities: fields.ReverseRelation["Availability"]
    absences: fields.ReverseRelation["Absence"]

    class Meta:
        table = "helpers"
        indexes = (("city_id",),)


class Availability(Model):
    """Hours of the week in which a helper can come (weekday 0 is Monday, HH:MM); without any row, always."""

    id = fields.IntField(primary_key=True)
    helper: fields.ForeignKeyRelation[Helper] = fields.ForeignKeyField(
        "outreach.Helper", related_name="availabilities", on_delete=fields.CASCADE
    )
    helper_id: int
    weekday = fields.IntField()
    starts = fields.CharField(max_length=5)
    ends = fields.CharField(max_length=5)

    class Meta:
        table = "availabilities"
        indexes = (("helper_id",),)


class Absence(Model):
    """Days on which a helper cannot come, first and last included."""

    id = fields.IntField(primary_key=True)
    helper: fields.ForeignKeyRelation[Helper] = fields.ForeignKeyField(
        "outreach.Helper", related_name="absences", on_delete=fields.CASCADE
    )
    helper_id: int
    first_day: date = fields.DateField()
    last_day: date = fields.DateField()

    class Meta:
        table = "absences"
        indexes = (("helper_id", "last_day"),)


class HelperKey(Model):
    """The secret addresses of a helper's own page and of her calendar; only their SHA-256 is kept.

    The calendar's secret is derived from the page's, so that whoever reads the calendar cannot open the page.
    """

    id = fields.IntField(primary_key=True)
    helper: fields.ForeignKeyRelation[Helper] = fields.ForeignKeyField(
        "outreach.Helper", related_name="keys", on_delete=fields.RESTRICT
    )
    helper_id: int
    secret_hash = fields.CharField(max_length=64, unique=True)
    feed_hash = fields.CharField(max_length=64, unique=True)
    created_at: datetime = UtcDatetimeField()
    ended_at: datetime | None = UtcDatetimeField(null=True)

    class Meta:
        table = "helper_keys"
        indexes = (("helper_id",),)
