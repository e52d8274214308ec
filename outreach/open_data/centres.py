"""A list of centres on its way into a city's rows: looked at first, then taken whole or not at all."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from outreach import audit, once, stamps
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import sql, unit_of_work
from outreach.i18n.phrase import phrase as _
from outreach.i18n.phrase import phrase_n as _n
from outreach.open_data import exporting, keeping, layouts
from outreach.open_data.keeping import Kept
from outreach.open_data.reading import Columns, Reading, Taken
from outreach.open_data.tables import Note, Table
from outreach.refusal import Refusal
from outreach.venues import Centre

CHUNK = 500
_BATCH = 500
Step = Callable[[int], Awaitable[None]]
Difference = tuple[str, str, str]


@dataclass(slots=True)
class Compared:
    """What becomes of one row: added, changed or unchanged, and in which cells it differs from what we have."""

    outcome: str
    centre: Centre | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)


@dataclass(slots=True)
class Prepared:
    """A list that was read and compared. ``digest`` stands for exactly this preview."""

    table: Table
    columns: Columns
    rows: list[Taken]
    compared: dict[int, Compared]
    missing: list[tuple[str, str]]
    same_name: dict[int, str]
    digest: str

    @property
    def refused(self) -> frozenset[int]:
        """The numbers of the rows that cannot be taken."""
        return frozenset(row.number for row in self.refused_rows)

    @property
    def refused_rows(self) -> list[Taken]:
        """The same as rows, in order."""
        return [row for row in self.rows if self.outcome(row) == "refused"]

    def outcome(self, row: Taken) -> str:
        """What becomes of a row."""
        return self.compared[row.number].outcome if row.number in self.compared else row.outcome

    def reason(self, row: Taken) -> tuple[str, str]:
        """Why a row cannot be taken, and what it is about."""
        return ("other-list", row.key) if row.number in self.compared else row.reason

    @property
    def counts(self) -> Counter[str]:
        """How many rows have which outcome; their sum is the number of rows."""
        return Counter(self.outcome(row) for row in self.rows)

    @property
    def cells(self) -> Counter[str]:
        """How many cells were taken, kept as text, not read, extra, empty or left out; their sum is all cells."""
        found = Counter[str]()
        for row in self.rows:
            found.update(row.left_out() if self.outcome(row) == "refused" else row.count)
        return found

    @property
    def notes(self) -> list[Note]:
        """What was odd about the file as a whole."""
        found = list(self.table.notes)
        if "code" not in self.columns.meanings.values():
            found.append({"kind": "no-code"})
        return found


async def prepare(city: City, table: Table, columns: Columns, step: Step | None = None) -> Prepared:
    """Read every row and compare it with what the city has; writes nothing. ``step`` hears how many rows are done."""
    reading, rows = Reading(table, columns, city.code), list[Taken]()
    for start in range(0, len(table.lines), CHUNK):
        rows += await asyncio.to_thread(reading.take_all, table.lines[start : start + CHUNK])
        if step:
            await step(len(rows))
    _refuse_twins(rows)
    return await _compared(city, table, columns, rows)


def _refuse_twins(rows: Sequence[Taken]) -> None:
    """Two rows with one identity: neither is taken, as nobody can say which is meant."""
    first: dict[str, Taken] = {}
    for row in rows:
        if row.outcome != "row":
            continue
        other = first.setdefault(row.key, row)
        if other is not row:
            row.refuse("twin", str(other.number))
    for row in [row for row in rows if row.reason[0] == "twin"]:
        first[row.key].refuse("twin", str(row.number))


async def _compared(city: City, table: Table, columns: Columns, rows: list[Taken]) -> Prepared:
    held = await _held(city)
    kept = Kept.of(table.headings, columns)
    compared = await asyncio.to_thread(
        lambda: {row.number: _one(city, row, held.get(row.key), kept) for row in rows if row.outcome == "row"}
    )
    keys = {row.key for row in rows}
    names: dict[str, str] = {one.name.get("ja", ""): one.key for one in held.values() if one.key not in keys}
    return Prepared(
        table,
        columns,
        rows,
        compared,
        missing=[(key, one.name.get("ja", "")) for key, one in held.items() if _gone(one, columns, keys)],
        same_name={n: names[row.name] for row in rows if (n := row.number) in compared and row.name in names},
        digest=_digest(city, rows, compared),
    )


async def _held(city: City) -> dict[str, Centre]:
    """The city's centres by key, fetched in portions, so that others get their turn between."""
    found: dict[str, Centre] = {}
    last = 0
    while portion := await Centre.filter(city_id=city.id, id__gt=last).order_by("id").limit(_BATCH):
        found |= {centre.key: centre for centre in portion}
        last = portion[-1].id
    return found


def _gone(centre: Centre, columns: Columns, keys: AbstractSet[str]) -> bool:
    told = centre.published
    return centre.key not in keys and bool(told) and (told["layout"], told["list"]) == (columns.layout, columns.list)


def _one(city: City, row: Taken, centre: Centre | None, kept: Kept) -> Compared:
    if centre is None:
        return Compared("added", None, row.facts)
    told = centre.published
    if told and not _follows(told, kept):
        return Compared("unchanged" if _is_ours(city, row, centre, kept) else "refused", centre)
    facts = keeping.news(row.facts, centre)
    differences = [*_cells(told, row, kept), *_facts(facts, centre, told)]
    same = bool(told) and not facts and not differences and kept.same_frame(told)
    return Compared("unchanged" if same else "changed", centre, facts, differences)


def _follows(told: Mapping[str, Any], kept: Kept) -> bool:
    """Whether this list may take the place of the one that a centre came from: the same one, or the newer layout."""
    same = (told["layout"], told["list"]) == (kept.layout, kept.list)
    return same or (told["layout"], kept.layout) == ("old", "new")


def _is_ours(city: City, row: Taken, centre: Centre, kept: Kept) -> bool:
    """Whether a row is what we ourselves write of this centre in the list's layout, so that it tells nothing new."""
    if kept.layout not in layouts.HEADINGS:
        return False
    ours = exporting.row_of(city, centre, kept.layout)
    return row.cells == {heading: text for heading, text in ours.items() if text}


def _cells(told: Mapping[str, Any], row: Taken, kept: Kept) -> list[Difference]:
    if not told:
        return []
    before: dict[str, str] = told["cells"]
    headings = dict.fromkeys([*kept.headings, *keeping.headings_of(told)])
    pairs = [(heading, before.get(heading, ""), row.cells.get(heading, "")) for heading in headings]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _facts(facts: Mapping[str, Any], centre: Centre, told: Mapping[str, Any]) -> list[Difference]:
    """Facts that differ from what stands here, where no list told it: the staff edited it, or found it out."""
    here, base = keeping.held(centre), told.get("facts", {})
    return [
        (f"={name}", keeping.written(here[name]), keeping.written(fact))
        for name, fact in facts.items()
        if not told or here[name] != base.get(name, keeping.blank(name))
    ]


def _digest(city: City, rows: Sequence[Taken], compared: Mapping[int, Compared]) -> str:
    told = [
        (row.number, row.key, row.cells, one.outcome, one.differences)
        for row in rows
        if (one := compared.get(row.number))
    ]
    return once.fingerprint(city.code, told, [row.number for row in rows if row.outcome == "refused"])


@unit_of_work
async def apply(
    city: City, seen: Prepared, *, by: Actor, left_out: AbstractSet[int] = frozenset(), subject: str = ""
) -> None:
    """Take every row of the preview, or none.

    ``left_out`` are the rows that somebody decided to leave out. Raises Refusal where a row is refused that is not
    among them, and (code ``changed``) where the city's centres are no longer as the preview showed them.
    """
    await sql.run("UPDATE cities SET slug = slug WHERE id = ?", city.id)
    if open_ := seen.refused - left_out:
        raise _refused_rows(open_)
    now = await _compared(city, seen.table, seen.columns, seen.rows)
    if now.digest != seen.digest:
        raise changed()
    await _write(city, now)
    await _tell_calendars(city, now)
    counts = now.counts
    numbers = {name: counts[name] for name in ("added", "changed", "unchanged", "refused")}
    await audit.record(city.id, by, "centres.imported", subject or f"city:{city.id}", **numbers)


def changed() -> Refusal:
    """The refusal of a preview that is out of date."""
    sentence = _("Centres were changed since this preview was made. Please look at the new preview.")
    return Refusal(sentence, code="changed")


def _refused_rows(numbers: AbstractSet[int]) -> Refusal:
    shown = ", ".join(map(str, sorted(numbers)[:20]))
    sentence = _n(
        "Row {rows} cannot be taken, so nothing was saved. Please correct the file, or leave it out.",
        "{n} rows cannot be taken ({rows}), so nothing was saved. Please correct the file, or leave them out.",
        len(numbers),
        rows=shown,
    )
    return Refusal(sentence, "left_out", "rows")


async def _write(city: City, seen: Prepared) -> None:
    kept = Kept.of(seen.table.headings, seen.columns)
    rows = [row for row in seen.rows if seen.outcome(row) in ("added", "changed")]
    for start in range(0, len(rows), _BATCH):
        portion = rows[start : start + _BATCH]
        written = [_centre(city, row, seen.compared[row.number], kept) for row in portion]
        old = [keeping.copy(one) for row, one in zip(portion, written, strict=True) if seen.compared[row.number].centre]
        new = [one for row, one in zip(portion, written, strict=True) if not seen.compared[row.number].centre]
        await Centre.bulk_create(new)
        await Centre.bulk_create(old, **_OVER)  # one statement for many


async def _tell_calendars(city: City, seen: Prepared) -> None:
    """Classes at a centre whose name or address the list corrected."""
    told = {one.centre.id for one in seen.compared.values() if one.centre and _WRITTEN.intersection(one.facts)}
    await stamps.renew_at(city.id, told)


def _centre(city: City, row: Taken, one: Compared, kept: Kept) -> Centre:
    centre = keeping.with_facts(one.centre or Centre(city_id=city.id, key=row.key, name={}), one.facts)
    centre.published = kept.told(row)
    return centre


_WRITTEN = frozenset({"name", "name_en", "address"})
_OVER: dict[str, Any] = {"on_conflict": ["city_id", "key"], "update_fields": [*keeping.COLUMNS, "published"]}
