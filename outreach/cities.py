"""A city: one municipality with its own people and pages; an installation holds many."""

from collections.abc import Collection

from tortoise import fields
from tortoise.models import Model

from outreach.db import Prepared, sql


class City(Model):
    """One municipality. ``code`` is its six-digit 全国地方公共団体コード with check digit.

    ``mail_from`` is the address from which its mails come; without one it sends none. People are reminded
    ``reminder_days`` days before a class; 0: never. ``retention`` holds the days after which personal data are erased,
    by kind, where they are not the usual ones.
    """

    id = fields.IntField(primary_key=True)
    slug = fields.CharField(max_length=32, unique=True)
    code = fields.CharField(max_length=6, unique=True)
    name: dict[str, str] = fields.JSONField()
    phone = fields.CharField(max_length=32)
    phone_hours: dict[str, str] = fields.JSONField()
    area_code = fields.CharField(max_length=5)
    department: dict[str, str] = fields.JSONField()
    address = fields.CharField(max_length=200, default="")
    postcode = fields.CharField(max_length=8, default="")
    mail_from = fields.CharField(max_length=254, default="")
    reminder_days = fields.IntField(default=0)
    retention: dict[str, int] = fields.JSONField(default=dict)
    is_sample = fields.BooleanField(default=False)

    class Meta:
        table = "cities"


_FIND = Prepared(lambda slug: City.filter(slug=slug))


async def find(slug: str) -> City | None:
    """The city that lives under this path, or None."""
    return await _FIND.first(slug)


async def every() -> list[City]:
    """All cities of this installation, by code, as the national list orders them."""
    return await City.all().order_by("code")


async def hold(city_id: int) -> None:
    """Hold the city's row until the transaction ends: what must not happen twice at once in a city waits here."""
    await sql.run("UPDATE cities SET slug = slug WHERE id = ?", city_id)


def unused_key(kind: str, taken: Collection[str]) -> str:
    """The first of ``kit-1``, ``kit-2`` … that no row of the city has."""
    return next(key for number in range(1, len(taken) + 2) if (key := f"{kind}-{number}") not in taken)
