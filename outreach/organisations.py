"""Organisations that help: firms, support groups and others that host classes with the city or send helpers."""

from tortoise import fields
from tortoise.models import Model

from outreach import audit, cities, once
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal

LONGEST = 120

KINDS = ("support", "company", "department", "other")


class Organisation(Model):
    """One organisation. ``key`` is stable within the city."""

    id = fields.IntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    key = fields.CharField(max_length=40)
    name: dict[str, str] = fields.JSONField()
    kind = fields.CharField(max_length=12, default="support")
    is_sample = fields.BooleanField(default=False)

    class Meta:
        table = "organisations"
        unique_together = (("city", "key"),)


async def of_city(city_id: int) -> list[Organisation]:
    """The city's organisations, in the order in which they were added."""
    return await Organisation.filter(city_id=city_id).order_by("id")


async def find(city_id: int, organisation_id: int) -> Organisation | None:
    """An organisation of this city, or None, also for another city's."""
    return await Organisation.get_or_none(city_id=city_id, id=organisation_id)


@unit_of_work
async def add(city: City, name: dict[str, str], kind: str, *, by: Actor, key: str = "") -> Organisation:
    """A new organisation; sent again with the same ``key`` it is the same one.

    Raises Refusal for a name in use and for a kind that is none of KINDS.
    """
    done = await once.claim(by, key, once.fingerprint("organisation", city.id, name, kind))
    if done is not None:
        return await Organisation.get(id=done)
    await cities.hold(city.id)
    known = await of_city(city.id)
    _check(known, name, kind, None)
    mark = cities.unused_key("organisation", [one.key for one in known])
    made = await Organisation.create(city=city, key=mark, name=name, kind=kind)
    await once.keep(by, key, made.id)
    await audit.record(city.id, by, "organisation.added", f"organisation:{made.id}")
    return made


@unit_of_work
async def change(organisation: Organisation, name: dict[str, str], kind: str, *, by: Actor) -> None:
    """Another name or kind; its helpers and the courses that it hosts stay its own."""
    await cities.hold(organisation.city_id)
    _check(await of_city(organisation.city_id), name, kind, organisation.id)
    await Organisation.filter(id=organisation.id).update(name=name, kind=kind)
    await audit.record(organisation.city_id, by, "organisation.changed", f"organisation:{organisation.id}")


def _check(known: list[Organisation], name: dict[str, str], kind: str, own: int | None) -> None:
    if kind not in KINDS:
        raise Refusal(_("Please choose one of the answers."), field="kind")
    if any(one.name.get("ja") == name.get("ja") and one.id != own for one in known):
        raise Refusal(_("This name is in the list already."), field="name_ja")
