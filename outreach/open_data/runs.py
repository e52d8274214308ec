"""An import as a row that lives from the upload to the end: any process of the server shows how far it is.

Whoever works on a run holds it by ``touched_at``: only the holder of the last beat may write the next one. A run that
nobody has touched for a minute was interrupted, and may be started again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from outreach import audit, clock
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import unit_of_work
from outreach.i18n.phrase import Phrase
from outreach.i18n.phrase import phrase as _
from outreach.open_data import centres, layouts, reading, reports, tables
from outreach.open_data.reading import Columns
from outreach.open_data.rows import ImportRun
from outreach.open_data.tables import Table
from outreach.refusal import Refusal, Refusals

STALE = timedelta(minutes=1)
KEPT = timedelta(days=7)
SAMPLES = 3
BUSY = ("reading", "saving")
log = logging.getLogger(__name__)
_working: set[asyncio.Task[None]] = set()
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
_reader = ThreadPoolExecutor(1, "reader")  # one thread: a read whose task was cancelled still ends before the next


class _TakenOver(Exception):
    """Somebody else works on the run now."""


async def begin(city: City, file_name: str, content: bytes, *, by: Actor) -> ImportRun:
    """Keep an uploaded file and start to read it in the background."""
    await _forget(city.id)
    run = await _stored(city, _clean(file_name), content, by)
    _start(_read(run.id, run.touched_at))
    return run


@unit_of_work
async def _stored(city: City, name: str, content: bytes, by: Actor) -> ImportRun:
    now = clock.now()
    run = await ImportRun.create(
        city=city, file_name=name, content=content, state="reading", by=by.reference, at=now, touched_at=now
    )
    await audit.record(city.id, by, "import.begun", f"import_run:{run.id}", bytes=len(content))
    return run


def _clean(name: str) -> str:
    shown = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    return shown[-200:] or "?"


async def _forget(city_id: int) -> None:
    """Files that nobody came back to are not kept."""
    old = ImportRun.filter(city_id=city_id, state__in=("waiting", "failed"), touched_at__lt=clock.now() - KEPT)
    await old.update(state="failed", content=b"")


async def find(city_id: int, run_id: int) -> ImportRun | None:
    """A run of this city, without its file."""
    return await ImportRun.filter(city_id=city_id, id=run_id).only(*_SHOWN).first()


async def newest(city_id: int, most: int = 20) -> list[ImportRun]:
    """The last runs of the city, without their files and reports."""
    return await ImportRun.filter(city_id=city_id).order_by("-id").limit(most).only(*_LISTED)


_LISTED = ("id", "city_id", "file_name", "state", "done", "total", "by", "at", "touched_at")
_SHOWN = (*_LISTED, "mapping", "report")


def is_interrupted(run: ImportRun) -> bool:
    """Whether nobody works on it any more, though it is not at its end."""
    return run.state in BUSY and clock.now() - run.touched_at > STALE


def _start(work: Awaitable[None]) -> None:
    task = asyncio.ensure_future(work)
    _working.add(task)
    task.add_done_callback(_working.discard)


async def settled() -> None:
    """Wait until this process works on no run any more."""
    while own := [task for task in _working if task.get_loop() is asyncio.get_running_loop()]:
        await asyncio.gather(*own, return_exceptions=True)


async def stop() -> None:
    """Leave what is not finished; it can be started again from its row."""
    own = [task for task in _working if task.get_loop() is asyncio.get_running_loop()]
    for task in own:
        task.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*own, return_exceptions=True)


async def map_columns(
    run: ImportRun, meanings: Mapping[str, str], identity: Sequence[str], list_: str, *, by: Actor
) -> None:
    """Say what the columns of a city's own table mean, and read it so. Raises Refusals where that is not enough."""
    table = await _table(run.id)
    columns = reading.mapped(table, meanings, identity, list_)
    if not await _seize(run, "waiting", "reading", mapping=columns.kept()):
        raise _moved_on()
    await audit.record(run.city_id, by, "import.mapped", f"import_run:{run.id}")
    _start(_read(run.id, run.touched_at))


async def confirm(run: ImportRun, digest: str, *, leave_out: bool, by: Actor) -> None:
    """Save what the preview showed. ``leave_out``: the rows that cannot be taken are left out on purpose."""
    if run.state != "waiting" or not digest or run.report.get("digest") != digest:
        raise _moved_on()
    if run.report["refused"] and not leave_out:
        sentence = _("Some rows cannot be taken. Please tick that they are to be left out, or correct the file.")
        raise Refusal(sentence, "leave_out", "rows")
    mapping = {**run.mapping, "digest": digest, "by": by.reference}
    if not await _seize(run, "waiting", "saving", mapping=mapping):
        raise _moved_on()
    _start(_save(run.id, run.touched_at))


async def start_again(run: ImportRun) -> None:
    """Go on with a run that was interrupted; harmless where somebody works on it."""
    if is_interrupted(run) and await _seize(run, run.state, run.state):
        _start((_read if run.state == "reading" else _save)(run.id, run.touched_at))


async def give_up(run: ImportRun, *, by: Actor) -> None:
    """Throw the file of a waiting run away; nothing was saved."""
    sentence = _("It was given up; nothing was saved.")
    if await _seize(run, "waiting", "failed", content=b"", report=_told(sentence)):
        await audit.record(run.city_id, by, "import.given_up", f"import_run:{run.id}")


def _moved_on() -> Refusal:
    return Refusal(_("This import has moved on meanwhile. Please look at it again."), code="moved-on")


async def _seize(run: ImportRun, before: str, after: str, **more: Any) -> bool:
    """Take a run from one state to another, if it still stands as we saw it."""
    now = _later(run.touched_at)
    standing = ImportRun.filter(id=run.id, state=before, touched_at=run.touched_at)
    if not await standing.update(state=after, touched_at=now, **more):
        return False
    run.touched_at, run.state = now, after
    return True


def _later(than: datetime) -> datetime:
    return max(clock.now(), than + timedelta(microseconds=1))


async def _table(run_id: int, beat: "_Beat | None" = None) -> Table:
    """The table of a run's file. One file at a time is loaded and read, however many runs begin at once."""
    async with _turn():
        if beat:
            await beat()
        run = await ImportRun.get(id=run_id)
        return await asyncio.get_running_loop().run_in_executor(_reader, tables.read, bytes(run.content), run.file_name)


async def _without_file(run_id: int) -> ImportRun:
    run = await ImportRun.get(id=run_id).only(*_SHOWN)
    await run.fetch_related("city")
    return run


def _turn() -> asyncio.Lock:
    return _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock())


class _Beat:
    """The pulse of whoever works on a run; raises _TakenOver where another one has it."""

    def __init__(self, run_id: int, at: datetime) -> None:
        self.run_id, self.at = run_id, at

    async def __call__(self, **news: Any) -> None:
        now = _later(self.at)
        if not await ImportRun.filter(id=self.run_id, touched_at=self.at).update(touched_at=now, **news):
            raise _TakenOver
        self.at = now

    async def done(self, rows: int) -> None:
        """So many rows are read."""
        await self(done=rows)


async def _read(run_id: int, at: datetime) -> None:
    beat = _Beat(run_id, at)
    await _guarded(beat, lambda: _prepare(beat))


async def _save(run_id: int, at: datetime) -> None:
    beat = _Beat(run_id, at)
    await _guarded(beat, lambda: _apply(beat))


async def _guarded(beat: _Beat, work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except _TakenOver:
        log.warning("an import is worked on elsewhere")
    except (Refusal, Refusals) as refused:
        first = refused.all[0] if isinstance(refused, Refusals) else refused
        await _fail(beat, first.phrase)
    except Exception:
        log.exception("an import failed")
        await _fail(beat, _("Something went wrong here. Nothing was saved. Please try again, or call us."))


async def _fail(beat: _Beat, sentence: Phrase) -> None:
    with suppress(_TakenOver):
        await beat(state="failed", content=b"", report=_told(sentence))


def _told(sentence: Phrase) -> dict[str, Any]:
    params = {name: value if isinstance(value, int) else str(value) for name, value in sentence.params}
    return {"refusal": {"msgid": sentence.msgid, "plural": sentence.plural, "n": sentence.n, "params": params}}


def refusal_of(run: ImportRun) -> Phrase | None:
    """Why a run failed."""
    told = run.report.get("refusal")
    return Phrase(told["msgid"], told["plural"], told["n"], tuple(told["params"].items())) if told else None


async def _prepare(beat: _Beat) -> None:
    table = await _table(beat.run_id, beat)
    run = await _without_file(beat.run_id)
    columns = _columns(run, table)
    await beat(total=len(table.lines), done=0)
    if columns is None:
        await beat(state="waiting", report={"ask": await _question(run, table)})
        return
    seen = await centres.prepare(run.city, table, columns, beat.done)
    await beat(state="waiting", report=await asyncio.to_thread(reports.of, seen), mapping=columns.kept())


def _columns(run: ImportRun, table: Table) -> Columns | None:
    return reading.columns_of(run.mapping) if run.mapping else reading.published(table)


async def _question(run: ImportRun, table: Table) -> dict[str, Any]:
    """What a person must be asked about a table in neither layout, with what she said of such a table before."""
    before = await _before(run, table)
    stem = run.file_name.rpartition(".")[0] or run.file_name
    return {
        "columns": [
            [heading, [line.cells[at][:80] for line in table.lines if line.cells[at].strip()][:SAMPLES]]
            for at, heading in enumerate(table.headings)
        ],
        "meanings": before.meanings if before else layouts.suggested(table.headings),
        "identity": list(before.identity) if before else [],
        "list": before.list if before else stem[:40],
    }


async def _before(run: ImportRun, table: Table) -> Columns | None:
    """The mapping of the last saved list with the same headings and the same file name."""
    done = ImportRun.filter(city_id=run.city_id, state="done", file_name=run.file_name).order_by("-id")
    last = await done.only("id", "mapping").first()
    if last is None or last.mapping.get("layout") != "own":
        return None
    columns = reading.columns_of(last.mapping)
    return columns if {*columns.meanings, *columns.identity} <= {*table.headings} else None


async def _apply(beat: _Beat) -> None:
    table = await _table(beat.run_id, beat)
    run = await _without_file(beat.run_id)
    seen = await centres.prepare(run.city, table, reading.columns_of(run.mapping), beat.done)
    report = await asyncio.to_thread(reports.of, seen)
    try:
        if seen.digest != run.mapping["digest"]:
            raise centres.changed()
        await _finish(run, seen, beat, report)
    except Refusal as refusal:
        if refusal.code != "changed":
            raise
        await beat(state="waiting", report={**report, "moved": True})


@unit_of_work
async def _finish(run: ImportRun, seen: centres.Prepared, beat: _Beat, report: dict[str, Any]) -> None:
    """The centres and the end of the run, in one transaction."""
    by = _actor(run)
    await centres.apply(run.city, seen, by=by, left_out=seen.refused, subject=f"import_run:{run.id}")
    standing = ImportRun.filter(id=run.id, state="saving", touched_at=beat.at)
    if not await standing.update(state="done", content=b"", report=report, touched_at=_later(beat.at)):
        raise _TakenOver


def _actor(run: ImportRun) -> Actor:
    kind, _colon, number = str(run.mapping["by"]).partition(":")
    return Actor("account", int(number), run.city_id) if kind == "account" else audit.SYSTEM
