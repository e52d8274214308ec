"""What is asked for, and the file that comes of it."""

from dataclasses import dataclass
from datetime import date

from outreach.cities import City
from outreach.i18n import pick
from outreach.settings import Settings

LANGUAGE = "ja"
MEDIA = {
    "csv": ("text", "csv"),
    "cp932": ("text", "csv"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": ("application", "json"),
    "geojson": ("application", "geo+json"),
    "pdf": ("application", "pdf"),
    "zip": ("application", "zip"),
}
ENDINGS = {form: form for form in MEDIA} | {"cp932": "cp932.csv"}


class NotYet(Exception):
    """The file cannot be made yet, and nothing is wrong: a month is not sealed, figures are being compared.

    The argument is the code of why.
    """


@dataclass(frozen=True, slots=True)
class Job:
    """A file that is to be made: of this city, in this form, for this day; ``at_once`` where somebody asked for it."""

    city: City
    form: str
    due: date
    settings: Settings
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A file: its bytes, its name on any disk, its name for people, and lines that stand in the mail beside it."""

    content: bytes
    name: str
    shown: str
    lines: tuple[str, ...] = ()


def named(job: Job, content: bytes, mark: str, title: str, lines: tuple[str, ...] = ()) -> Made:
    """The file with its names: ``032018_results_2026-12-01.csv``, and the same in words."""
    ending = ENDINGS[job.form]
    city = pick(job.city.name, LANGUAGE).text
    words = "".join(sign if sign.isalnum() or sign in "・（）" else "-" for sign in title)[:60]
    name = f"{job.city.code}_{mark}_{job.due}.{ending}"
    return Made(content, name, f"{city}_{words}_{job.due}.{ending}", lines)
