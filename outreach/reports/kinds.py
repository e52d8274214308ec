"""The kinds of reports that there are, in the order in which the office lists them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from outreach.i18n.phrase import phrase as _
from outreach.i18n.words import date_words
from outreach.reports import goals, helping, questionnaires, rows, signing_up
from outreach.reports.classes import Counting
from outreach.reports.facts import Facts, known
from outreach.reports.people import People, people
from outreach.reports.report import Asked, Kind, Made, Mark, Table

ALONE = _("In this city one person's signature is enough for a class to count.")
Tables = Callable[[Facts, People], Awaitable[Sequence[Table]]]


def _of(tables: Tables) -> Callable[[Asked], Awaitable[Made]]:
    """Who makes a report of these tables: what is known of the year, its rows, and what must be said beside them."""

    async def make(asked: Asked) -> Made:
        facts = await known(asked)
        came = await asyncio.to_thread(people, facts)  # it reckons for a while
        made = [_signed(one, facts) for one in await tables(facts, came) if one.rows or one.key == "held"]
        listed = rows.rows(facts, came)
        return Made(tuple(made), notes(facts, [*made, listed]), listed)

    return make


def _signed(table: Table, facts: Facts) -> Table:
    """Where one signature is enough, the rule of each table of classes says so."""
    if facts.agreement.signatures > 1 or table.key in ("channels", "channels-months", "waiting"):
        return table
    return replace(table, rule=f"{table.rule} {facts.asked.say(ALONE)}")


def notes(facts: Facts, tables: Sequence[Table]) -> tuple[str, ...]:
    """What whoever reads the figures must know."""
    asked = facts.asked
    day = date_words(asked.as_of, asked.language, year=True)
    said = [
        _(
            "As of {day}: the figures tell what had been entered by the end of that day in Japan. Names, dates and"
            " places of classes, the courses that a goal names, merged records of one person and corrected minutes are"
            " as they stood when the report was made.",
            day=day,
        )
    ]
    said.append(
        _(
            "For the council and the plan's review, not for publishing: beside the city's open data or a report of"
            " another day it can tell of one to four people."
        )
    )
    if not facts.agreement.agrees:
        said.append(_("Being reconciled: ledger, reports and sealed months differ, so no number is given."))
    if facts.agreement.signatures == 1:
        said.append(ALONE)
    if any(Mark.WITHHELD in row for table in tables for row in table.rows):
        said.append(
            _("Withheld: it would tell, alone or together with other figures, of one to four people. Totals are whole.")
        )
    if any(one.is_sample for one in facts.classes):
        said.append(_("Sample data: the people, classes and numbers in this file are made up."))
    return tuple(asked.say(one) for one in said)


async def _year(facts: Facts, came: People) -> Sequence[Table]:
    """Everything that the plan's review asks for, on one paper."""
    of = Counting(facts, came)
    promised = goals.table(facts, came, await goals.since(facts.asked))
    places = [of.months(), of.districts(), of.centres(), of.courses(), of.training(), of.departments(), of.cohosts()]
    (by_host, _months), (by_channel, _wide) = await helping.hours(facts), await signing_up.channels(facts)
    waited, (away, _centres) = await signing_up.waiting(facts), await signing_up.no_shows(facts, came)
    return [promised, *places, by_host, by_channel, waited, away]


async def _classes(facts: Facts, came: People) -> Sequence[Table]:
    return [Counting(facts, came).months(), Counting(facts, came).held()]


async def _centres(facts: Facts, came: People) -> Sequence[Table]:
    return [Counting(facts, came).centres(), Counting(facts, came).districts()]


async def _cohosts(facts: Facts, came: People) -> Sequence[Table]:
    return [Counting(facts, came).cohosts()]


async def _helpers(facts: Facts, _came: People) -> Sequence[Table]:
    return await helping.hours(facts)


async def _channels(facts: Facts, _came: People) -> Sequence[Table]:
    return await signing_up.channels(facts)


async def _waiting(facts: Facts, _came: People) -> Sequence[Table]:
    return [await signing_up.waiting(facts)]


async def _no_shows(facts: Facts, came: People) -> Sequence[Table]:
    return await signing_up.no_shows(facts, came)


KINDS: tuple[Kind, ...] = (
    Kind("year", _("The year's report"), "year", _of(_year)),
    Kind("classes", _("Classes held in the month"), "month", _of(_classes)),
    Kind("centres", _("Classes by centre"), "year", _of(_centres)),
    Kind("cohosts", _("Classes by co-host"), "year", _of(_cohosts)),
    Kind("helpers", _("Hours of helpers"), "year", _of(_helpers)),
    Kind("channels", _("Ways of signing up"), "year", _of(_channels)),
    Kind("waiting", _("How long people waited"), "year", _of(_waiting)),
    Kind("no-shows", _("Who did not come"), "year", _of(_no_shows)),
    questionnaires.KIND,
)


def find(slug: str) -> Kind:
    """The kind with this name; raises KeyError where there is none."""
    return {kind.slug: kind for kind in KINDS}[slug]
