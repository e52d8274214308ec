"""Who is reached and who is not: people who came beside the people who live in a town, small counts hidden."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from typing import Any

from outreach import cities, clock
from outreach.cities import City
from outreach.db import sql
from outreach.goal import population, reach
from outreach.goal.population import BANDS
from outreach.goal.reach import ReachYear
from outreach.i18n.words import fiscal_year, fiscal_year_days
from outreach.open_data.suppression import suppressed
from outreach.retention import days_of

# What phones at the door and reports tell late is in by then.
SETTLED = timedelta(days=30)
OLD = slice(1, None)  # of BANDS: those of 60 and more
# No gap is named where the town of more than one in so many is not known.
MOST_UNKNOWN = 3
# A town is named as a gap where the city's own share would have brought this many, and half of them or fewer came.
EXPECTED = 10
_KEEP = (
    "INSERT INTO reach_years (city_id, year, figures, at) VALUES (?, ?, ?, ?) ON CONFLICT (city_id, year) DO NOTHING"
)
Counts = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Gap:
    """A town, how many of 60 and more live there, how many people the city's own share would have brought, and how many
    came: None where that is hidden.
    """

    town: str
    live: int
    expected: int
    came: int | None


@dataclass(frozen=True, slots=True)
class Reached:
    """A fiscal year: people who came by town, by band, by language and in all; None is a small count, hidden.

    ``cells`` are by town and band; ``live`` is how many people of each band live in a town, by the survey of
    ``counted`` that named the towns, made up where ``is_sample``.
    """

    year: int
    towns: Counts
    bands: Counts
    languages: Counts
    total: int | None
    cells: dict[tuple[str, str], int | None] = field(default_factory=dict)
    live: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    counted: date | None = None
    is_sample: bool = False

    def living(self, band: str) -> int:
        """How many people of a band live in all towns."""
        return sum(people[BANDS.index(band)] for people in self.live.values())

    @property
    def is_vague(self) -> bool:
        """Whether of so many people the town is not known that no town can be said to be hardly reached."""
        unknown, known = self.towns.get("", 0), sum(count or 0 for town, count in self.towns.items() if town)
        return unknown is None or unknown * MOST_UNKNOWN > unknown + known

    def share(self) -> float | None:
        """How many came at least for each of those of 60 and more in the towns; what is hidden is left out."""
        there = sum(sum(people[OLD]) for people in self.live.values())
        return sum(self.towns.get(town) or 0 for town in self.live) / there if there else None

    def gaps(self) -> list[Gap]:
        """Towns where at most half came of what the city's share would have brought, the most people first.

        It looks only at what is shown, so that it tells nothing more; what is hidden may be small or beside it.
        """
        known = [one for one in self._expecting() if one.came is not None and one.came <= one.expected / 2]
        return [] if self.is_vague else known

    def unclear(self) -> list[Gap]:
        """Towns that might be gaps, of which the number is hidden."""
        return [] if self.is_vague else [one for one in self._expecting() if one.came is None]

    def _expecting(self) -> list[Gap]:
        """The towns from which the city's share would have brought enough people to tell."""
        share = self.share() or 0
        there = {town: sum(people[OLD]) for town, people in self.live.items()}
        found = [Gap(town, live, int(live * share), self.towns.get(town, 0)) for town, live in there.items()]
        return sorted((one for one in found if one.expected >= EXPECTED), key=lambda one: (-one.live, one.town))


async def now(city_id: int, year: int) -> Reached:
    """A year as it stands, for the office alone: what grows day by day tells by its difference."""
    return _reached(year, await _figures(city_id, year, cells=False))


async def published(city_id: int, year: int) -> Reached | None:
    """A year that is over as it was published, beside the survey of that day: a later one may name other towns."""
    row = await ReachYear.get_or_none(city_id=city_id, year=year)
    return _reached(year, row.figures) if row else None


async def years(city_id: int) -> list[int]:
    """The years that are published, the last one first."""
    return [row.year for row in await ReachYear.filter(city_id=city_id).order_by("-year").only("id", "year")]


async def publish_due() -> int:
    """Write down the last fiscal year of each city, once, before its people are erased; returns how many."""
    done = 0
    for city in await cities.every():
        year = fiscal_year(clock.today()) - 1
        if clock.today() >= _from(city, year) and not await ReachYear.exists(city_id=city.id, year=year):
            made = await _figures(city.id, year, cells=True)
            done += await sql.run(_KEEP, city.id, year, made, clock.now())
    return done


def _from(city: City, year: int) -> date:
    """When a year is published: once it is settled, and before the first person of it is erased."""
    return fiscal_year_days(year)[1] + min(SETTLED, timedelta(days=days_of(city.retention)["person"]))


async def _figures(city_id: int, year: int, *, cells: bool) -> dict[str, Any]:
    """The figures of a year as a document with the survey that names its towns; ``cells``: each band of each, too."""
    survey = await population.newest(city_id)
    live = await population.by_town(survey.id) if survey else {}
    counts = reach.facts(await reach.came(city_id, year), live.keys())
    counted = survey.day.isoformat() if survey and survey.day else ""
    known = {"live": live, "counted": counted, "is_sample": bool(survey and survey.is_sample)}
    return figures(counts, cells=cells) | known


def figures(counts: Mapping[tuple[Hashable, ...], int], *, cells: bool) -> dict[str, Any]:
    """The figures of these counts by town, band and language, as they may be shown.

    Languages stand beside towns and ages in no table: all that joins them is the sum, so each side is safe by itself
    while the sum is shown. Where it is not, nothing is said of languages.
    """
    places: dict[tuple[Hashable, ...], int] = {}
    languages: dict[tuple[Hashable, ...], int] = {}
    for (town, band, language), count in counts.items():
        places[town, band] = places.get((town, band), 0) + count
        languages[language,] = languages.get((language,), 0) + count
    if not cells:  # whoever does not see a cell does not know that it is 0
        towns, bands = ({key[at] for key in places} for at in range(2))
        places = dict.fromkeys(product(towns, bands), 0) | places
    named = {(0, 1): "cells", (0,): "towns", (1,): "bands", (): "total"}
    shown = suppressed(places, [one for one in named if cells or len(one) < 2])
    spoken = suppressed(languages, ((0,), ()))
    made = {named[grouping]: [[*key, count] for key, count in table.items()] for grouping, table in shown.items()}
    whole = shown[()].get(()) is not None and spoken[()].get(()) is not None
    return made | {"languages": [[*key, count] for key, count in spoken[0,].items()] if whole else []}


def _reached(year: int, made: dict[str, Any]) -> Reached:
    total = made["total"][0][0] if made["total"] else 0
    cells = {(town, band): count for town, band, count in made.get("cells", [])}
    towns, bands, languages = (dict(map(tuple, made[name])) for name in ("towns", "bands", "languages"))
    live = {town: tuple(people) for town, people in made["live"].items()}
    counted = date.fromisoformat(made["counted"]) if made["counted"] else None
    return Reached(year, towns, bands, languages, total, cells, live, counted, made["is_sample"])
