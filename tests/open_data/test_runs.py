"""An import lives in a row: any server process shows how far it is, one works on it, and a broken-off one goes on."""

from datetime import timedelta

import pytest

from outreach import clock
from outreach.audit import SYSTEM
from outreach.open_data import ImportRun, runs, tables
from outreach.refusal import Refusal, Refusals
from outreach.venues import Centre
from tests import world

pytestmark = pytest.mark.usefixtures("database")
LIST = world.new_list(NN01="東会館", NN02="西会館")


async def confirmed(run: ImportRun, *, leave_out: bool = False) -> ImportRun:
    await runs.confirm(run, run.report["digest"], leave_out=leave_out, by=SYSTEM)
    return await world.settled(run)


async def test_a_list_in_a_published_layout_waits_with_its_preview_and_is_saved_when_confirmed() -> None:
    run = await world.import_run(content=LIST)
    assert (run.state, run.done, run.total) == ("waiting", 2, 2)
    assert run.report["counts"]["added"] == 2
    assert await Centre.all().count() == 0

    run = await confirmed(run)

    assert run.state == "done"
    assert await Centre.all().count() == 2


async def test_the_file_is_thrown_away_once_it_is_saved() -> None:
    run = await confirmed(await world.import_run(content=LIST))
    assert bytes((await ImportRun.get(id=run.id)).content) == b""


async def test_a_table_of_ones_own_waits_for_its_columns_and_then_with_its_preview() -> None:
    run = await world.import_run()
    assert run.report["ask"]["meanings"] == {"名称": "name"}
    assert run.report["ask"]["list"] == "halls"

    await runs.map_columns(run, {"名称": "name", "電話": "phone"}, ["番号"], "会館", by=SYSTEM)
    run = await world.settled(run)

    assert run.report["counts"]["added"] == 2
    await confirmed(run)
    again = await world.import_run()
    assert again.report["ask"]["identity"] == ["番号"]
    assert again.report["ask"]["list"] == "会館"


async def test_a_mapping_that_says_too_little_leaves_the_run_waiting() -> None:
    run = await world.import_run()
    with pytest.raises(Refusals):
        await runs.map_columns(run, {}, [], "", by=SYSTEM)
    assert (await world.settled(run)).state == "waiting"


async def test_a_file_that_cannot_be_read_fails_with_its_sentence_in_each_language() -> None:
    run = await world.import_run(content="番号,名称,名称\n1,2,3\n")
    assert run.state == "failed"
    refusal = runs.refusal_of(run)
    assert refusal is not None
    assert "名称" in refusal.text("en")
    assert refusal.text("ja") != ""
    assert bytes((await ImportRun.get(id=run.id)).content) == b""


async def test_a_list_with_refused_rows_is_saved_only_when_they_are_left_out_on_purpose() -> None:
    run = await world.import_run(content=world.new_list(NN01="東会館", NN02=""))
    with pytest.raises(Refusal):
        await runs.confirm(run, run.report["digest"], leave_out=False, by=SYSTEM)
    assert await Centre.all().count() == 0

    assert (await confirmed(run, leave_out=True)).state == "done"
    assert await Centre.all().count() == 1


async def test_only_the_preview_that_was_seen_can_be_confirmed_and_only_once() -> None:
    run = await world.import_run(content=LIST)
    for digest in ("", "0" * 64):
        with pytest.raises(Refusal):
            await runs.confirm(run, digest, leave_out=True, by=SYSTEM)
    same = await runs.find(run.city_id, run.id)
    assert same is not None
    await runs.confirm(run, run.report["digest"], leave_out=False, by=SYSTEM)
    with pytest.raises(Refusal):
        await runs.confirm(same, same.report["digest"], leave_out=False, by=SYSTEM)
    assert (await world.settled(run)).state == "done"


async def test_when_centres_changed_since_the_preview_nothing_is_saved_and_a_new_one_is_shown() -> None:
    run = await world.import_run(content=LIST)
    await world.centre(key="NN01")

    run = await confirmed(run)

    assert run.state == "waiting"
    assert run.report["moved"] is True
    assert run.report["counts"]["changed"] == 1
    assert await Centre.all().count() == 1
    assert (await confirmed(run)).state == "done"


async def _broken_off(state: str, minutes: int) -> ImportRun:
    run = await world.import_run(content=LIST)
    mapping = {**run.mapping, "digest": run.report["digest"], "by": "system"}
    old = clock.now() - timedelta(minutes=minutes)
    await ImportRun.filter(id=run.id).update(state=state, touched_at=old, mapping=mapping if state == "saving" else {})
    return await world.settled(run)


@pytest.mark.parametrize(("state", "end"), [("reading", "waiting"), ("saving", "done")])
async def test_a_run_that_nobody_touched_for_a_minute_can_be_started_again(state: str, end: str) -> None:
    run = await _broken_off(state, minutes=2)
    assert runs.is_interrupted(run)

    await runs.start_again(run)

    assert (await world.settled(run)).state == end


async def test_a_run_that_somebody_works_on_is_not_started_again() -> None:
    run = await _broken_off("reading", minutes=0)
    assert not runs.is_interrupted(run)
    await runs.start_again(run)
    assert (await world.settled(run)).state == "reading"


async def test_whoever_lost_a_run_to_another_process_writes_nothing_any_more() -> None:
    run = await _broken_off("saving", minutes=2)
    stale = runs._Beat(run.id, run.touched_at)
    await runs.start_again(run)
    run = await world.settled(run)
    assert run.state == "done"

    with pytest.raises(runs._TakenOver):
        await stale(state="failed")
    assert (await world.settled(run)).state == "done"


async def test_a_run_that_is_given_up_keeps_no_file() -> None:
    run = await world.import_run(content=LIST)
    await runs.give_up(run, by=SYSTEM)
    run = await world.settled(run)
    assert run.state == "failed"
    assert bytes((await ImportRun.get(id=run.id)).content) == b""


async def test_a_file_that_nobody_came_back_to_is_thrown_away_after_a_week() -> None:
    run = await world.import_run(content=LIST)
    await ImportRun.filter(id=run.id).update(touched_at=clock.now() - timedelta(days=8))
    await world.import_run(content=LIST)
    assert bytes((await ImportRun.get(id=run.id)).content) == b""


async def test_however_many_files_come_at_once_they_are_read_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read, together, most = tables.read, [0], [0]

    def watched(content: bytes, name: str) -> tables.Table:
        together[0] += 1
        most[0] = max(most[0], together[0])
        try:
            return read(content, name)
        finally:
            together[0] -= 1

    monkeypatch.setattr(tables, "read", watched)
    long = "番号,名称\n" + "".join(f"{n},会館\n" for n in range(20_000))
    city = await world.morioka()
    begun = [await runs.begin(city, "halls.csv", long.encode(), by=SYSTEM) for _ in range(4)]

    ended = [await world.settled(run) for run in begun]

    assert [run.state for run in ended] == ["waiting"] * 4
    assert most == [1]


async def test_a_run_that_was_taken_over_while_it_waited_for_its_turn_is_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names: list[str] = []
    read = tables.read

    def watched(content: bytes, name: str) -> tables.Table:
        names.append(name)
        return read(content, name)

    run = await _broken_off("reading", minutes=2)
    monkeypatch.setattr(tables, "read", watched)
    async with runs._turn():
        await runs.start_again(run)
        later = clock.now() + timedelta(seconds=1)
        await ImportRun.filter(id=run.id).update(touched_at=later)
    assert (await world.settled(run)).state == "reading"
    assert names == []

    await ImportRun.filter(id=run.id).update(touched_at=clock.now() - timedelta(minutes=2))
    await runs.start_again(await world.settled(run))
    assert (await world.settled(run)).state == "waiting"
    assert names == ["halls.csv"]


async def test_a_file_name_is_kept_without_folders_and_controls() -> None:
    run = await world.import_run(content=LIST, name="C:\\tmp\\../会館\x07.csv")
    assert run.file_name == "会館.csv"
    assert (await world.import_run(content=LIST, name="\x07")).file_name == "?"


async def test_another_citys_run_is_not_found() -> None:
    run = await world.import_run(content=LIST)
    assert await runs.find((await world.tomi()).id, run.id) is None
