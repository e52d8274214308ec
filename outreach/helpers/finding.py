"""Finding a city's helpers: one, all in kana order, or those whose reading or name begins so."""

from collections.abc import Iterable
from datetime import date

from outreach import clock
from outreach.helpers.rows import Helper
from outreach.spelling import kana_key


async def instructors(city_id: int) -> list[Helper]:
    """Who may lead a class in this city, in kana order."""
    return await Helper.filter(city_id=city_id, kind="instructor").order_by("kana")


async def find(city_id: int, helper_id: int) -> Helper | None:
    """A helper of this city with her organisation and her account, or None, also for another city's."""
    return await Helper.filter(city_id=city_id, id=helper_id).select_related("organisation", "account").first()


async def of_city(city_id: int, *, kind: str = "", organisation_id: int | None = None) -> list[Helper]:
    """The city's helpers with their organisations, in kana order; of one kind or one organisation if so wished."""
    helpers = Helper.filter(city_id=city_id)
    if kind:
        helpers = helpers.filter(kind=kind)
    if organisation_id is not None:
        helpers = helpers.filter(organisation_id=organisation_id)
    found = await helpers.select_related("organisation")
    return sorted(found, key=lambda one: (kana_key(one.kana), one.id))


def looked_up(helpers: Iterable[Helper], typed: str) -> list[Helper]:
    """Those whose reading or name has a part that begins with what was typed, the family name or the given one."""
    text = typed.strip()
    key = kana_key(text)
    return [one for one in helpers if _begins(one, text, key)] if text else list(helpers)


def _begins(helper: Helper, text: str, key: str) -> bool:
    readings = [helper.kana, *helper.kana.split()]
    named = any(part.startswith(text) for part in (helper.name, *helper.name.split()))
    return named or bool(key and any(kana_key(part).startswith(key) for part in readings))


async def has_left(account_id: int) -> bool:
    """Whether this account's helper no longer helps; False where it has none."""
    return await Helper.filter(account_id=account_id, away_from__lte=clock.today()).exists()


def helps_on(helper: Helper, day: date) -> bool:
    """Whether she still helps on this day."""
    return helper.away_from is None or day < helper.away_from
