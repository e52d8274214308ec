"""One resident with a text of her own in every field, and the search for what is left of her."""

import json
import subprocess
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from tortoise import fields
from tortoise.context import require_context
from tortoise.fields.base import Field

from outreach import checkin, clock, drafts, people, registration
from outreach.db import dialect, sql
from outreach.people import Participant, clean_details
from outreach.registration import by_id, merging
from outreach.retention import columns
from outreach.upkeep import contents
from tests import world
from tests.checkin.phone import at_door
from tests.registration.wishing import wish

TEXTS = (fields.CharField, fields.TextField, fields.JSONField)
TOLD = {
    "name": "甲斐谷 さよ子",
    "kana": "カイタニ サヨコ",
    "phone": "019-687-3391",
    "town": "北飯岡七丁目",
    "needs": "窓ぎわの前の席",
    "email": "sayoko.kaitani@mail.example",
    "postcode": "020-7391",
    "address": "盛岡市北飯岡7-39-1 飯岡荘204",
}
AGAIN = TOLD | {"name": "甲斐谷 佐代子", "phone": "080-6873-7391", "email": "s.kaitani@mail.example"}


def text_columns() -> Iterator[tuple[str, str, "Field[Any]"]]:
    """Every column of every table that can hold a text."""
    models: Iterable[Any] = require_context().apps["outreach"].values()  # type: ignore[index]  # there once it is open
    for model in models:
        for name, field in model._meta.fields_map.items():
            if isinstance(field, TEXTS):
                yield model._meta.db_table, name, field


def erased_columns() -> list[tuple[str, str]]:
    """The texts of which retention says that they are erased, with a person or by their own time."""
    own = {"participants": columns.PARTICIPANT, **columns.OF_REGISTRATIONS}
    texts = {(table, name) for table, name, _field in text_columns()}
    with_her = [(table, name) for table, blanks in own.items() for name in blanks if (table, name) in texts]
    return with_her + [(table, name) for table, names in columns.TIMED.items() for name in names]


async def lived_through() -> Participant:
    """What a resident leaves behind when she is signed up, comes, cancels, is written down twice, and is written to."""
    city, clerk = await world.morioka(), await world.staff(role="clerk")
    await world.sign_in(await world.account(role="clerk"))
    her, again = [clean_details(one, city.area_code) for one in (TOLD, AGAIN)]
    today, later = await world.held_lesson(), await world.lesson(day=world.working_day(14))
    await world.door_pass(today, "甲斐谷さんの受付係")
    phone = await at_door(today)
    who = await people.store(city.id, her, by=clerk)
    twice = await people.store(city.id, again, by=clerk)
    came = await world.seat(today, who)
    arrival = await checkin.check_in(city.id, today.id, came.id, method="name", by=clerk)
    assert arrival.arrival_id
    await checkin.undo(city.id, today.id, arrival.arrival_id, "甲斐谷さんは妹さんでした", by=clerk)
    await checkin.check_in(city.id, today.id, came.id, method="name", by=clerk)
    phone.scan(came)
    await phone.sync()
    await checkin.walk_ins.tell(await phone.row(), today.id, "73" * 16, TOLD["name"])
    gone = await by_id(city.id, await registration.register(wish(later), twice.id, key="her-key-7391", by=clerk))
    assert gone is not None
    await registration.reissue(city.id, gone.id, by=clerk)
    await merging.merge(city.id, who.id, twice.id, by=clerk, key="merge-7391")
    await registration.cancel(gone, by=clerk, reason="甲斐谷さんが入院のため")
    await drafts.keep(clerk, "draft-key-7391", {"name": TOLD["name"], "needs": TOLD["needs"]})
    await sql.run(
        "INSERT INTO mails (city_id, registration_id, topic, number, state, attempts, next_at, made_at, message_id,"
        " trouble) VALUES (?, ?, 'ticket', 0, 'failed', 1, ?, ?, '7391.kaitani@city.example', '550 kaitani unknown')",
        *(city.id, came.id, clock.now(), clock.now()),
    )
    return who


async def plant(who: Participant) -> list[str]:
    """Put a text that stands nowhere else into each column that is erased; returns all that is hers now."""
    hers = [value for told in (TOLD, AGAIN) for value in told.values()] + ["甲斐谷", "kaitani", "020-7391", "入院"]
    lengths = {(table, name): getattr(field, "max_length", None) for table, name, field in text_columns()}
    for number, (table, name) in enumerate(erased_columns()):
        if "sealed" in name:
            continue
        rows = await sql.rows(f"SELECT id FROM {table}")
        assert rows, f"nothing of hers is in {table}"
        for row in rows:
            # Some columns are as short as the last four digits of a phone.
            text = f"Ω{number:02}{chr(0x10A0 + row['id'] % 30)}"
            assert len(text) <= (lengths[table, name] or len(text))
            await sql.run(f"UPDATE {table} SET {name} = ? WHERE id = ?", text, row["id"])
            hers.append(text)
    sealed = await sql.rows(
        "SELECT needs_sealed AS kept FROM participants UNION ALL SELECT sealed FROM drafts UNION ALL"
        " SELECT name_sealed FROM walk_ins"
    )
    return hers + [row["kept"] for row in sealed if row["kept"]]


def later(days: int = 700) -> Any:
    """A clock that is so many days ahead, at three in the night."""
    night = (clock.now() + timedelta(days=days)).astimezone(clock.TOKYO).replace(hour=3)
    return lambda: night.astimezone(UTC)


async def in_rows(hers: Iterable[str]) -> list[str]:
    """Where any of it stands in a row, as table: text."""
    found = []
    for table in await contents.tables():
        for row in await sql.rows(f'SELECT * FROM "{table}"'):
            text = " ".join(str(cell) for cell in row.values())
            found += [f"{table}: {one}" for one in hers if one in text or json.dumps(one)[1:-1] in text]
    if dialect() == "postgres":  # what the planner noted; of drafts, operations and sign-ins that is random or hashed
        query = (
            "SELECT tablename, concat(most_common_vals::text, histogram_bounds::text) AS noted FROM pg_stats"
            " WHERE schemaname = 'public' AND tablename NOT IN ('drafts', 'operations', 'sign_ins')"
        )
        noted = await sql.rows(query)
        found += [f"pg_stats of {row['tablename']}: {one}" for row in noted for one in hers if one in row["noted"]]
    return found


def in_files(folder: Path, hers: Iterable[str]) -> list[str]:
    """Where any of it stands in a file below this folder; PostgreSQL's backups are unpacked first."""
    found = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        raw = path.read_bytes()
        if path.suffix == ".pgdump":
            raw = subprocess.run(["pg_restore", "--file=-", str(path)], capture_output=True, check=True).stdout
        forms = {one: (one.encode(), json.dumps(one)[1:-1].encode()) for one in hers}
        found += [f"{path.name}: {one}" for one, encoded in forms.items() if any(form in raw for form in encoded)]
    return found


async def counted() -> list[tuple[Any, ...]]:
    """What the city counts: registrations and arrivals by class, status, channel and age band."""
    rows = await sql.rows(
        "SELECT r.lesson_id, r.status, r.channel, p.age_band, count(r.id) AS n, count(a.id) AS came"
        " FROM registrations r JOIN participants p ON p.id = r.participant_id"
        " LEFT JOIN arrivals a ON a.registration_id = r.id AND a.standing"
        " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
    )
    lessons = await sql.rows("SELECT id, taken, waiting FROM lessons ORDER BY id")
    return [tuple(row.values()) for row in (*rows, *lessons)]
