"""A city's own days, where its 文書保存規程 (rules for keeping documents) asks for others."""

from outreach import audit, cities
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.retention.deadlines import DAYS, LONGEST, SHORTEST


@unit_of_work
async def keep_for(city_id: int, kind: str, days: int, *, by: Actor) -> bool:
    """Erase this kind after so many days from now on; returns whether that is another number than before.

    Raises Refusal for a kind that there is not, and for a number of days that nobody can mean.
    """
    if kind not in DAYS:
        raise Refusal(_("Please choose one of the answers."), field="kind", code="kind")
    if not SHORTEST[kind] <= days <= LONGEST:
        sentence = _("Please write a number of days from {least} to {most}.", least=SHORTEST[kind], most=LONGEST)
        raise Refusal(sentence, field="days", code="days")
    await cities.hold(city_id)
    city = await City.get(id=city_id)
    before = city.retention.get(kind, DAYS[kind])
    if before == days:
        return False
    city.retention = {**city.retention, kind: days}
    await city.save(update_fields=["retention"])
    await audit.record(city_id, by, "retention.changed", f"city:{city_id}", kind=kind, days=days, before=before)
    return True
