"""A city's centres as a table that others can read: in the layouts of the national dataset, or as the list came.

A cell that came from a list goes out as it came, unless somebody has changed the fact since: then the fact wins.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from outreach import clock
from outreach.cities import City
from outreach.db import dialect, sql
from outreach.i18n.phrase import phrase as _
from outreach.open_data import codes, keeping, layouts
from outreach.open_data.cells import spreadsheet_safe
from outreach.open_data.reading import ACCESS
from outreach.open_data.tables import spelled
from outreach.refusal import Refusal
from outreach.venues import Centre
from outreach.venues.access import NO, YES
from outreach.venues.rules import WEEK

Row = dict[str, str]
_DAYS = "月火水木金土日"
# Columns of the dataset that mean the same in anybody's table of the same heading.
_DESCRIBING = frozenset(map(spelled, layouts.NEW)) - {
    "ID",
    spelled("全国地方公共団体コード"),
    spelled("地方公共団体名"),
}
_PLAIN = ("name", "name_en", "kana", "address", "phone", "opens", "closes", "kind", "district", "note")


async def lists(city: City) -> list[str]:
    """The names of the lists that the city's centres came from; "" for those in a published layout."""
    found = await sql.rows(_LISTS[dialect()], city.id)
    return sorted(row["list"] for row in found if row["list"] is not None)


_LISTS = {
    "sqlite": "SELECT DISTINCT json_extract(published, '$.list') AS list FROM centres WHERE city_id = ?",
    "postgres": "SELECT DISTINCT published ->> 'list' AS list FROM centres WHERE city_id = ?",
}


async def export(city: City, layout: str, list_: str = "") -> bytes:
    """The centres in the layout ``new``, ``old`` or ``as-came`` (of one list), as CSV in UTF-8 with a BOM and CRLF.

    Centres that are closed for good are left out of the two layouts. Raises Refusal where there is nothing to write.
    """
    centres = sorted(await Centre.filter(city_id=city.id), key=_order)
    if layout == "as-came":
        headings, rows = _as_came([one for one in centres if one.published and one.published["list"] == list_])
    else:
        shown = [one for one in centres if one.closed_from is None or one.closed_from > clock.today()]
        headings, rows = _in_layout(city, shown, layout)
    if not rows:
        raise Refusal(_("There is no centre to write into this file."), "layout", "empty")
    return _csv(headings, rows)


def _order(centre: Centre) -> tuple[int, str]:
    return (int(centre.published.get("row", 0)) or 2**31, centre.key)


def _as_came(centres: Sequence[Centre]) -> tuple[list[str], list[Row]]:
    headings = list(dict.fromkeys(h for one in centres for h in keeping.headings_of(one.published)))
    return headings, [_cells(one) for one in centres]


def _cells(centre: Centre) -> Row:
    """The cells of a centre's own list by heading: as they came, or as the fact stands now."""
    told = centre.published
    here, base = keeping.held(centre), told["facts"]
    found: Row = dict(told["cells"])
    meanings = keeping.meanings_of(told)
    for heading, meaning in meanings.items():
        if (text := _edited(meaning, here, base, meanings.values())) is not None:
            found[heading] = text
    return found


def _edited(meaning: str, here: Mapping[str, Any], base: Mapping[str, Any], told: Iterable[str]) -> str | None:
    """What to write where the fact of a column is no longer what the list told; None where it is."""
    if meaning in ("latitude", "longitude"):
        changed = any(here[axis] != base.get(axis) for axis in ("latitude", "longitude"))
        return keeping.written(here[meaning]) if changed else None
    if meaning == "days":
        return _days(here) if here["opening"] != base.get("opening", {}) and here["opening"].get("week") else None
    if meaning == "access_list":
        flags = [f"{ACCESS}{flag}" for flag in layouts.ACCESS.values()]
        return _there(here) if any(here[name] != base.get(name, "") for name in flags) else None
    if meaning in ("hours_note", "closed_days"):
        first = "hours_note" if "hours_note" in told else "closed_days"
        changed = here["closed_days"] != base.get("closed_days", "")
        return (here["closed_days"] if meaning == first else "") if changed else None
    if meaning in (*_PLAIN, "way") or meaning.startswith(ACCESS):
        return _word(meaning, here[meaning]) if here[meaning] != base.get(meaning, "") else None
    return None


def _word(meaning: str, fact: str) -> str:
    return {YES: "有", NO: "無"}.get(fact, fact) if meaning.startswith(ACCESS) else fact


def _days(here: Mapping[str, Any]) -> str:
    week = here["opening"].get("week", {})
    return "".join(sign for sign, day in zip(_DAYS, WEEK, strict=True) if week.get(day))


def _there(here: Mapping[str, Any]) -> str:
    return ";".join(heading for heading, flag in layouts.ACCESS.items() if here[f"{ACCESS}{flag}"] == YES)


def _in_layout(city: City, centres: Sequence[Centre], layout: str) -> tuple[list[str], list[Row]]:
    extra = [h for one in centres if one.published.get("layout") == layout for h in _extra(one)]
    headings = list(dict.fromkeys([*layouts.HEADINGS[layout], *extra]))
    return headings, [row_of(city, one, layout) for one in centres]


def _extra(centre: Centre) -> list[str]:
    headings = keeping.headings_of(centre.published)
    own = layouts.standard(centre.published["layout"], headings)
    return [heading for heading in headings if heading not in own]


def row_of(city: City, centre: Centre, layout: str) -> Row:
    """A centre's cells in one of the two layouts, by heading, with the other columns of its own list if it had them."""
    own = _by_new_heading(centre) if centre.published else {}
    told = {**_known(city, centre), **own}
    found = {
        heading: told.get(spelled(layouts.RENAMED.get(heading, heading)), "") for heading in layouts.HEADINGS[layout]
    }
    if layout == "old" and "バリアフリー情報" not in own:
        found["バリアフリー情報"] = _there(keeping.held(centre))
    if centre.published.get("layout") == layout:
        found |= {heading: _cells(centre).get(heading, "") for heading in _extra(centre)}
    return found


def _by_new_heading(centre: Centre) -> Row:
    """The cells of a centre's own list by the headings of the new layout, as headings are compared."""
    meanings, found = keeping.meanings_of(centre.published), {}
    said = {meaning: spelled(heading) for heading, meaning in layouts.meanings("new", layouts.NEW).items()}
    cells = _cells(centre)
    for heading in keeping.headings_of(centre.published):
        own = spelled(layouts.RENAMED.get("".join(heading.split()), heading))
        if centre.published["layout"] == "own":
            own = said.get(meanings.get(heading, ""), own if own in _DESCRIBING else "")
        found[own] = cells.get(heading, "")
    return found


def _known(city: City, centre: Centre) -> Row:
    """What we know of a centre, whatever list it came from, by the headings of the new layout."""
    here = keeping.held(centre)
    prefecture, name = codes.prefecture(city.code), city.name.get("ja", "")
    found = {"全国地方公共団体コード": city.code, "ID": centre.key, "地方公共団体名": f"{prefecture}{name}"}
    found |= {"所在地_都道府県": prefecture, "所在地_市区町村": name, "利用可能曜日": _days(here)}
    for heading, meaning in layouts.meanings("new", layouts.NEW).items():
        if meaning in _PLAIN or meaning in ("latitude", "longitude") or meaning.startswith(ACCESS):
            found[heading] = _word(meaning, keeping.written(here[meaning]))
    found["利用可能時間特記事項"] = here["closed_days"]
    return {spelled(heading): text for heading, text in found.items()}


def _csv(headings: Sequence[str], rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([spreadsheet_safe(heading) for heading in headings])
    writer.writerows([spreadsheet_safe(row.get(heading, "")) for heading in headings] for row in rows)
    return text.getvalue().encode("utf-8-sig")
