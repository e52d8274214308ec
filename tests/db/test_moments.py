"""Moments compare as they happened, whatever zone they were written in."""

import sqlite3
from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from tortoise import fields
from tortoise.models import Model

from outreach import clock
from outreach.db import Dialect, sql
from outreach.db.connect import configuration, opened
from outreach.db.moments import NaiveMoment, in_utc
from outreach.once import Operation
from tests.db.stock import stock

TEN_IN_TOKYO = datetime(2027, 5, 1, 10, tzinfo=clock.TOKYO)
TEN_PAST_ONE_IN_UTC = datetime(2027, 5, 1, 1, 10, tzinfo=UTC)  # ten minutes later
NEPAL = timezone(timedelta(hours=5, minutes=45))


class Plain(Model):
    id = fields.IntField(primary_key=True)
    at = fields.DatetimeField()

    class Meta:
        table = "plains"


class Opening(Model):
    id = fields.IntField(primary_key=True)
    opens = fields.TimeField()

    class Meta:
        table = "openings"


async def _keep(at: datetime) -> Operation:
    return await Operation.create(scope=at.isoformat(), key="k", fingerprint="f", at=at)


async def test_a_moment_comes_back_in_utc_and_is_the_same(database: str) -> None:
    await _keep(TEN_IN_TOKYO)
    kept = await Operation.get()
    assert kept.at == TEN_IN_TOKYO
    assert kept.at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("zone", [UTC, clock.TOKYO, NEPAL])
async def test_moments_of_any_zone_compare_as_they_happened(database: str, zone: timezone) -> None:
    await _keep(TEN_IN_TOKYO)
    later = TEN_PAST_ONE_IN_UTC.astimezone(zone)
    assert await Operation.filter(at__gte=later).count() == 0
    assert await Operation.filter(at__lt=later).count() == 1
    assert await Operation.filter(at__range=(TEN_IN_TOKYO.astimezone(zone), later)).count() == 1
    assert await Operation.filter(at__in=[TEN_IN_TOKYO.astimezone(zone)]).count() == 1


async def test_bulk_inserts_and_updates_keep_moments_in_utc_too(database: str) -> None:
    await Operation.bulk_create([Operation(scope="s", key="k", fingerprint="f", at=TEN_IN_TOKYO)])
    await Operation.all().update(at=TEN_PAST_ONE_IN_UTC.astimezone(NEPAL))
    assert await Operation.filter(at=TEN_PAST_ONE_IN_UTC).count() == 1


async def test_plain_sql_and_models_keep_the_same_text(database: str) -> None:
    await _keep(TEN_IN_TOKYO)
    insert = "INSERT INTO operations (scope, key, fingerprint, at) VALUES ('sql', 'k', 'f', ?)"
    await sql.run(insert, TEN_IN_TOKYO.astimezone(NEPAL))
    cells = [row["at"] for row in await sql.rows("SELECT at FROM operations")]
    assert cells[0] == cells[1]
    assert sql.moment(cells[0]) == TEN_IN_TOKYO


async def test_a_moment_without_a_zone_is_refused(database: str) -> None:
    with pytest.raises(NaiveMoment):
        await _keep(datetime(2027, 5, 1, 10))  # noqa: DTZ001 - the point
    with pytest.raises(NaiveMoment):
        await sql.run("UPDATE operations SET at = ?", datetime(2027, 5, 1, 10))  # noqa: DTZ001 - the point


def test_in_utc_keeps_the_instant() -> None:
    assert in_utc(TEN_IN_TOKYO) == TEN_IN_TOKYO


async def test_control_a_stock_field_on_sqlite_compares_texts(bare_url: str, dialect: Dialect) -> None:
    async with opened(configuration(bare_url, modules=[__name__])) as tortoise:
        await tortoise.generate_schemas()
        await Plain.create(at=TEN_PAST_ONE_IN_UTC)
        found = await Plain.filter(at__gte=TEN_IN_TOKYO).count()
        assert found == (0 if dialect == "sqlite" else 1)


async def test_control_a_time_of_day_cannot_be_kept_by_tortoise_on_sqlite(bare_url: str, dialect: Dialect) -> None:
    if dialect == "postgres":
        pytest.skip("PostgreSQL has a type for it")
    async with stock(bare_url, [__name__]) as tortoise:
        await tortoise.generate_schemas()
        with pytest.raises(sqlite3.ProgrammingError):
            await Opening.create(opens=time(10, 0))
