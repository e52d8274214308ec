"""Who helps, what is kept of her, and how she is found."""

from datetime import date
from typing import Any

import pytest

from outreach import helpers
from outreach.audit import AuditEntry
from outreach.helpers import Helper, clean_details, looked_up
from outreach.organisations import Organisation
from outreach.refusal import Refusals
from tests import world

pytestmark = pytest.mark.usefixtures("database")
TYPED = {"name": "及川 あおば", "kana": "おいかわ あおば", "kind": "assistant", "phone": "652-1234", "skills": "LINE"}


def details(languages: tuple[str, ...] = ("ja",), **over: str) -> Any:
    return clean_details(TYPED | over, languages, "019")


async def test_a_helper_is_added_once_however_often_the_form_is_sent() -> None:
    city, by = await world.morioka(), await world.staff()

    first = await helpers.add(city, details(("en", "ja", "xx")), by=by, key="one")
    again = await helpers.add(city, details(("en", "ja", "xx")), by=by, key="one")

    assert first.id == again.id
    kept = await Helper.get(id=first.id)
    assert (kept.kana, kept.phone, kept.languages) == ("オイカワ アオバ", "652-1234", ["ja", "en"])


async def test_changes_are_told_by_their_fields_and_never_by_what_they_say() -> None:
    by, helper = await world.staff(), await world.helper()

    await helpers.change(helper, details(phone="019-652-9999", away_from="2027-04-01"), by=by)

    kept = await Helper.get(id=helper.id)
    assert (kept.name, kept.away_from) == ("及川 あおば", date(2027, 4, 1))
    [deed] = await AuditEntry.filter(action="helper.changed")
    assert "phone" in deed.detail
    assert "9999" not in deed.detail
    assert "及川" not in deed.detail


async def test_what_did_not_change_leaves_no_trace() -> None:
    helper = await helpers.add(await world.morioka(), details(), by=await world.staff())
    await helpers.change(helper, details(), by=await world.staff())
    assert not await AuditEntry.filter(action="helper.changed").exists()


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"name": ""}, "name"),
        ({"kana": "佐藤"}, "kana"),
        ({"kind": "king"}, "kind"),
        ({"phone": "000"}, "phone"),
        ({"organisation_id": "x"}, "organisation_id"),
        ({"organisation_id": "９"}, "organisation_id"),
        ({"away_from": "2027-02-31"}, "away_from"),
        ({"skills": "x" * 201}, "skills"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(over: dict[str, str], field: str) -> None:
    with pytest.raises(Refusals) as refused:
        clean_details(TYPED | over, [], "019")
    assert [one.field for one in refused.value] == [field]


async def test_another_citys_organisation_and_account_are_refused() -> None:
    tomi = await world.tomi()
    organisation = await Organisation.create(city=tomi, key="npo", name={"ja": "NPO"})
    foreign = await world.account(tomi, "instructor")
    wanted = details(organisation_id=str(organisation.id), account_id=str(foreign.id))
    with pytest.raises(Refusals) as refused:
        await helpers.add(await world.morioka(), wanted, by=await world.staff())
    assert [one.field for one in refused.value] == ["organisation_id", "account_id"]


async def test_one_account_belongs_to_one_helper() -> None:
    leader = await world.instructor()
    wanted = details(account_id=str(leader.account_id))
    with pytest.raises(Refusals) as refused:
        await helpers.add(await world.morioka(), wanted, by=await world.staff())
    assert [one.field for one in refused.value] == ["account_id"]
    assert leader.account_id not in {one.id for one in await helpers.free_accounts(leader.city_id)}
    assert leader.account_id in {one.id for one in await helpers.free_accounts(leader.city_id, leader)}


async def test_helpers_are_found_by_the_beginning_of_a_reading_or_a_name() -> None:
    city = await world.morioka()
    abe = await world.helper(name="阿部 なぎさ", kana="アベ ナギサ")
    oikawa = await world.helper(name="及川 あおば", kana="オイカワ アオバ")
    await world.helper(await world.tomi(), name="阿部 違う", kana="アベ チガウ")
    everyone = await helpers.of_city(city.id)

    assert [one.id for one in everyone] == [abe.id, oikawa.id]
    wanted = {
        "あべ": [abe.id],
        "nagi": [abe.id],
        "及川": [oikawa.id],
        "アオ": [oikawa.id],
        "z": [],
        "": [abe.id, oikawa.id],
    }
    assert {typed: [one.id for one in looked_up(everyone, typed)] for typed in wanted} == wanted


async def test_a_list_is_of_one_kind_or_one_organisation_if_wished() -> None:
    city = await world.morioka()
    npo = await Organisation.create(city=city, key="npo", name={"ja": "NPO"})
    one = await world.helper(organisation=npo)
    two = await world.helper(name="別 人", kana="ベツ ジン", kind="volunteer")

    assert [who.id for who in await helpers.of_city(city.id, kind="volunteer")] == [two.id]
    assert [who.id for who in await helpers.of_city(city.id, organisation_id=npo.id)] == [one.id]
