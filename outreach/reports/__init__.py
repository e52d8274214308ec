"""The reports that a city files: of a fiscal year or a month, as of a day, on a page, as PDF, XLSX and CSV."""

from datetime import date

from outreach.cities import City
from outreach.reports.kinds import KINDS, find
from outreach.reports.report import Asked, Cell, Kind, Made, Mark, Period, Report, Table
from outreach.reports.writing import FORMATS, MEDIA, Format, file_name, written

__all__ = [
    "FORMATS",
    "KINDS",
    "MEDIA",
    "Asked",
    "Cell",
    "Format",
    "Kind",
    "Made",
    "Mark",
    "Period",
    "Report",
    "Table",
    "build",
    "file_name",
    "find",
    "written",
]


async def build(city_id: int, kind: str, period: Period, as_of: date, language: str) -> Report:
    """The report of this kind (a slug of KINDS) for a period of its span, as it was known at the end of ``as_of``.

    Raises KeyError for a kind that there is not, and ValueError for a period of another span.
    """
    of = find(kind)
    if period.span != of.span:
        raise ValueError(period)
    asked = Asked(await City.get(id=city_id), period, as_of, language)
    made = await of.make(asked)
    title = asked.say(of.title)
    return Report(kind, title, asked.city, period, as_of, language, made.notes, made.tables, made.rows)
