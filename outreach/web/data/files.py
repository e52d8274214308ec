"""The datasets as files under addresses that do not change; while one is written, others are answered."""

import asyncio
import json

from starlette.responses import Response

from outreach.open_data import formats, publishing, schemas
from outreach.open_data.datasets import Dataset
from outreach.web.data.shared import answer, links, terms
from outreach.web.mistakes import Mistake
from outreach.web.visit import Visit

CSV = "text/csv; charset=utf-8"
CP932 = "text/csv; charset=windows-31j"  # what IANA calls CP932
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def dataset_csv(visit: Visit) -> Response:
    """CSV in UTF-8 with a BOM, or on request in CP932."""
    match visit.query("encoding"):
        case "":
            content = await asyncio.to_thread(formats.as_csv, await _asked(visit))
            return answer(content, CSV, _name(visit, "csv"))
        case "cp932":
            content, _lost = await asyncio.to_thread(formats.as_cp932, await _asked(visit))
            return answer(content, CP932, _name(visit, "cp932.csv"))
        case _:
            raise Mistake(404)


async def dataset_lost(visit: Visit) -> Response:
    """What CP932 cannot write of this dataset: row, column and sign."""
    _content, lost = await asyncio.to_thread(formats.as_cp932, await _asked(visit))
    return answer(formats.lost_signs(lost), CSV, _name(visit, "cp932-lost.csv"))


async def dataset_json(visit: Visit) -> Response:
    """JSON."""
    content = await asyncio.to_thread(formats.as_json, await _asked(visit), terms(visit))
    return answer(content, "application/json")


async def dataset_xlsx(visit: Visit) -> Response:
    """XLSX."""
    content = await asyncio.to_thread(formats.as_xlsx, await _asked(visit), terms(visit))
    return answer(content, XLSX, _name(visit, "xlsx"))


async def dataset_geojson(visit: Visit) -> Response:
    """GeoJSON, of what has a place."""
    of = await _asked(visit)
    if not of.places:
        raise Mistake(404)
    content = await asyncio.to_thread(formats.as_geojson, of, terms(visit))
    return answer(content, "application/geo+json", _name(visit, "geojson"))


async def dataset_schema(visit: Visit) -> Response:
    """What the JSON file looks like."""
    name = _dataset(visit)
    told = json.dumps(schemas.schema(name, publishing.COLUMNS[name]), ensure_ascii=False, indent=1)
    return answer(told.encode(), "application/schema+json")


def _dataset(visit: Visit) -> str:
    name = str(visit.request.path_params["dataset"])
    if name not in publishing.COLUMNS:
        raise Mistake(404)
    return name


async def _asked(visit: Visit) -> Dataset:
    return await publishing.dataset(visit.city, _dataset(visit), terms(visit).licence, links(visit))


def _name(visit: Visit, ending: str) -> str:
    # 032018_events.csv: as the national dataset names files, the municipality's code first.
    return f"{visit.city.code}_{_dataset(visit)}.{ending}"
