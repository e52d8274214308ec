"""Lists of centres in and out, in the layouts of the national dataset or in a city's own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import Parameter

from outreach import cities
from outreach.audit import SYSTEM
from outreach.cities import City
from outreach.cli import screen
from outreach.cli.settled import ready, settings
from outreach.cli.trouble import Trouble
from outreach.open_data import centres, exporting, layouts, reading, reports, tables, wording
from outreach.open_data.centres import CHUNK, Prepared
from outreach.open_data.reading import Columns
from outreach.open_data.tables import Table


async def bring_in(  # noqa: PLR0913 - one for each option
    file: Path,
    /,
    *,
    city: str,
    map: Annotated[Sequence[str], Parameter(negative=())] = (),  # noqa: A002 - the option's name
    identity: Annotated[Sequence[str], Parameter(negative=())] = (),
    list_: Annotated[str, Parameter(name="list")] = "",
    leave_out: bool = False,
    dry_run: bool = False,
    report: Path | None = None,
    json: bool = False,
) -> int:
    """Bring a list of centres in: all of it or nothing; safe to repeat.

    Parameters
    ----------
    file
        CSV or XLSX, in the new or the old layout of the national dataset, or any other table with --map.
    city
        The city, as in its address: morioka.
    map
        What a column means, for a table in neither layout: heading=field. Headings that say what they mean are known.
    identity
        A heading that tells one row from another, for such a table; several may be given.
    list_
        What such a list is called; the file's name unless given.
    leave_out
        Leave out the rows that cannot be taken, and save the others.
    dry_run
        Only show what would change.
    report
        Write the account of every row and cell into this file, as CSV.
    json
        Print the account as JSON.

    """
    table = _read(file)
    columns = _columns(table, map, identity, list_ or file.stem[:40])
    async with ready():
        place = await _city(city)
        seen = await _prepared(place, table, columns)
        if not dry_run:
            with screen.progress("Saving"):
                await centres.apply(place, seen, by=SYSTEM, left_out=seen.refused if leave_out else frozenset())
    told = reports.of(seen)
    if report:
        _write(report, reports.download(told, "en"))
    if json:
        screen.as_json(told | {"dry_run": dry_run})
    else:
        _show(seen, dry_run=dry_run)
    return int(dry_run and bool(seen.refused))


async def export(
    file: Path,
    /,
    *,
    city: str,
    layout: Literal["new", "old", "as-came"] = "new",
    list_: Annotated[str, Parameter(name="list")] = "",
) -> None:
    """Write a city's centres into a CSV file, to be published as open data.

    Parameters
    ----------
    file
        The file to write; what stands there is replaced.
    city
        The city, as in its address: morioka.
    layout
        new (56 columns), old (24 columns), or as-came: with the columns with which a list came.
    list_
        Which list, for as-came; left out for lists in a published layout.

    """
    async with ready():
        content = await exporting.export(await _city(city), layout, list_)
    _write(file, content)
    screen.say(f"{file}: {len(tables.read(content).lines)} rows")


def _read(file: Path) -> Table:
    most = settings().max_upload_bytes
    if (size := file.stat().st_size) > most:
        raise Trouble(f"{file} has {size:,} bytes; at most {most:,} can be taken (OUTREACH_MAX_UPLOAD_BYTES)")
    return tables.read(file.read_bytes(), file.name)


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)


async def _city(name: str) -> City:
    if (place := await cities.find(name)) is None:
        raise Trouble(f"there is no city {name!r} here")
    return place


def _columns(table: Table, given: Sequence[str], identity: Sequence[str], list_: str) -> Columns:
    if known := reading.published(table):
        if given or identity:
            raise Trouble("this list is in a published layout: --map and --identity do not apply")
        return known
    by_name = {" ".join(heading.split()): heading for heading in table.headings}
    meanings = layouts.suggested(table.headings)
    for pair in given:
        heading, _sign, meaning = pair.rpartition("=")
        meanings[_heading(by_name, heading)] = meaning
    return reading.mapped(table, meanings, [_heading(by_name, heading) for heading in identity], list_)


def _heading(by_name: dict[str, str], wanted: str) -> str:
    if (name := " ".join(wanted.split())) not in by_name:
        raise Trouble(f"there is no column {wanted!r}; there are: {', '.join(by_name)}")
    return by_name[name]


async def _prepared(city: City, table: Table, columns: Columns) -> Prepared:
    total = len(table.lines)
    with screen.progress("Reading", total=-(-total // CHUNK)) as step:

        async def hear(done: int) -> None:
            step(f"{done:,} of {total:,} rows")

        return await centres.prepare(city, table, columns, hear)


def _show(seen: Prepared, *, dry_run: bool) -> None:
    def shown(rows: Sequence[Sequence[Any]]) -> None:
        screen.table(["row", "column", "before", "after", "what"], rows[:20])
        if len(rows) > 20:
            screen.say(f"… and {len(rows) - 20} more (--report FILE writes all of them)")

    for note in seen.notes:
        screen.say(wording.note(note).text("en"))
    counts = [(word, seen.counts[name]) for name, word in wording.OUTCOMES.items() if seen.counts[name]]
    screen.table(["rows", "would be" if dry_run else ""], [*counts, ("All rows", len(seen.rows))])
    cells = [(word, seen.cells[name]) for name, word in wording.CELLS.items() if seen.cells[name]]
    screen.table(["cells", ""], [*cells, ("All cells", seen.cells.total())])
    refused = seen.refused_rows
    if refused:
        shown([(row.number, "", row.name, "", wording.reason(*seen.reason(row))) for row in refused])
    repairs = [
        (row.number, column, old, new, wording.REPAIRS[k]) for row in seen.rows for column, k, old, new in row.repairs
    ]
    if repairs:
        shown(repairs)
    unread = [
        (row.number, column, text, "", wording.TROUBLES[k]) for row in seen.rows for column, k, text in row.unread
    ]
    if unread:
        shown(unread)
