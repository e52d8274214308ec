"""A backup is put back: what was lost is written down by hand, told for ever, and called no tampering."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from outreach.audit import SYSTEM, AuditEntry
from outreach.cities import City
from outreach.db import sql
from outreach.goal import anchors, restoring, verifier
from outreach.goal.ledger_rows import LedgerEntry
from outreach.refusal import Refusal
from outreach.upkeep import rules
from tests import ledgers, world
from tests.alteration import unlock

pytestmark = pytest.mark.usefixtures("database")
Anchors = list[dict[str, Any]]
_REPORTS = ("confirmations", "reports")


async def _put_back() -> tuple[City, Anchors]:
    """A city whose last two days were lost, and what was kept of each day elsewhere."""
    city = await world.morioka()
    kept = [await anchors.anchor(city)]
    await world.counted(city, day=date(2026, 4, 1))
    await ledgers.seal(city, 1)
    kept.append(await anchors.anchor(city))
    rows = {name: await sql.rows(f"SELECT max(id) AS id FROM {name}") for name in _REPORTS}
    for day in (2, 3):
        await world.counted(city, day=date(2026, 5, day))
        kept.append(await anchors.anchor(city))
    await ledgers.seal(city, 1)
    kept.append(await anchors.anchor(city))
    for name in ("ledger_entries", "statements"):
        await unlock(name)
    await sql.run("DELETE FROM ledger_entries WHERE seq > ?", kept[1]["ledger"]["seq"])
    await sql.run("DELETE FROM statements WHERE number > 1")
    for name in _REPORTS:
        await sql.run(f"DELETE FROM {name} WHERE id > ?", rows[name][0]["id"])
    return city, kept


async def test_a_restore_that_nobody_wrote_down_is_a_fault() -> None:
    city, kept = await _put_back()

    assert {one.kind for one in await anchors.verify(city, kept)} == {"tail cut"}


async def test_a_restore_that_was_written_down_is_told_for_ever_and_is_no_tampering() -> None:
    city, kept = await _put_back()

    line = await restoring.restored(city, kept, "disk broke on 3 May", by=SYSTEM)

    assert line
    detail = json.loads(line.detail)
    assert detail["kept"] == verifier.ends(kept[1])
    assert detail["lost"] == [verifier.ends(one) for one in kept[2:]]
    assert await restoring.restored(city, kept, "disk broke on 3 May", by=SYSTEM) is None  # sent again
    await world.counted(city, day=date(2026, 5, 2))
    kept.append(await anchors.anchor(city))
    found = await anchors.verify(city, kept)
    assert [(one.kind, one.number) for one in found] == [("restored", line.seq)]
    assert verifier.unknown(await anchors.export(city), found, [line.hash]) == []
    entry = await AuditEntry.get(action="ledger.restored")
    assert "disk broke on 3 May" in entry.detail
    broken = await rules.verify()
    assert [(one.rule, one.known) for one in broken] == [(rules.RESTORED, False)]
    assert [one.known for one in await rules.verify(restored={line.hash})] == [True]


async def test_control_another_end_than_those_that_were_named_stays_a_fault() -> None:
    city, kept = await _put_back()
    await restoring.restored(city, kept[:-1], "disk broke", by=SYSTEM)

    assert {one.kind for one in await anchors.verify(city, kept)} == {"restored", "tail cut"}


async def test_a_changed_past_cannot_be_written_down_as_a_restore() -> None:
    city, kept = await _put_back()
    of = kept[1]["ledger"]
    forged = {**kept[1], "ledger": {**of, "seq": of["seq"] - 1, "hash": "0" * 64}}

    for given, code in (([*kept, forged], "no-restore"), ([{**kept[3], "city": "999999"}], "other-city")):
        with pytest.raises(Refusal) as refused:
            await restoring.restored(city, given, "disk broke", by=SYSTEM)
        assert refused.value.code == code
    with pytest.raises(Refusal):
        await restoring.restored(city, kept, " ", by=SYSTEM)
    assert not await LedgerEntry.filter(kind="restored").exists()


@pytest.mark.parametrize("change", ["kept", "lost", "nothing"])
async def test_a_line_about_a_restore_that_cannot_have_been_so_is_found(change: str) -> None:
    city, kept = await _put_back()
    await restoring.restored(city, kept, "disk broke", by=SYSTEM)
    export = await anchors.export(city)
    line = export["entries"][-1]
    detail = json.loads(line["detail"])
    if change == "kept":
        detail["kept"]["ledger"]["hash"] = "0" * 64
    elif change == "lost":
        detail["lost"][0]["ledger"]["seq"] = 1
    else:
        detail["lost"] = []
    line["detail"] = verifier.canonical(detail)
    forged = {**export, "entries": ledgers.rehashed(export["entries"], city.code)}

    assert ("restored wrongly", line["seq"]) in {(one.kind, one.number) for one in verifier.check(forged, kept[:2])}


async def test_nothing_was_lost_where_every_end_holds(tmp_path: Path) -> None:
    with time_machine.travel(datetime(2027, 4, 20, 3, tzinfo=UTC), tick=True):
        city = await world.morioka()
        await world.counted(city, day=date(2026, 4, 1))
        await anchors.write_daily(tmp_path)

        assert await restoring.restored(city, await anchors.kept(tmp_path, city), "x", by=SYSTEM) is None


async def test_a_restore_is_written_down_also_after_the_server_has_run_on() -> None:
    with time_machine.travel(datetime(2026, 6, 20, 3, tzinfo=UTC), tick=True) as traveller:
        city, kept = await _put_back()
        traveller.shift(86400)
        for day in range(4, 12):
            await world.counted(city, day=date(2026, 5, day))
        later = await anchors.anchor(city)
        assert later["ledger"]["seq"] > kept[-1]["ledger"]["seq"]

        line = await restoring.restored(city, [*kept, later], "disk broke", by=SYSTEM)

        assert line
        assert json.loads(line.detail)["kept"] == verifier.ends(kept[1])
        assert {one.kind for one in await anchors.verify(city, [*kept, later])} == {"restored"}
        forged = {**later, "ledger": {"seq": 4, "hash": "0" * 64}}
        with pytest.raises(Refusal):  # the control: what holds was there already when that was kept
            await restoring.restored(city, [*kept, later, forged], "again", by=SYSTEM)
