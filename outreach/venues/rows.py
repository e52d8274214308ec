"""Community centres and the rooms in them, when they are closed, and where they were before."""

from datetime import date, datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from outreach.cities import City
from outreach.db import UtcDatetimeField

EQUIPMENT = (
    "projector",
    "screen",
    "whiteboard",
    "microphone",
    "hearing_loop",
    "wifi",
    "sockets",
    "chairs",
    "air_conditioning",
)


class Centre(Model):
    """A community centre; a blank fact is one that nobody has found out.

    ``key`` is stable within the city: the ID of the published list where the centre came from one. ``opening`` is
    what ``outreach.venues.opening`` reads, ``access`` the accessibility facts by their names there, ``ways`` how
    to come, by the names of ``outreach.venues.ways`` and by language, ``published`` the cells of the list as they
    came, by heading. From ``closed_from`` on the centre is closed for good.
    """

    id = fields.IntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    key = fields.CharField(max_length=100)
    name: dict[str, str] = fields.JSONField()
    kana = fields.CharField(max_length=160, default="")
    kind = fields.CharField(max_length=60, default="")
    district = fields.CharField(max_length=60, default="")
    address = fields.CharField(max_length=200, default="")
    latitude: float | None = fields.FloatField(null=True)
    longitude: float | None = fields.FloatField(null=True)
    position_note = fields.CharField(max_length=200, default="")
    phone = fields.CharField(max_length=40, default="")
    opens = fields.CharField(max_length=5, default="")
    closes = fields.CharField(max_length=5, default="")
    closed_days = fields.CharField(max_length=200, default="")
    opening: dict[str, Any] = fields.JSONField(default=dict)
    access: dict[str, str] = fields.JSONField(default=dict)
    ways: dict[str, dict[str, str]] = fields.JSONField(default=dict)
    published: dict[str, Any] = fields.JSONField(default=dict)
    closed_from: date | None = fields.DateField(null=True)
    note = fields.TextField(default="")
    source = fields.TextField(default="")
    is_sample = fields.BooleanField(default=False)

    rooms: fields.ReverseRelation["Room"]
    closures: fields.ReverseRelation["Closure"]
    former_addresses: fields.ReverseRelation["FormerAddress"]

    class Meta:
        table = "centres"
        unique_together = (("city", "key"),)


class Room(Model):
    """A room of a centre and how many people it seats; ``equipment`` is a list of names from EQUIPMENT."""

    id = fields.IntField(primary_key=True)
    centre: fields.ForeignKeyRelation[Centre] = fields.ForeignKeyField(
        "outreach.Centre", related_name="rooms", on_delete=fields.RESTRICT
    )
    centre_id: int
    name: dict[str, str] = fields.JSONField()
    capacity: int | None = fields.IntField(null=True)
    floor = fields.CharField(max_length=20, default="")
    equipment: list[str] = fields.JSONField(default=list)
    closed_from: date | None = fields.DateField(null=True)
    is_sample = fields.BooleanField(default=False)

    class Meta:
        table = "rooms"
        indexes = (("centre_id",),)


class Closure(Model):
    """A centre, or one of its rooms, is closed on these days; from ``starts`` to ``ends`` only, where given (HH:MM)."""

    id = fields.IntField(primary_key=True)
    centre: fields.ForeignKeyRelation[Centre] = fields.ForeignKeyField(
        "outreach.Centre", related_name="closures", on_delete=fields.RESTRICT
    )
    centre_id: int
    room: fields.ForeignKeyNullableRelation[Room] = fields.ForeignKeyField(
        "outreach.Room", null=True, on_delete=fields.RESTRICT
    )
    room_id: int | None
    first_day: date = fields.DateField()
    last_day: date = fields.DateField()
    starts = fields.CharField(max_length=5, default="")
    ends = fields.CharField(max_length=5, default="")
    reason: dict[str, str] = fields.JSONField()
    added_by = fields.CharField(max_length=40)
    added_at: datetime = UtcDatetimeField()

    class Meta:
        table = "closures"
        indexes = (("centre_id", "last_day"),)


class FormerAddress(Model):
    """Where a centre was until it moved: ``until`` is the last day at that address."""

    id = fields.IntField(primary_key=True)
    centre: fields.ForeignKeyRelation[Centre] = fields.ForeignKeyField(
        "outreach.Centre", related_name="former_addresses", on_delete=fields.RESTRICT
    )
    centre_id: int
    until: date = fields.DateField()
    address = fields.CharField(max_length=200)
    latitude: float | None = fields.FloatField(null=True)
    longitude: float | None = fields.FloatField(null=True)

    class Meta:
        table = "former_addresses"
        indexes = (("centre_id",),)
