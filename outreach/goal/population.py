"""How many people of which age live in which town: what the reach of the classes is measured against."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tortoise import fields
from tortoise.models import Model

from outreach import audit, cities, clock
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import UtcDatetimeField, unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal

# The bands that both a participant's answer and every published file can be put into: some files end at 85.
BANDS = ("under60", "sixties", "seventies", "eighty_up")
BAND_OF_ANSWER = {"under60": "under60", "60s": "sixties", "70s": "seventies", "80s": "eighty_up", "90s": "eighty_up"}
KEPT = timedelta(days=7)
_PARTS = re.compile("[0-9一二三四五六七八九十]+丁目$")
_PREFIX = re.compile("^(大字|字)")
# What people write around the name of their town: where the town is, and their house.
_BEFORE = re.compile("^(?:北海道|東京都|京都府|大阪府|.{2,3}県)?(?:.{1,6}?[市区])?")
_BEHIND = re.compile("(?:[0-9一二三四五六七八九十]+(?:丁目|番地?|号)|[0-9]+[-‐−ー－の]).*$|[0-9]+$")


class PopulationSurvey(Model):
    """A file of the population by town and age, counted on ``day``: ``waiting`` for a look, ``saved`` or ``gone``.

    ``mapping`` is what its columns mean; the bytes are kept until it is saved or given up.
    """

    id = fields.IntField(primary_key=True)
    city: fields.ForeignKeyRelation[City] = fields.ForeignKeyField("outreach.City", on_delete=fields.RESTRICT)
    city_id: int
    day: date | None = fields.DateField(null=True)
    file_name = fields.CharField(max_length=200)
    content: bytes = fields.BinaryField()
    content_hash = fields.CharField(max_length=64)
    mapping: dict[str, Any] = fields.JSONField(default=dict)
    state = fields.CharField(max_length=8, default="waiting")
    by = fields.CharField(max_length=40)
    at: datetime = UtcDatetimeField()
    is_sample = fields.BooleanField(default=False)

    class Meta:
        table = "population_surveys"
        indexes = (("city_id", "state", "day"),)


class TownPopulation(Model):
    """A town of a survey by its name there; ``key`` is the name under which its parts (丁目) come together."""

    id = fields.IntField(primary_key=True)
    survey: fields.ForeignKeyRelation[PopulationSurvey] = fields.ForeignKeyField(
        "outreach.PopulationSurvey", related_name="towns", on_delete=fields.RESTRICT
    )
    survey_id: int
    town = fields.CharField(max_length=60)
    key = fields.CharField(max_length=60)
    under60 = fields.IntField()
    sixties = fields.IntField()
    seventies = fields.IntField()
    eighty_up = fields.IntField()

    class Meta:
        table = "town_populations"
        indexes = (("survey_id",),)


@dataclass(frozen=True, slots=True)
class Town:
    """A row of a file: the town's name, and how many people of each of BANDS live there."""

    name: str
    people: tuple[int, int, int, int]


def town_key(name: str) -> str:
    """The town without its part and without 大字: 青山一丁目 and 青山 are one town."""
    plain = "".join(unicodedata.normalize("NFKC", name).split())
    return _PARTS.sub("", _PREFIX.sub("", plain)) or plain


def town_of(text: str, towns: Collection[str]) -> str:
    """The town, of these keys, that somebody means by what she wrote as hers; empty where it is none of them."""
    key = town_key(text)
    if key in towns:
        return key
    short = _PREFIX.sub("", _BEHIND.sub("", _BEFORE.sub("", key)))
    return short if short in towns else ""


async def surveys(city_id: int) -> list[PopulationSurvey]:
    """Those that are saved or wait to be looked at, the newest count first, without their files."""
    found = PopulationSurvey.filter(city_id=city_id, state__in=("waiting", "saved")).order_by("state", "-day", "-id")
    return await found.only("id", "city_id", "day", "file_name", "state", "by", "at", "is_sample")


async def find(city_id: int, survey_id: int) -> PopulationSurvey | None:
    """One of this city with its file, unless it was given up or replaced."""
    return await PopulationSurvey.get_or_none(id=survey_id, city_id=city_id, state__in=("waiting", "saved"))


async def newest(city_id: int) -> PopulationSurvey | None:
    """The saved survey that was counted last."""
    found = PopulationSurvey.filter(city_id=city_id, state="saved").order_by("-day", "-id")
    return await found.only("id", "city_id", "day", "file_name", "state", "is_sample").first()


async def by_town(survey_id: int) -> dict[str, tuple[int, ...]]:
    """For each town, by its key, how many people of each of BANDS live there; parts of a town are added up."""
    added: dict[str, tuple[int, ...]] = {}
    for row in await TownPopulation.filter(survey_id=survey_id).order_by("id"):
        people = tuple(getattr(row, band) for band in BANDS)
        before = added.get(row.key, (0,) * len(BANDS))
        added[row.key] = tuple(one + other for one, other in zip(before, people, strict=True))
    return added


@unit_of_work
async def upload(city: City, file_name: str, content: bytes, *, by: Actor) -> PopulationSurvey:
    """Keep a file until somebody has looked at it; the same file again is the same survey."""
    await cities.hold(city.id)
    await _forget(city.id)
    mark = hashlib.sha256(content).hexdigest()
    waiting = await PopulationSurvey.filter(city_id=city.id, content_hash=mark, state="waiting").first()
    if waiting is not None:
        return waiting
    shown = "".join(sign for sign in file_name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())[-200:]
    facts: dict[str, Any] = {"content": content, "content_hash": mark, "by": by.reference, "at": clock.now()}
    made = await PopulationSurvey.create(city=city, file_name=shown or "?", **facts)
    await audit.record(city.id, by, "population.uploaded", f"population_survey:{made.id}", bytes=len(content))
    return made


async def _forget(city_id: int) -> None:
    """Files that nobody came back to are not kept."""
    old = PopulationSurvey.filter(city_id=city_id, state="waiting", at__lt=clock.now() - KEPT)
    await old.update(state="gone", content=b"")


@unit_of_work
async def remap(survey: PopulationSurvey, mapping: dict[str, Any], *, by: Actor) -> None:
    """Say anew what the columns of a waiting file mean; harmless where they mean that already."""
    await cities.hold(survey.city_id)
    now = await PopulationSurvey.get(id=survey.id)
    if now.state == "waiting" and now.mapping != mapping:
        await PopulationSurvey.filter(id=survey.id).update(mapping=mapping)
        await audit.record(survey.city_id, by, "population.mapped", f"population_survey:{survey.id}")


@unit_of_work
async def save(survey: PopulationSurvey, day: date, towns: Sequence[Town], *, by: Actor) -> bool:
    """Keep all towns of a survey, in the place of one of the same day; False where it is saved already."""
    await cities.hold(survey.city_id)
    now = await PopulationSurvey.get(id=survey.id)
    if now.state != "waiting":
        return False
    if now.mapping != survey.mapping:
        raise Refusal(_("Somebody has changed the columns meanwhile. Please look at it again."), code="moved-on")
    former = PopulationSurvey.filter(city_id=survey.city_id, state="saved", day=day)
    numbers = [one.id for one in await former.only("id")]
    await TownPopulation.filter(survey_id__in=numbers).delete()
    await PopulationSurvey.filter(id__in=numbers).update(state="gone")
    rows = [_row(survey.id, town) for town in towns]
    await TownPopulation.bulk_create(rows, batch_size=500)
    await PopulationSurvey.filter(id=survey.id).update(state="saved", day=day, content=b"")
    await audit.record(survey.city_id, by, "population.saved", f"population_survey:{survey.id}", towns=len(rows))
    return True


def _row(survey_id: int, town: Town) -> TownPopulation:
    people = dict(zip(BANDS, town.people, strict=True))
    return TownPopulation(survey_id=survey_id, town=town.name, key=town_key(town.name), **people)


@unit_of_work
async def give_up(survey: PopulationSurvey, *, by: Actor) -> bool:
    """Throw a waiting file away, or take a saved survey out again; False where it is gone already."""
    changed = PopulationSurvey.filter(id=survey.id, state__in=("waiting", "saved"))
    if not await changed.update(state="gone", content=b""):
        return False
    await TownPopulation.filter(survey_id=survey.id).delete()
    await audit.record(survey.city_id, by, "population.taken_out", f"population_survey:{survey.id}")
    return True
