"""An account, and a sign-in that the server can end at any time."""

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from outreach.cities import City
from outreach.db import UtcDatetimeField
from outreach.departments import Department

ROLES = ("clerk", "instructor", "coordinator", "administrator", "auditor")


class Account(Model):
    """One member of a city's staff; ``roles`` is a list of names from ROLES.

    With a ``department`` she changes its classes and those of none; without one, every department's.
    """

    id = fields.IntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    login = fields.CharField(max_length=40)
    name = fields.CharField(max_length=120)
    roles: list[str] = fields.JSONField()
    department: fields.ForeignKeyNullableRelation[Department] = fields.ForeignKeyField(
        "outreach.Department", null=True, on_delete=fields.RESTRICT
    )
    department_id: int | None
    password_hash = fields.CharField(max_length=128)
    is_active = fields.BooleanField(default=True)
    created_at: datetime = UtcDatetimeField()

    class Meta:
        table = "accounts"
        unique_together = (("city", "login"),)


class SignIn(Model):
    """One browser signed in; only the SHA-256 of its secret is kept, so that a leak opens nothing."""

    id = fields.BigIntField(primary_key=True)
    secret_hash = fields.CharField(max_length=64, unique=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("outreach.Account", on_delete=fields.RESTRICT)
    account_id: int
    created_at: datetime = UtcDatetimeField()
    seen_at: datetime = UtcDatetimeField()
    ended_at: datetime | None = UtcDatetimeField(null=True)

    class Meta:
        table = "sign_ins"
        indexes = (("account_id",),)


class FeedKey(Model):
    """The secret address of an account's calendar; only its SHA-256 is kept."""

    id = fields.IntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField("outreach.Account", on_delete=fields.RESTRICT)
    account_id: int
    secret_hash = fields.CharField(max_length=64, unique=True)
    created_at: datetime = UtcDatetimeField()
    ended_at: datetime | None = UtcDatetimeField(null=True)

    class Meta:
        table = "feed_keys"
        indexes = (("account_id",),)
