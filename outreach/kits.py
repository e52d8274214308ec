"""Loan phones, counted: how many the city can lend at one time."""

from datetime import datetime

from tortoise import fields
from tortoise.models import Model

from outreach import audit, cities, clock, once
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal

DEVICES = ("any", "android", "iphone")
LONGEST = 80
MOST = 1000
_PROMISED = (
    "SELECT kit_id, starts_at, ends_at, kits FROM lessons"
    " WHERE {column} = ? AND kit_id IS NOT NULL AND kits > 0 AND status <> 'cancelled' AND ends_at > ?"
)


class Kit(Model):
    """Phones of one kind that are lent in class. ``count`` is how many there are in all."""

    id = fields.IntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    key = fields.CharField(max_length=40)
    name: dict[str, str] = fields.JSONField()
    device = fields.CharField(max_length=10, default="any")
    count = fields.IntField()
    is_sample = fields.BooleanField(default=False)

    class Meta:
        table = "kits"
        unique_together = (("city", "key"),)


async def of_city(city_id: int) -> list[Kit]:
    """The city's kinds of loan phones, in the order in which they were added."""
    return await Kit.filter(city_id=city_id).order_by("id")


async def find(city_id: int, kit_id: int) -> Kit | None:
    """A kind of loan phones of this city, or None, also for another city's."""
    return await Kit.get_or_none(city_id=city_id, id=kit_id)


async def promised(kit_id: int) -> int:
    """How many phones of this kind are lent at the busiest moment of the classes to come."""
    return (await _promised("kit_id", kit_id)).get(kit_id, 0)


async def promised_by_kit(city_id: int) -> dict[int, int]:
    """The same for every kind of the city that is lent at all; one query."""
    return await _promised("city_id", city_id)


async def _promised(column: str, value: int) -> dict[int, int]:
    loans: dict[int, list[tuple[datetime, datetime, int]]] = {}
    for row in await sql.rows(_PROMISED.format(column=column), value, clock.now()):
        times = sql.moment(row["starts_at"]), sql.moment(row["ends_at"])
        loans.setdefault(row["kit_id"], []).append((*times, row["kits"]))
    return {kit_id: peak(of) for kit_id, of in loans.items()}


def peak(loans: list[tuple[datetime, datetime, int]]) -> int:
    """The most that is lent at once; what comes back at a moment may be lent again at that moment."""
    steps = sorted([(end, -count) for _start, end, count in loans] + [(start, count) for start, _end, count in loans])
    out = most = 0
    for _at, change in steps:
        out += change
        most = max(most, out)
    return most


@unit_of_work
async def add(city: City, name: dict[str, str], device: str, count: int, *, by: Actor, key: str = "") -> Kit:
    """A new kind of loan phones; sent again with the same ``key`` it is the same one."""
    done = await once.claim(by, key, once.fingerprint("kit", city.id, name, device, count))
    if done is not None:
        return await Kit.get(id=done)
    await cities.hold(city.id)
    known = await of_city(city.id)
    _check(known, name, device, count, None)
    mark = cities.unused_key("kit", [one.key for one in known])
    made = await Kit.create(city=city, key=mark, name=name, device=device, count=count)
    await once.keep(by, key, made.id)
    await audit.record(city.id, by, "kit.added", f"kit:{made.id}", count=count)
    return made


@unit_of_work
async def change(kit: Kit, name: dict[str, str], device: str, count: int, *, by: Actor) -> None:
    """Another name, device or count; Refusal for fewer than classes to come have been promised at one time."""
    await cities.hold(kit.city_id)  # so does whoever plans: what is promised cannot grow while it is counted
    _check(await of_city(kit.city_id), name, device, count, kit.id)
    if count < (needed := await promised(kit.id)):
        sentence = _(
            "Classes to come need {needed} of these phones at one time. Please change those first.", needed=needed
        )
        raise Refusal(sentence, field="count", code="promised")
    await Kit.filter(id=kit.id).update(name=name, device=device, count=count)
    await audit.record(kit.city_id, by, "kit.changed", f"kit:{kit.id}", count=count)


def _check(known: list[Kit], name: dict[str, str], device: str, count: int, own: int | None) -> None:
    if device not in DEVICES:
        raise Refusal(_("Please choose one of the answers."), field="device")
    if not 0 <= count <= MOST:
        raise Refusal(_("Please write a number from 0 to {most}.", most=MOST), field="count")
    if any(one.name.get("ja") == name.get("ja") and one.id != own for one in known):
        raise Refusal(_("This name is in the list already."), field="name_ja")
