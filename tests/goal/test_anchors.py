"""The end of the ledger is kept elsewhere each day, in a folder and with each backup, and looked at again."""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from outreach import goal, vault
from outreach.db import sql
from outreach.goal import anchors, signing, verifier
from outreach.goal.ledger_rows import LedgerEntry
from outreach.upkeep import rules
from outreach.upkeep.contents import contents
from tests import ledgers, world
from tests.alteration import unlock

pytestmark = pytest.mark.usefixtures("database")
NOON = datetime(2027, 4, 20, 3, tzinfo=UTC)


async def test_each_day_of_each_city_is_kept_once_and_never_written_over(tmp_path: Path) -> None:
    city, _tomi = await world.morioka(), await world.tomi()
    with time_machine.travel(NOON, tick=True) as traveller:
        await anchors.write_daily(tmp_path)
        await world.counted(city, day=date(2027, 4, 1))
        await anchors.write_daily(tmp_path)
        traveller.shift(timedelta(days=1))
        await anchors.write_daily(tmp_path)

    names = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.json"))
    assert names == [f"{slug}/anchor-2027-04-{day}.json" for slug in ("morioka", "tomi") for day in (20, 21)]
    assert [one["ledger"]["seq"] for one in await anchors.kept(tmp_path, city)] == [0, 2]
    assert [path.name for path in (tmp_path / "morioka").iterdir() if not path.name.startswith("anchor-")] == []
    assert await anchors.write_daily(None) == 0


async def test_verify_finds_by_the_kept_days_what_the_rows_alone_do_not_tell(tmp_path: Path) -> None:
    city = await world.morioka()
    await world.counted(city, day=date(2026, 4, 1))
    await anchors.write_daily(tmp_path)
    assert await rules.verify(anchored=tmp_path) == []
    await unlock("ledger_entries")
    await sql.run("DELETE FROM ledger_entries WHERE kind = 'confirmed'")
    await sql.run("DELETE FROM confirmations")

    assert [one for one in await rules.verify() if one.rule == rules.LEDGER] == []
    found = [one.subject for one in await rules.verify(anchored=tmp_path)]
    assert found == ["morioka: tail cut 1"]


async def test_an_anchor_that_cannot_be_read_is_no_good_news(tmp_path: Path) -> None:
    await world.morioka()
    await anchors.write_daily(tmp_path)
    next(tmp_path.rglob("*.json")).write_text("{", "utf-8")

    assert [one.rule for one in await rules.verify(anchored=tmp_path)] == [rules.LEDGER]


async def test_counts_that_differ_break_a_rule() -> None:
    lesson = await world.counted(day=date(2026, 4, 1))
    assert await rules.verify() == []
    await sql.run("UPDATE reports SET attendance = attendance + 1 WHERE lesson_id = ?", lesson.id)

    found = [one.subject for one in await rules.verify()]
    assert found == [f"morioka: lesson:{lesson.id}", f"morioka: course:{lesson.course_id}, 2026"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE reports SET attendance = 11 - attendance",
        "UPDATE lessons SET day = '2026-05-01'",
        "UPDATE confirmations SET by_account_id = by_account_id + 100",
        "UPDATE reports SET by_account_id = by_account_id + 100",
    ],
)
async def test_what_leaves_the_sums_as_they_are_is_found_class_by_class(change: str) -> None:
    city = await world.morioka()
    await world.counted(city, day=date(2026, 4, 1), attendance=8)
    await world.counted(city, day=date(2026, 4, 2), attendance=3)
    await sql.run(change)

    assert (await goal.agreement(city.id)).agrees
    assert {one.rule for one in await rules.verify()} == {rules.COUNTS}


async def test_a_folder_without_any_anchor_is_no_good_news(tmp_path: Path) -> None:
    await world.counted(day=date(2026, 4, 1))

    assert [one.rule for one in await rules.verify(anchored=tmp_path / "no-such-folder")] == [rules.LEDGER]


async def test_the_manifest_of_a_backup_is_an_anchor(tmp_path: Path) -> None:
    city = await world.morioka()
    await world.counted(city, day=date(2026, 4, 1))
    manifest = json.loads(json.dumps({"contents": (await contents()).facts()}))
    export = await anchors.export(city)

    assert verifier.check(export, [manifest]) == []
    export["entries"].pop()
    assert [one.kind for one in verifier.check(export, [manifest])] == ["tail cut"]


async def test_statements_are_signed_by_the_citys_own_key_and_hold_after_the_keys_were_rotated() -> None:
    city = await world.morioka()
    await world.counted(city, day=date(2026, 4, 1))
    await ledgers.seal(city, 1)
    try:
        vault.use({**vault.DEVELOPMENT, 2: b"another key of thirty-two bytes!"})
        await ledgers.seal(city, 1)
        export = await anchors.export(city)
        assert [one["key"] for one in export["statements"]] == [1, 2]
        assert await anchors.verify(city, []) == []
    finally:
        vault.use(vault.DEVELOPMENT)
    assert signing.public_keys(city.code) != signing.public_keys((await world.tomi()).code)


async def test_two_who_confirm_in_the_same_second_are_chained_one_after_the_other() -> None:
    city = await world.morioka()
    days = [date(2026, 4, day) for day in range(1, 9)]
    lessons = [await world.lesson(city, day=day) for day in days]
    teacher, second = await world.staff(role="instructor"), await world.staff()
    reports = await asyncio.gather(*(goal.report(one, held=True, attendance=3, note="", by=teacher) for one in lessons))
    await asyncio.gather(*(goal.confirm(city.id, one, by=second) for one in reports))

    assert await LedgerEntry.all().count() == 16
    assert await anchors.verify(city, []) == []


async def test_a_note_that_was_rewritten_is_found_by_the_mark_in_the_ledger_and_an_emptied_one_is_not() -> None:
    lesson = await world.held_lesson()
    teacher, second = await world.staff(role="instructor"), await world.staff()
    number = await goal.report(lesson, held=True, attendance=0, note="大雪のため", by=teacher)
    await goal.confirm(lesson.city_id, number, by=second)
    assert await rules.verify() == []

    await sql.run("UPDATE reports SET note = ? WHERE id = ?", "満員", number)
    assert {one.rule for one in await rules.verify()} == {rules.TEXTS}
    await sql.run("UPDATE reports SET note = '' WHERE id = ?", number)
    assert await rules.verify() == []


async def test_anchors_that_stopped_days_ago_are_no_good_news(tmp_path: Path) -> None:
    with time_machine.travel(NOON, tick=True) as traveller:
        await world.counted(day=date(2027, 4, 1))
        await anchors.write_daily(tmp_path)
        traveller.shift(timedelta(days=2))
        assert await rules.verify(anchored=tmp_path) == []
        traveller.shift(timedelta(days=1))
        assert [one.subject for one in await rules.verify(anchored=tmp_path)] == [
            "morioka: the newest anchor is of 2027-04-20"
        ]
        (tmp_path / "morioka" / "anchor-copy.json").write_text("{}", "utf-8")
        assert await anchors.newest(tmp_path, await world.morioka()) == date(2027, 4, 20)


@pytest.mark.once
async def test_a_manifest_holds_the_public_keys_that_check_statements() -> None:
    city = await world.morioka()
    await world.counted(city, day=date(2026, 4, 1))
    await ledgers.seal(city, 1)
    manifest = json.loads(json.dumps({"contents": (await contents()).facts()}))
    export = await anchors.export(city)
    assert verifier.check(export, [manifest]) == []

    manifest["contents"]["public_keys"][city.code]["1"] = "00" * 32

    assert [one.kind for one in verifier.check(export, [manifest])] == ["statement forged"]


@pytest.mark.once
async def test_the_ledger_comes_in_pieces_and_says_what_the_export_says(monkeypatch: pytest.MonkeyPatch) -> None:
    city = await world.morioka()
    with time_machine.travel(NOON, tick=False):
        assert json.loads("".join([piece async for piece in anchors.pieces(city)])) == await anchors.export(city)
        await ledgers.a_year(city, first=date(2026, 4, 1), classes=12)
        await ledgers.seal(city, 1)
        monkeypatch.setattr(anchors, "BATCH", 5)
        found = [piece async for piece in anchors.pieces(city)]
        assert len(found) == 5
        assert json.loads("".join(found)) == await anchors.export(city)


_REASONS = {
    "sent back": "UPDATE reports SET sent_back_reason = '満員' WHERE NOT standing AND sent_back_by IS NOT NULL",
    "signed": "UPDATE corrections SET reason = '満員' WHERE settled = 'confirmed'",
    "turned down": "UPDATE corrections SET reason = '満員' WHERE settled = 'dropped'",
}
_DEEDS = {
    "sent back by another": "UPDATE reports SET sent_back_by = sent_back_by + 1 WHERE sent_back_by IS NOT NULL",
    "never sent back": "UPDATE reports SET sent_back_by = NULL WHERE sent_back_by IS NOT NULL",
    "asked for otherwise": "UPDATE corrections SET attendance = attendance + 1 WHERE settled = 'dropped'",
    "asked for by another": "UPDATE corrections SET by_account_id = by_account_id + 1 WHERE settled = 'confirmed'",
    "signed by another": "UPDATE corrections SET settled_by = settled_by + 1 WHERE settled = 'confirmed'",
    "turned down after all": "UPDATE corrections SET settled = 'dropped' WHERE settled = 'confirmed'",
    "never turned down": "DELETE FROM corrections WHERE settled = 'dropped'",
}


async def _settled() -> None:
    """A report that was sent back and made again, a correction that was turned down, and one that was signed."""
    lesson = await world.held_lesson()
    teacher, first = await world.staff(role="instructor"), await world.staff()
    second = await world.staff(login="second")
    number = await goal.report(lesson, held=True, attendance=8, note="", by=teacher)
    await goal.send_back(lesson.city_id, number, "数え直してください。", by=first)
    number = await goal.report(lesson, held=True, attendance=7, note="", by=teacher)
    await goal.confirm(lesson.city_id, number, by=first)
    for attendance, settle in ((6, goal.drop_correction), (5, goal.confirm_correction)):
        asked = await goal.correct(lesson, held=True, attendance=attendance, reason="数え直し", by=first)
        await settle(lesson.city_id, asked, by=second)
    assert await rules.verify() == []


@pytest.mark.parametrize("change", list(_REASONS))
async def test_the_reasons_of_what_was_sent_back_and_corrected_are_bound(change: str) -> None:
    await _settled()
    await sql.run(_REASONS[change])

    assert {one.rule for one in await rules.verify()} == {rules.TEXTS}
    await sql.run(_REASONS[change].replace("満員", ""))
    assert await rules.verify() == []  # what was emptied says nothing


@pytest.mark.parametrize("change", list(_DEEDS))
async def test_who_sent_back_and_who_settled_what_is_as_the_ledger_has_it(change: str) -> None:
    await _settled()
    await sql.run(_DEEDS[change])

    assert rules.COUNTS in {one.rule for one in await rules.verify()}
