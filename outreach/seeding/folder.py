"""Reading a city's folder; seeds/README.md says what each file holds."""

import csv
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.seeding.cells import plain

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CityFolder:
    """All files of one city, as rows."""

    city: Row
    departments: list[Row] = field(default_factory=list)
    organisations: list[Row] = field(default_factory=list)
    kits: list[Row] = field(default_factory=list)
    plans: list[Row] = field(default_factory=list)
    venues: list[Row] = field(default_factory=list)
    rooms: list[Row] = field(default_factory=list)
    closures: list[Row] = field(default_factory=list)
    moves: list[Row] = field(default_factory=list)
    courses: list[Row] = field(default_factory=list)
    accounts: list[Row] = field(default_factory=list)
    helpers: list[Row] = field(default_factory=list)
    participants: list[Row] = field(default_factory=list)
    series: list[Row] = field(default_factory=list)
    lessons: list[Row] = field(default_factory=list)


def read(folder: Path) -> CityFolder:
    """The folder's rows; Refusal where it has no city.toml. Other files may be missing."""
    if not (folder / "city.toml").is_file():
        raise Refusal(_("There is no city.toml in {folder}.", folder=folder.name), code="no-city")
    people, lists = _toml(folder / "people.toml"), _toml(folder / "lists.toml")
    planned = _toml(folder / "lessons.toml")
    return CityFolder(
        city=_toml(folder / "city.toml"),
        departments=lists.get("departments", []),
        organisations=lists.get("organisations", []),
        kits=lists.get("kits", []),
        plans=_toml(folder / "plan.toml").get("plans", []),
        venues=_csv(folder / "venues.csv"),
        rooms=_csv(folder / "rooms.csv"),
        closures=_csv(folder / "closures.csv"),
        moves=_csv(folder / "moves.csv"),
        courses=_toml(folder / "courses.toml").get("courses", []),
        accounts=people.get("accounts", []),
        helpers=people.get("helpers", []),
        participants=people.get("participants", []),
        series=planned.get("series", []),
        lessons=planned.get("lessons", []),
    )


def _toml(path: Path) -> Row:
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def _csv(path: Path) -> list[Row]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: plain(cell or "") for name, cell in row.items()} for row in csv.DictReader(file)]


def texts(row: Row, name: str) -> dict[str, str]:
    """The texts of a CSV row by language: ``name_ja`` and ``name_en`` become ``ja`` and ``en``."""
    found = {language: row.get(f"{name}_{language}", "") for language in ("ja", "en")}
    return {language: text for language, text in found.items() if text}
