"""Who came to the classes of a fiscal year: how many people of which town, age and language."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from outreach.cities import City
from outreach.db import UtcDatetimeField, sql
from outreach.goal.population import BAND_OF_ANSWER, town_of
from outreach.i18n.words import fiscal_year_days

# Two records of one person are one; of who was erased only the age is left, so town and language are not known.
_CAME = (
    "SELECT CASE WHEN w.erased_at IS NULL THEN w.town ELSE '' END AS town, w.age_band,"
    " CASE WHEN w.erased_at IS NULL THEN w.language ELSE '' END AS language, count(DISTINCT w.id) AS people"
    " FROM lessons l JOIN courses k ON k.id = l.course_id AND k.kind = 'class' AND k.audience = 'residents'"
    " JOIN arrivals a ON a.lesson_id = l.id AND a.standing JOIN registrations s ON s.id = a.registration_id"
    " JOIN participants p ON p.id = s.participant_id JOIN participants w ON w.id = COALESCE(p.merged_into_id, p.id)"
    " WHERE l.city_id = ? AND l.status = 'published' AND l.day >= ? AND l.day <= ? GROUP BY 1, 2, 3"
)


class ReachYear(Model):
    """Who was reached in a fiscal year that is over, as it is published: small counts are hidden for good.

    It is written before the people's towns are erased, and never changed: two versions would tell by their difference.
    """

    id = fields.IntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    year = fields.IntField()
    figures: dict[str, Any] = fields.JSONField()
    at: datetime = UtcDatetimeField()

    class Meta:
        table = "reach_years"
        unique_together = (("city", "year"),)


@dataclass(frozen=True, slots=True)
class Came:
    """So many different people came who told this town, age and language; each may be empty."""

    town: str
    age_band: str
    language: str
    people: int


async def came(city_id: int, year: int) -> list[Came]:
    """Who came to the classes for residents of a fiscal year; one query."""
    rows = await sql.rows(_CAME, city_id, *fiscal_year_days(year))
    return [Came(row["town"], row["age_band"], row["language"], row["people"]) for row in rows]


def facts(found: Iterable[Came], towns: Collection[str]) -> dict[tuple[Hashable, ...], int]:
    """How many by town, band and language. Only ``towns`` of a survey are named: what people typed is theirs."""
    counts: dict[tuple[Hashable, ...], int] = {}
    for one in found:
        key = (town_of(one.town, towns), BAND_OF_ANSWER.get(one.age_band, ""), one.language)
        counts[key] = counts.get(key, 0) + one.people
    return counts
