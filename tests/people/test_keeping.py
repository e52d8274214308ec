"""What is kept of a participant, how it is put right, and who saw what she needs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach import clock, people
from outreach.audit import AuditEntry
from outreach.db import sql
from outreach.people import Details, Participant, clean_details
from outreach.refusal import Refusal
from tests import world

pytestmark = pytest.mark.usefixtures("database")

TOLD = {
    "name": "佐藤 ハナ",
    "kana": "サトウ ハナ",
    "phone": "019-622-4411",
    "needs": "前の席",
    "email": "hana@example.jp",
    "postcode": "0200884",
    "address": "盛岡市神明町3-29",
}


def told(**over: str) -> Details:
    return clean_details(TOLD | over, "019")


async def hana() -> Participant:
    return await people.store((await world.morioka()).id, told(), by=await world.staff(role="clerk"))


async def deeds(action: str) -> list[AuditEntry]:
    return await AuditEntry.filter(action=action).order_by("id")


async def test_needs_are_sealed_and_the_rest_is_kept_as_told() -> None:
    who = await Participant.get(id=(await hana()).id)
    assert (who.email, who.postcode, who.address) == ("hana@example.jp", "020-0884", "盛岡市神明町3-29")
    assert who.needs == "前の席"
    assert "前の席" not in who.needs_sealed


async def test_a_correction_names_the_fields_in_the_trail_and_not_a_word_of_them() -> None:
    who, clerk = await hana(), await world.staff(role="clerk")
    new = told(name="佐藤 花", phone="090-1234-5678", needs="筆談")
    assert await people.correct(who, new, by=clerk, key="k1")
    kept = await Participant.get(id=who.id)
    assert (kept.name, kept.phone_last4, kept.needs) == ("佐藤 花", "5678", "筆談")
    assert kept.changed_at is not None
    (deed,) = await deeds("participant.corrected")
    assert deed.subject == f"participant:{who.id}"
    assert deed.detail == '{"fields":"name, phone, phone_e164, phone_last4, needs"}'


async def test_a_correction_sent_three_times_is_one_and_another_body_is_refused() -> None:
    who, clerk = await hana(), await world.staff(role="clerk")
    new = told(town="本町")
    assert [await people.correct(who, new, by=clerk, key="k1") for _ in range(3)] == [True] * 3
    assert len(await deeds("participant.corrected")) == 1
    with pytest.raises(Refusal) as refusal:
        await people.correct(who, told(town="松園"), by=clerk, key="k1")
    assert refusal.value.code == "key-reused"


async def test_what_was_right_already_changes_nothing() -> None:
    who, clerk = await hana(), await world.staff(role="clerk")
    assert not await people.correct(who, told(), by=clerk)
    assert (await Participant.get(id=who.id)).changed_at is None
    assert await deeds("participant.corrected") == []


@pytest.mark.parametrize(("email", "still"), [("hana@example.jp", True), ("hana2@example.jp", False)])
async def test_another_e_mail_address_is_tried_afresh(email: str, still: bool) -> None:  # noqa: FBT001 - a parameter
    who, clerk = await hana(), await world.staff(role="clerk")
    await sql.run("UPDATE participants SET email_failed_at = ? WHERE id = ?", clock.now(), who.id)
    await people.correct(who, replace(told(email=email), town="本町"), by=clerk)
    assert ((await Participant.get(id=who.id)).email_failed_at is not None) == still


@pytest.mark.parametrize("column", ["merged_into_id", "erased_at"])
async def test_who_was_merged_or_erased_is_neither_found_nor_corrected(column: str) -> None:
    who, here = await hana(), (await world.morioka()).id
    other = await world.person(name="阿部", kana="アベ", phone="")
    value = other.id if column == "merged_into_id" else clock.now()
    await sql.run(f"UPDATE participants SET {column} = ? WHERE id = ?", value, who.id)
    assert await people.find(here, who.id) is None
    assert not await people.hold(here, who.id)
    assert await people.hold(here, other.id)
    assert [await people.look_up(here, typed) for typed in ("さとう", "佐藤", "4411", "411", "622-4411")] == [[]] * 5
    kept = [other] if column == "merged_into_id" else []
    assert await people.similar(here, told()) == kept
    assert [one for one in [await people.same_person(here, told())] if one] == kept
    with pytest.raises(Refusal) as refusal:
        await people.correct(who, told(town="本町"), by=await world.staff(role="clerk"))
    assert refusal.value.code == "unknown"


async def test_every_look_at_needs_is_written_down_once_a_quarter_of_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    who, clerk, other = await hana(), await world.staff(role="clerk"), await world.staff(role="coordinator")
    now = clock.now().replace(minute=1)
    monkeypatch.setattr(clock, "now", lambda: now)
    for _ in range(3):
        await people.note_look(who, by=clerk)
    await people.note_look(who, by=other)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=15))
    await people.note_look(who, by=clerk)
    assert [(deed.actor, deed.subject, deed.detail) for deed in await deeds("needs.seen")] == [
        (by.reference, f"participant:{who.id}", "{}") for by in (clerk, other, clerk)
    ]


async def test_who_needs_nothing_leaves_nothing_to_look_at() -> None:
    await people.note_look(await world.person(), by=await world.staff(role="clerk"))
    assert await deeds("needs.seen") == []
