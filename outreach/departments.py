"""The city's departments: welfare and social education share one calendar, and each changes its own classes."""

from tortoise import fields
from tortoise.models import Model

from outreach import audit, cities, once
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal

LONGEST = 80


class Department(Model):
    """A department of the city that plans classes. ``key`` is stable within the city."""

    id = fields.IntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    key = fields.CharField(max_length=40)
    name: dict[str, str] = fields.JSONField()
    is_sample = fields.BooleanField(default=False)

    class Meta:
        table = "departments"
        unique_together = (("city", "key"),)


async def of_city(city_id: int) -> list[Department]:
    """The city's departments, in the order in which they were added."""
    return await Department.filter(city_id=city_id).order_by("id")


async def find(city_id: int, department_id: int) -> Department | None:
    """A department of this city, or None, also for another city's."""
    return await Department.get_or_none(city_id=city_id, id=department_id)


async def check(city_id: int, department_id: int | None) -> None:
    """Raises Refusal (field ``department_id``) where the city has no such department; None is no department."""
    if department_id is not None and await find(city_id, department_id) is None:
        raise Refusal(_("Please choose one of the answers."), field="department_id")


def may_change(by: Actor, department_id: int | None) -> bool:
    """Whether this actor may change what belongs to the department.

    Without a department of her own she may change every one's; with one, its own and what belongs to none.
    """
    return by.department_id is None or department_id is None or by.department_id == department_id


def check_may_change(by: Actor, department_id: int | None) -> None:
    """Raises Refusal (code ``other-department``) for what another department looks after."""
    if not may_change(by, department_id):
        sentence = _("Another department looks after this. Please ask a coordinator there.")
        raise Refusal(sentence, field="department_id", code="other-department")


@unit_of_work
async def add(city: City, name: dict[str, str], *, by: Actor, key: str = "") -> Department:
    """A new department; sent again with the same ``key`` it is the same one. Raises Refusal for a name in use."""
    done = await once.claim(by, key, once.fingerprint("department", city.id, name))
    if done is not None:
        return await Department.get(id=done)
    if by.department_id is not None:
        raise Refusal(_("Only somebody who works for no single department can add one."), code="other-department")
    await cities.hold(city.id)
    known = await of_city(city.id)
    _check_name(known, name, None)
    mark = cities.unused_key("department", [one.key for one in known])
    made = await Department.create(city=city, key=mark, name=name)
    await once.keep(by, key, made.id)
    await audit.record(city.id, by, "department.added", f"department:{made.id}")
    return made


@unit_of_work
async def rename(department: Department, name: dict[str, str], *, by: Actor) -> None:
    """Another name for a department; its classes, courses and people stay its own."""
    check_may_change(by, department.id)
    await cities.hold(department.city_id)
    _check_name(await of_city(department.city_id), name, department.id)
    await Department.filter(id=department.id).update(name=name)
    await audit.record(department.city_id, by, "department.renamed", f"department:{department.id}")


def _check_name(known: list[Department], name: dict[str, str], own: int | None) -> None:
    if any(one.name.get("ja") == name.get("ja") and one.id != own for one in known):
        raise Refusal(_("This name is in the list already."), field="name_ja")
