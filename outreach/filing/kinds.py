"""What can be filed: each kind of file by its name, the forms in which it comes, and how it is made.

None of them tells of a resident: lists of people are not among them, and never go by mail.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from outreach import reports
from outreach.cities import City
from outreach.filing import opened, reported, sealed
from outreach.filing.made import Job, Made
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.open_data import publishing
from outreach.open_data.datasets import ABOUT
from outreach.settings import Settings

# What a form is called; the words that are the same in every language are not translated.
FORMS: Mapping[str, Phrase] = {
    # translators: a form in which a file comes
    "csv": _("CSV (for Excel)"),
    # translators: a form in which a file comes; CP932 is the name of an old Japanese code
    "cp932": _("CSV in CP932 (for old programs)"),
    "xlsx": Phrase("XLSX"),
    "json": Phrase("JSON"),
    "geojson": Phrase("GeoJSON"),
    "pdf": Phrase("PDF"),
    # translators: a form in which a file comes: each table of a report as a CSV file, in one ZIP file
    "zip": _("CSV, all tables in one ZIP file"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file. ``each``: it is about a period, so that each one that was missed is made up."""

    title: Phrase
    forms: tuple[str, ...]
    make: Callable[[Job], Awaitable[Made]]
    each: bool = False


def _dataset(name: str) -> Kind:
    places = ("geojson",) if ABOUT[name].places else ()
    return Kind(ABOUT[name].title, ("csv", "cp932", "xlsx", "json", *places), partial(opened.made, name))


KINDS: Mapping[str, Kind] = {
    **{
        f"report-{one.slug}": Kind(one.title, ("pdf", "xlsx", "zip"), partial(reported.made, one.slug), each=True)
        for one in reports.KINDS
    },
    **{f"data-{name}": _dataset(name) for name in publishing.COLUMNS},
    "statement": Kind(_("Statement of the sealed month"), ("pdf", "csv", "json"), sealed.made, each=True),
    "anchor": Kind(_("End of the ledger, as evidence kept elsewhere"), ("json",), sealed.anchor),
}


async def made(what: str, city: City, form: str, due: date, settings: Settings, *, at_once: bool = False) -> Made:
    """The file of a kind as it is now; raises NotYet, KeyError for a kind that there is not any more, and Refusal."""
    return await KINDS[what].make(Job(city, form, due, settings, at_once))
