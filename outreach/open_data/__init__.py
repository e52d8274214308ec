"""Open data in and out, in the layouts that the Digital Agency defines and in the cities' own."""

from outreach.open_data import centres, exporting, layouts, limits, reading, reports, runs, tables, wording
from outreach.open_data.rows import STATES, ImportRun

__all__ = [
    "STATES",
    "ImportRun",
    "centres",
    "exporting",
    "layouts",
    "limits",
    "reading",
    "reports",
    "runs",
    "tables",
    "wording",
]
