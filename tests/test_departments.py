"""Departments and organisations: names once in a city, and each department for its own."""

from dataclasses import replace

import pytest

from outreach import departments, organisations
from outreach.audit import SYSTEM, Actor
from outreach.refusal import Refusal
from tests import world

pytestmark = pytest.mark.usefixtures("database")
BY = Actor("account", 1, 1, frozenset({"coordinator"}))


async def test_a_department_keeps_its_key_when_it_is_renamed() -> None:
    city = await world.morioka()
    made = await departments.add(city, {"ja": "福祉"}, by=BY)
    await departments.rename(made, {"ja": "長寿"}, by=BY)
    assert [(one.key, one.name) for one in await departments.of_city(city.id)] == [("department-1", {"ja": "長寿"})]


async def test_a_name_stands_once_in_a_city_and_again_in_another() -> None:
    city, tomi = await world.morioka(), await world.tomi()
    made = await departments.add(city, {"ja": "福祉"}, by=BY)
    await departments.add(tomi, {"ja": "福祉"}, by=BY)
    await departments.rename(made, {"ja": "福祉", "en": "Welfare"}, by=BY)
    with pytest.raises(Refusal) as refused:
        await departments.add(city, {"ja": "福祉"}, by=BY)
    assert refused.value.field == "name_ja"
    assert await departments.find(tomi.id, made.id) is None


@pytest.mark.parametrize(("own", "of", "may"), [(None, 7, True), (7, None, True), (7, 7, True), (7, 8, False)])
async def test_who_may_change_what(own: int | None, of: int | None, may: bool) -> None:  # noqa: FBT001
    assert departments.may_change(replace(BY, department_id=own), of) is may


async def test_only_her_own_department_is_renamed_by_somebody_of_a_department() -> None:
    city = await world.morioka()
    own, other = [await departments.add(city, {"ja": name}, by=BY) for name in ("福祉", "社会教育")]
    hers = replace(BY, department_id=own.id)
    await departments.rename(own, {"ja": "長寿"}, by=hers)
    for refuse in (departments.rename(other, {"ja": "文化"}, by=hers), departments.add(city, {"ja": "x"}, by=hers)):
        with pytest.raises(Refusal) as refused:
            await refuse
        assert refused.value.code == "other-department"


async def test_organisations_have_a_kind_and_a_name_once() -> None:
    city = await world.morioka()
    one = await organisations.add(city, {"ja": "見本の会"}, "support", by=SYSTEM, key="k")
    assert (await organisations.add(city, {"ja": "見本の会"}, "support", by=SYSTEM, key="k")).id == one.id
    await organisations.change(one, {"ja": "見本の会社"}, "company", by=SYSTEM)
    other = await organisations.add(city, {"ja": "別の会"}, "other", by=SYSTEM)
    for name, kind, field in (({"ja": "見本の会社"}, "company", "name_ja"), ({"ja": "別の会"}, "king", "kind")):
        with pytest.raises(Refusal) as refused:
            await organisations.change(other, name, kind, by=SYSTEM)
        assert refused.value.field == field
    assert await organisations.find((await world.tomi()).id, one.id) is None
