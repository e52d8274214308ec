"""A report as a file: of the month, or of the fiscal year so far, before the day on which it is due."""

import asyncio
from datetime import timedelta

from outreach import reports
from outreach.filing.made import LANGUAGE, Job, Made, named
from outreach.filing.sealed import month_before
from outreach.reports import Period
from outreach.reports.writing import Format

# The tables of a report are several CSV files in one ZIP file, so that is what people are offered.
_ENDINGS: dict[Format, str] = {"pdf": "pdf", "xlsx": "xlsx", "csv": "zip"}


async def made(slug: str, job: Job) -> Made:
    """The report as it was known at the end of the day before; raises CannotSet where it cannot be set on paper."""
    month = Period.of_month(month_before(job.due))
    period = month if reports.find(slug).span == "month" else Period(month.year)
    of = await reports.build(job.city.id, slug, period, job.due - timedelta(days=1), LANGUAGE)
    form = next(one for one, ending in _ENDINGS.items() if ending == job.form)
    content = await asyncio.to_thread(reports.written, of, form)
    return named(job, content, f"{slug}-{period}", f"{of.title}（{period.words(LANGUAGE)}）")
