"""A dataset of the open data as a file."""

import asyncio

from outreach.filing.made import LANGUAGE, Job, Made, NotYet, named
from outreach.open_data import formats, publishing
from outreach.open_data.datasets import Dataset, Links
from outreach.open_data.formats import Terms
from outreach.open_data.licences import LICENCES


async def made(name: str, job: Job) -> Made:
    """The dataset as it is now; NotYet while its figures are being compared with the ledger."""
    terms = Terms(job.city, LICENCES[job.settings.open_data_licence])
    of = await publishing.dataset(job.city, name, terms.licence, links(job.settings.public_url, job.city.slug))
    if of.reconciling:
        raise NotYet("reconciling")
    content = await asyncio.to_thread(_written, of, job.form, terms)
    return named(job, content, name, of.about.title.text(LANGUAGE))


def _written(of: Dataset, form: str, terms: Terms) -> bytes:
    match form:
        case "csv":
            return formats.as_csv(of)
        case "cp932":
            return formats.as_cp932(of)[0]
        case "xlsx":
            return formats.as_xlsx(of, terms)
        case "json":
            return formats.as_json(of, terms)
        case _:
            return formats.as_geojson(of, terms)


def links(public_url: str, slug: str) -> Links:
    """The same addresses as in the files that the site hands out itself."""
    base = f"{public_url.rstrip('/')}/{slug}"

    def lesson(lesson_id: int) -> str:
        return f"{base}/classes/{lesson_id}"

    def file(dataset: str, form: str) -> str:
        return f"{base}/open-data/{dataset}.{form}"

    return Links(f"{base}/open-data", lesson, file)
