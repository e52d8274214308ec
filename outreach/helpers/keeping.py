"""Adding a helper, and changing what is kept of her; nobody is deleted, who leaves is away from a day on."""

from outreach import audit, once
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import unit_of_work
from outreach.helpers.details import Details, check
from outreach.helpers.rows import Helper


@unit_of_work
async def add(city: City, wanted: Details, *, by: Actor, key: str = "") -> Helper:
    """A new helper; sent again with the same ``key`` it is the same one. Raises Refusals for what is not the city's."""
    done = await once.claim(by, key, once.fingerprint("helper", city.id, wanted.facts()))
    if done is not None:
        return await Helper.get(id=done)
    await check(city.id, wanted)
    helper = await Helper.create(city=city, **wanted.facts())
    await once.keep(by, key, helper.id)
    await audit.record(city.id, by, "helper.added", f"helper:{helper.id}", kind=helper.kind)
    return helper


@unit_of_work
async def change(helper: Helper, wanted: Details, *, by: Actor) -> None:
    """Other facts of a helper; her shifts and her hours stay hers. Raises Refusals for what is not the city's."""
    await check(helper.city_id, wanted, helper)
    changed = [name for name, value in wanted.facts().items() if getattr(helper, name) != value]
    if changed:
        await Helper.filter(id=helper.id).update(**wanted.facts())
        await audit.record(helper.city_id, by, "helper.changed", f"helper:{helper.id}", fields=" ".join(changed))
