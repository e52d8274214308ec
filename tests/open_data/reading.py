"""Published files read back as a stranger reads them."""

import csv
import io
import json
from typing import Any

import jsonschema_rs

from outreach.cities import City
from outreach.open_data import formats, publishing, schemas
from outreach.open_data.datasets import Dataset, Links
from outreach.open_data.formats import Terms
from outreach.open_data.licences import LICENCES

LICENCE = LICENCES["CC BY 4.0"]
SITE = "https://classes.example/morioka"
LINKS = Links(
    f"{SITE}/open-data", lambda n: f"{SITE}/classes/{n}", lambda name, form: f"{SITE}/open-data/{name}.{form}"
)


async def made(city: City, name: str) -> Dataset:
    """One dataset of the city."""
    return await publishing.dataset(city, name, LICENCE, LINKS)


def terms(city: City) -> Terms:
    """Under what the examples are published."""
    return Terms(city, LICENCE)


def table(content: bytes, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    """The rows of a CSV file by heading."""
    return list(csv.DictReader(io.StringIO(content.decode(encoding), newline="")))


def faults(of: Dataset, city: City) -> list[str]:
    """What the JSON file breaks of its own schema."""
    validator = jsonschema_rs.validator_for(schemas.schema(of.name, publishing.COLUMNS[of.name]))
    told: Any = json.loads(formats.as_json(of, terms(city)))
    return [error.message for error in validator.iter_errors(told)]
