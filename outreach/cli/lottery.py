"""The draws of this installation: shown, and run again from what was published."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from outreach import cities
from outreach.cli import screen
from outreach.cli.settled import ready
from outreach.cli.trouble import Trouble
from outreach.clock import TOKYO
from outreach.db import sql
from outreach.lessons import Lesson, Lottery
from outreach.registration import lottery

Class = Annotated[int, Parameter(name="class")]
Hash = Annotated[str, Parameter(name="hash")]
_SEALED = "SELECT detail FROM audit_entries WHERE action = 'lottery.drawn' AND subject = ? ORDER BY id"


async def verify(
    record: Path | None = None, /, *, city: str = "", class_: Class = 0, hash_: Hash = "", json: bool = False
) -> int:
    """Draw the lots of a class again and compare.

    Parameters
    ----------
    record
        The record as its public page gives it (lots.json). It needs no installation and no database.
    city
        Instead of a file, or to compare it with: the city in this installation, as in its address: morioka.
    class_
        The class, as in its address.
    hash_
        The fingerprint of the secret number as you noted it before sign-up opened.
    json
        Print what is wrong as JSON.

    """
    if record is None and not (city and class_):
        raise Trouble("name the file of a draw, or --city and --class")
    given = _read(record) if record else None
    faults = lottery.verify(given) if record else []
    if city and class_:
        faults += await _of_installation(city, class_, given)
    if hash_ and given is not None and (not isinstance(given, dict) or given.get("seed_hash") != hash_.strip().lower()):
        faults.append("seed_hash: it is not the one that you noted")
    _tell(faults, given, json=json)
    return int(bool(faults))


def _tell(faults: list[str], given: object, *, json: bool) -> None:
    if json:
        screen.as_json({"faults": faults})
    elif faults:
        screen.table(["this does not hold"], [(fault,) for fault in faults])
    else:
        entries = len(given["entries"]) if isinstance(given, dict) else None
        said = "Drawn again, the result is the same"
        screen.say(f"{said} for all {entries} entries." if entries is not None else f"{said}.")


def _read(path: Path) -> Any:
    import json

    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError:  # not UTF-8, or not JSON
        raise Trouble(f"{path} is not a JSON file") from None
    if isinstance(found, dict) and "seed_hash" in found and "seed" not in found:
        raise Trouble(f"{path} is the promise of a draw that was still to come: fetch the file again after the draw")
    return found


async def _of_installation(city: str, number: int, given: object) -> list[str]:
    """The same from the rows: what is kept must hold, be what was given, and be what the audit trail says."""
    async with ready():
        lesson, row = await _found(city, number)
        if row.record is None:
            raise Trouble(f"the lots of class {number} are not drawn yet")
        audited = [sql.document(one["detail"]) for one in await sql.rows(_SEALED, f"lesson:{lesson.id}")]
    faults = lottery.verify(row.record)
    if given is not None and given != row.record:
        faults.append("the file is not the record that is kept here")
    if row.record.get("seed_hash") != row.seed_hash or row.record.get("class") != lesson.uid:
        faults.append("the record that is kept here is not that of this class")
    if [one["fingerprint"] for one in audited] != [row.record.get("fingerprint")]:
        faults.append("the audit trail tells of another list, or of another number of draws")
    return faults


async def _found(city: str, number: int) -> tuple[Lesson, Lottery]:
    if (place := await cities.find(city)) is None:
        raise Trouble(f"there is no city {city!r} here")
    lesson = await Lesson.get_or_none(city_id=place.id, id=number)
    row = await lottery.of_lesson(lesson.id) if lesson else None
    if lesson is None or row is None:
        raise Trouble(f"no lots are drawn for a class {number} in {city}")
    return lesson, row


async def show(*, city: str, class_: Class = 0, json: bool = False) -> None:
    """Show the draws of a city, or what is published about one.

    Parameters
    ----------
    city
        The city, as in its address: morioka.
    class_
        One class, as in its address: its record, or before the draw its promise.
    json
        Print the list as JSON.

    """
    async with ready():
        if class_:
            screen.as_json(lottery.published(*await _found(city, class_)))
            return
        if (place := await cities.find(city)) is None:
            raise Trouble(f"there is no city {city!r} here")
        rows = await Lottery.filter(lesson__city_id=place.id).select_related("lesson").order_by("lesson_id")
    if json:
        screen.as_json([_line(row) for row in rows])
    else:
        shown = [(row.lesson_id, _told(row.lesson.draws_at), _told(row.drawn_at), _entries(row)) for row in rows]
        screen.table(["class", "to be drawn", "drawn", "entries"], shown)


def _line(row: Lottery) -> dict[str, object]:
    return {
        "class": row.lesson_id,
        "draws_at": row.lesson.draws_at,
        "drawn_at": row.drawn_at,
        "entries": _entries(row),
        "seed_hash": row.seed_hash,
    }


def _entries(row: Lottery) -> int:
    return len(row.record["entries"]) if row.record else row.last_number


def _told(at: datetime | None) -> str:
    return f"{at.astimezone(TOKYO):%Y-%m-%d %H:%M}" if at else ""
