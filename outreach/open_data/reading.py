"""One row of a list, read: its key, its cells as they are kept, the facts they tell, an account of each cell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from outreach.i18n.phrase import phrase as _
from outreach.open_data import cells, hours, layouts
from outreach.open_data.cells import Cell, Reader
from outreach.open_data.tables import Line, Table
from outreach.refusal import Refusal, Refusals

LONGEST_KEY = 100
ACCESS = "access:"
# What each fact is when nobody has found it out.
BLANK: dict[str, Any] = {"latitude": None, "longitude": None, "opening": {}}
_TEXTS = {"name": 200, "name_en": 200, "address": 200, "kind": 60, "district": 60, "note": 2000, "way": 500}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what: ``meanings`` by heading. ``identity`` headings tell rows of the list ``list`` apart.

    In the two published layouts both are known; anybody else's table is mapped by a person.
    """

    layout: str
    meanings: dict[str, str]
    identity: tuple[str, ...] = ()
    list: str = ""

    def kept(self) -> dict[str, Any]:
        """As a run keeps it."""
        return {"layout": self.layout, "meanings": self.meanings, "identity": list(self.identity), "list": self.list}


def columns_of(kept: Mapping[str, Any]) -> Columns:
    """The columns that a run kept."""
    return Columns(kept["layout"], dict(kept["meanings"]), tuple(kept["identity"]), kept["list"])


def published(table: Table) -> Columns | None:
    """The columns of a table in one of the two layouts, or None: then a person must map it."""
    layout = layouts.detect(table.headings)
    if layout == "own":
        return None
    meanings = layouts.meanings(layout, table.headings)
    return Columns(layout, meanings, tuple(h for h, meaning in meanings.items() if meaning == "id"))


def mapped(table: Table, meanings: Mapping[str, str], identity: Sequence[str], list_: str) -> Columns:
    """The columns as a person mapped them. Raises Refusals where the mapping says too little or contradicts itself."""
    known = {heading: meaning for heading, meaning in meanings.items() if meaning}
    wrong = [*_unknown(table, known, identity), *_missing(known, identity, list_), *_twice(known)]
    if wrong:
        raise Refusals(wrong)
    return Columns("own", known, tuple(h for h in table.headings if h in identity), list_.strip())


def _unknown(table: Table, known: Mapping[str, str], identity: Sequence[str]) -> list[Refusal]:
    if {*known, *identity} <= {*table.headings} and set(known.values()) <= {*layouts.MEANINGS}:
        return []
    return [Refusal(_("This mapping does not fit the file. Please choose again."), code="mapping")]


def _missing(known: Mapping[str, str], identity: Sequence[str], list_: str) -> list[Refusal]:
    found = []
    if "name" not in known.values():
        found.append(Refusal(_("Please say which column holds the name of the centre."), "meaning", "no-name"))
    if not identity:
        sentence = _("Please choose which column, or columns, tell one row from another.")
        found.append(Refusal(sentence, "identity", "no-identity"))
    if not list_.strip() or len(list_.strip()) > 40:
        found.append(Refusal(_("Please give this list a short name, of at most 40 characters."), "list", "no-list"))
    return found


def _twice(known: Mapping[str, str]) -> list[Refusal]:
    if all(times == 1 for times in Counter(known.values()).values()):
        return []
    return [Refusal(_("Two columns cannot have the same meaning. Please choose one of them."), "meaning", "twice")]


@dataclass(slots=True)
class Taken:
    """A row after reading. ``outcome`` is row until it is compared; blank, numbered, footer and refused stay."""

    number: int
    outcome: str = "row"
    key: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    reason: tuple[str, str] = ("", "")
    repairs: list[tuple[str, str, str, str]] = field(default_factory=list)
    unread: list[tuple[str, str, str]] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)
    short: bool = False

    @property
    def name(self) -> str:
        """The name of the centre, as far as the row has one."""
        return str(self.facts.get("name", ""))

    def refuse(self, why: str, detail: str = "") -> None:
        """Say why the row cannot be taken; the first reason stands."""
        if self.outcome == "refused":
            return
        self.outcome, self.reason = "refused", (why, detail)

    def left_out(self) -> Counter[str]:
        """The account of its cells where the row is not taken."""
        return Counter({"empty": self.count["empty"], "left": self.count.total() - self.count["empty"]})


class Reading:
    """Reads the rows of one table for a city with this code."""

    def __init__(self, table: Table, columns: Columns, code: str) -> None:
        self.headings = table.headings
        self.columns = columns
        self.code = code
        self.readers = _readers(code)
        self.standard = layouts.standard(columns.layout, table.headings)
        self.has_code = "code" in columns.meanings.values()

    def take_all(self, lines: Sequence[Line]) -> list[Taken]:
        """Read some lines."""
        return [self.take(line) for line in lines]

    def take(self, line: Line) -> Taken:
        """Read one line."""
        taken = Taken(line.number, short=0 < line.missing < len(self.headings))
        if line.kind != "row":
            taken.outcome = line.kind
            filled = sum(bool(cell.strip()) for cell in line.cells)
            taken.count = Counter({"left": filled, "empty": len(line.cells) - filled})
            return taken
        read = self._cells(line, taken)
        taken.facts = facts(read)
        self._unused(read, taken)
        self._judge(read, taken, line)
        return taken

    def _cells(self, line: Line, taken: Taken) -> dict[str, Cell]:
        read: dict[str, Cell] = {}
        for heading, raw in zip(self.headings, line.cells, strict=True):
            meaning = self.columns.meanings.get(heading, "")
            if not raw.strip():
                taken.count["empty"] += 1
                cell = Cell(raw)
            else:
                cell = self._cell(heading, meaning, raw, taken)
            if cell.text:
                taken.cells[heading] = cell.text
            if meaning:
                read[meaning] = cell
        return read

    def _cell(self, heading: str, meaning: str, raw: str, taken: Taken) -> Cell:
        text = cells.unguarded(raw)
        cell = self.readers[meaning](text) if meaning else Cell(text)
        if text != raw:
            cell = cell.after("apostrophe", raw)
        if cell.trouble and text in cells.NOTHING:
            cell = Cell(text)
        taken.repairs += [(heading, *step) for step in cell.steps]
        if cell.trouble:
            taken.unread.append((heading, cell.trouble, cell.text))
        taken.count[self._account(heading, meaning, cell)] += 1
        return cell

    def _account(self, heading: str, meaning: str, cell: Cell) -> str:
        if cell.trouble:
            return "unread"
        if cell.fact != "" or heading in self.columns.identity:
            return "taken"
        return "kept" if heading in self.standard or meaning else "extra"

    def _unused(self, read: Mapping[str, Cell], taken: Taken) -> None:
        """Account for cells that are read well, but tell nothing without their neighbours."""
        place = [read.get(axis, Cell("")) for axis in ("latitude", "longitude")]
        days = read.get("days", Cell(""))
        alone = [cell for cell in place if cell.fact != "" and taken.facts.get("latitude") is None]
        if days.fact != "" and "week" not in taken.facts["opening"]:
            alone.append(days)
        taken.count.subtract({"taken": len(alone)})
        taken.count["kept"] += len(alone)

    def _judge(self, read: Mapping[str, Cell], taken: Taken, line: Line) -> None:
        if line.surplus:
            taken.refuse("surplus", str(len(line.surplus)))
        if not taken.name:
            taken.refuse("no-name")
        if self.has_code and (code := read["code"]).fact != self.code:
            taken.refuse("other-city" if code.fact else "no-code", code.text)
        taken.key = self._key(taken)
        if not taken.key:
            taken.refuse("no-id")
        elif len(taken.key) > LONGEST_KEY:
            taken.refuse("long-id")

    def _key(self, taken: Taken) -> str:
        parts = [taken.cells.get(heading, "").strip() for heading in self.columns.identity]
        if not any(parts):
            return ""
        identity = " / ".join(" ".join(part.split()) for part in parts)
        return f"{self.columns.list}: {identity}" if self.columns.list else identity


def _readers(code: str) -> dict[str, Reader]:
    return {
        "code": cells.code(code),
        "place_code": _unsaid(cells.code(code)),
        "id": cells.identity,
        "kana": cells.kana,
        "phone": cells.phone,
        "latitude": cells.degrees("latitude"),
        "longitude": cells.degrees("longitude"),
        "opens": cells.hour,
        "closes": cells.hour,
        "days": hours.days,
        "hours_note": hours.remark,
        "closed_days": hours.closed,
        "corporate": cells.corporate,
        "access_list": cells.flags(layouts.ACCESS),
        **{name: cells.line(longest) for name, longest in _TEXTS.items()},
        **{meaning: cells.flag for meaning in layouts.MEANINGS if meaning.startswith(ACCESS)},
    }


def _unsaid(reader: Reader) -> Reader:
    """Read and repair, but keep no fact of it."""

    def read(text: str) -> Cell:
        cell = reader(text)
        return Cell(cell.text, "", cell.steps, cell.trouble)

    return read


def facts(read: Mapping[str, Cell]) -> dict[str, Any]:
    """What the cells of a row tell, by our names; a blank fact where a cell is empty or could not be read."""
    single = ("name", "name_en", "kana", "kind", "district", "address", "phone", "opens", "closes", "note", "way")
    found: dict[str, Any] = {name: read[name].fact for name in single if name in read}
    found |= {meaning: cell.fact for meaning, cell in read.items() if meaning.startswith(ACCESS)}
    if "access_list" in read:
        there = read["access_list"].fact or []
        found |= {f"{ACCESS}{flag}": "yes" if flag in there else "" for flag in layouts.ACCESS.values()}
    if {"latitude", "longitude"} <= read.keys():
        place = (read["latitude"].fact, read["longitude"].fact)
        found["latitude"], found["longitude"] = place if "" not in place else (None, None)
    remarks = [_said(read[name].text) for name in ("hours_note", "closed_days") if name in read]
    if remarks:
        found["closed_days"] = _fitting("。".join(filter(None, remarks)))
    if {"days", "opens", "closes", "hours_note", "closed_days"} & read.keys():
        found["opening"] = hours.opening(dict(read))
    return found


def _said(text: str) -> str:
    return " ".join(text.split()).removesuffix("。")


def _fitting(text: str) -> str:
    return text if len(text) <= 200 else ""
