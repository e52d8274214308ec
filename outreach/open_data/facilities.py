"""The centres as 公共施設一覧 in the new layout (自治体標準オープンデータセット 01): its 56 columns and no others."""

from datetime import datetime

from outreach import clock
from outreach.cities import City
from outreach.db import sql
from outreach.open_data import layouts
from outreach.open_data.datasets import ROUGH, SAMPLE, Column, Dataset, Kind, Record, Value
from outreach.open_data.exporting import row_of
from outreach.venues import Centre

_KINDS: dict[str, Kind] = {"緯度": "number", "経度": "number", "URL": "url"}
_REQUIRED = frozenset({"全国地方公共団体コード", "ID", "地方公共団体名", "名称"})
COLUMNS = tuple(Column(name, _KINDS.get(name, "text"), required=name in _REQUIRED) for name in layouts.NEW)

# One by one, by an import (centres.imported), or in one of its rooms.
_CHANGED = (
    "SELECT at FROM audit_entries WHERE city_id = ? AND (action LIKE 'centre%' OR action LIKE 'room.%')"
    " ORDER BY id DESC LIMIT 1"
)


async def centres(city: City) -> Dataset:
    """The centres that are not closed for good, by their IDs."""
    found = await Centre.filter(city_id=city.id).order_by("key")
    shown = [one for one in found if one.closed_from is None or one.closed_from > clock.today()]
    rows = [_row(city, one) for one in shown]
    rough = frozenset(at for at, one in enumerate(shown) if one.position_note)
    return Dataset("centres", COLUMNS, rows, await _changed(city), places=True, rough=rough)


async def _changed(city: City) -> datetime | None:
    """When a centre or room was last written, as the trail tells."""
    found = await sql.rows(_CHANGED, city.id)
    return sql.moment(found[0]["at"]) if found else None


def _row(city: City, centre: Centre) -> Record:
    cells = row_of(city, centre, "new")
    row: Record = {column.heading: _value(cells.get(column.heading, ""), column.kind) for column in COLUMNS}
    remarks = [cells.get("備考", "")] + [ROUGH] * bool(centre.position_note) + [SAMPLE] * centre.is_sample
    return row | {"備考": " ".join(filter(None, remarks)) or None}


def _value(text: str, kind: Kind) -> Value:
    """A cell as it is published; what should be a number and is none stays out, as programs would stumble over it."""
    if kind != "number":
        return text or None
    try:
        return float(text)
    except ValueError:
        return None
