"""A participant as kept: the name as written, and keys to find her by."""

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from outreach import vault
from outreach.cities import City
from outreach.db import UtcDatetimeField


class Participant(Model):
    """Someone who comes to learn. ``kana_key`` and ``phone_last4`` are for searching; couples may share a phone.

    What she needs is kept sealed (``needs_sealed``). A record that was merged into another one stays, and names it in
    ``merged_into_id``. Of who was erased only the age band and what she took part in are left.
    """

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
    needs_sealed = fields.TextField(default="")
    email = fields.CharField(max_length=254, default="")
    email_failed_at: datetime | None = UtcDatetimeField(null=True)
    postcode = fields.CharField(max_length=8, default="")
    address = fields.CharField(max_length=200, default="")
    purpose_version = fields.CharField(max_length=20)
    purpose_at: datetime = UtcDatetimeField()
    created_at: datetime = UtcDatetimeField()
    changed_at: datetime | None = UtcDatetimeField(null=True)
    merged_into_id: int | None = fields.BigIntField(null=True)
    erased_at: datetime | None = UtcDatetimeField(null=True)
    is_sample = fields.BooleanField(default=False)

    class Meta:
        table = "participants"
        indexes = (("city_id", "kana_key"), ("city_id", "phone_last4"))

    @property
    def needs(self) -> str:
        """What she needs, opened; whoever shows it to somebody writes that down first (``people.note_look``)."""
        return vault.opened(self.needs_sealed, f"participants|needs|{self.id}")
