"""Finding who is on the phone, and noticing who is on record already."""

import pytest

from outreach import clock
from outreach.audit import AuditEntry
from outreach.people import PURPOSE_VERSION, Participant, clean_details, find, look_up, same_person, similar
from tests import world

pytestmark = pytest.mark.usefixtures("database")


async def names(typed: str) -> list[str]:
    return [one.name for one in await look_up((await world.morioka()).id, typed)]


async def village() -> None:
    for name, kana, phone in (
        ("佐藤 ハナ", "サトウ ハナ", "019-622-4411"),
        ("佐藤 はる", "サトウ ハル", "090-1234-4411"),
        ("左藤 花", "サトウ ハナ", ""),
        ("髙橋 一", "タカハシ ハジメ", "019-651-9999"),
    ):
        await world.person(name=name, kana=kana, phone=phone)


@pytest.mark.parametrize("typed", ["さとう", "サトウ", "ｻﾄｳ", "satou", "SATOU", "sato", "さとう　は"])
async def test_a_reading_is_found_in_any_script_that_spells_it(typed: str) -> None:
    await village()
    assert sorted(await names(typed)) == ["佐藤 はる", "佐藤 ハナ", "左藤 花"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("4411", ["佐藤 ハナ", "佐藤 はる"]),
        ("411", ["佐藤 ハナ", "佐藤 はる"]),
        ("0196224411", ["佐藤 ハナ"]),
        ("622-4411", ["佐藤 ハナ"]),
        ("０９０-１２３４-４４１１", ["佐藤 はる"]),
        ("0000", []),
        ("髙橋", ["髙橋 一"]),
        ("たか", ["髙橋 一"]),
        ("とう", []),
        ("", []),
        ("  ", []),
    ],
)
async def test_a_caller_is_found_by_the_end_of_her_phone_or_the_beginning_of_her_name(
    typed: str, found: list[str]
) -> None:
    await village()
    assert await names(typed) == found


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'", "さ%", '"', "%%%"])
async def test_signs_of_the_database_find_nobody(typed: str) -> None:
    await village()
    assert await names(typed) == []


async def test_at_most_twenty_are_shown_in_kana_order() -> None:
    for n in range(25):
        await world.person(name=f"人{n}", kana=f"ヒト{'アイウエオ'[n % 5]}", phone="")
    found = await look_up((await world.morioka()).id, "ひと")
    assert len(found) == 20
    assert [one.kana_key for one in found] == sorted(one.kana_key for one in found)


async def test_another_citys_people_are_neither_found_nor_alike() -> None:
    tomi, here = await world.tomi(), (await world.morioka()).id
    theirs = await world.person(tomi)
    details = clean_details({"name": "佐藤", "kana": "サトウ ハナ", "phone": "019-622-4411"}, "019")
    assert await look_up(here, "さとう") == await similar(here, details) == []
    assert await find(here, theirs.id) is None
    assert await same_person(here, details) is None


async def test_the_same_reading_or_the_same_phone_may_be_the_same_person() -> None:
    await village()
    here = (await world.morioka()).id
    details = clean_details({"name": "佐藤 華", "kana": "さとう はな", "phone": "090-1234-4411"}, "019")
    assert sorted(one.name for one in await similar(here, details)) == ["佐藤 はる", "佐藤 ハナ", "左藤 花"]
    assert await same_person(here, details) is None


async def test_the_old_number_of_a_merged_record_leads_to_the_one_that_was_kept() -> None:
    here = (await world.morioka()).id
    kept = await world.person(phone="019-622-4411")
    gone = await world.person(name="左藤 花", kana="サトー ハナ", phone="090-1234-5678")
    old = clean_details({"name": "左藤 花", "kana": "さとー はな", "phone": "090-1234-5678"}, "019")
    new = clean_details({"name": "佐藤 ハナ", "kana": "サトウ ハナ", "phone": "019-622-4411"}, "019")
    assert (found := await same_person(here, old)) is not None
    assert found.id == gone.id
    await Participant.filter(id=gone.id).update(merged_into_id=kept.id)
    for details in (old, new):
        assert (found := await same_person(here, details)) is not None
        assert (found.id, found.phone) == (kept.id, kept.phone)
        assert [one.id for one in await similar(here, details)] == [kept.id]
    await Participant.filter(id__in=[kept.id, gone.id]).update(erased_at=clock.now())
    assert (await same_person(here, old), await similar(here, old)) == (None, [])


async def test_a_record_of_her_own_comes_before_one_that_was_merged() -> None:
    here = (await world.morioka()).id
    kept, gone, own = await world.person(phone=""), await world.person(), await world.person()
    await Participant.filter(id=gone.id).update(merged_into_id=kept.id)
    details = clean_details({"name": own.name, "kana": own.kana, "phone": own.phone}, "019")
    assert (found := await same_person(here, details)) is not None
    assert found.id == own.id


async def test_no_phone_is_not_the_same_phone() -> None:
    await village()
    details = clean_details({"name": "阿部", "kana": "アベ"}, "019")
    assert await similar((await world.morioka()).id, details) == []


async def test_what_she_was_told_about_her_data_is_kept_and_the_trail_has_no_name() -> None:
    who = await world.person()
    assert (who.purpose_version, who.purpose_at) == (PURPOSE_VERSION, who.created_at)
    entry = await AuditEntry.get(action="participant.stored")
    assert (entry.subject, entry.detail) == (f"participant:{who.id}", "{}")
