"""What this machine can do at best: a bare answer, and the bare writes of a sign-up and a check-in."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tortoise.expressions import F
from tortoise.transactions import in_transaction

from outreach import clock, db, tickets
from outreach.audit.entries import AuditEntry
from outreach.checkin import Arrival
from outreach.db import dialect, sql
from outreach.lessons import Lesson
from outreach.once import Operation
from outreach.people import Participant
from outreach.registration import Registration

NO_MARK = "0" * 64
STANDING, SAMPLE = True, False


async def hello(_request: Request) -> Response:
    """A bare answer."""
    return JSONResponse({"ok": True})


def _numbers(request: Request) -> tuple[int, int]:
    return int(request.query_params["lesson"]), int(request.query_params["number"])


def _bare(work: Callable[[int, int], Awaitable[object]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        async with in_transaction(dialect()):
            await work(*_numbers(request))
        return JSONResponse({"ok": True})

    return answer


async def check_in_by_models(lesson_id: int, registration_id: int) -> None:
    """The rows of a check-in through Tortoise's models."""
    now = clock.now()
    await Registration.get(id=registration_id, lesson_id=lesson_id, city_id=1, status="confirmed")
    arrival = await Arrival.create(
        city_id=1, lesson_id=lesson_id, registration_id=registration_id, at=now, by="account:1", method="qr"
    )
    await AuditEntry.create(
        city_id=1, at=now, actor="account:1", action="arrival.noted", subject=f"arrival:{arrival.id}", detail="{}"
    )


async def check_in_by_sql(lesson_id: int, registration_id: int) -> None:
    """The same rows in plain SQL."""
    now = clock.now()
    rows = await sql.rows(
        "INSERT INTO arrivals (city_id, lesson_id, registration_id, at, by, method, standing, undone_by, undone_reason)"
        " SELECT 1, r.lesson_id, r.id, ?, 'account:1', 'qr', ?, '', '' FROM registrations r"
        " WHERE r.id = ? AND r.lesson_id = ? AND r.status = 'confirmed' RETURNING id",
        now,
        STANDING,
        registration_id,
        lesson_id,
    )
    await _noted("arrival.noted", f"arrival:{rows[0]['id']}")


async def _noted(action: str, subject: str) -> None:
    await sql.run(
        "INSERT INTO audit_entries (city_id, at, actor, action, subject, detail) VALUES (1, ?, 'public', ?, ?, '{}')",
        clock.now(),
        action,
        subject,
    )


def _own_code(number: int) -> str:
    """A code that no ticket of the town has, so that no look-up is needed to find a free one."""
    return f"F{number:07d}"


async def sign_up_by_models(lesson_id: int, number: int) -> None:
    """The rows of a sign-up through Tortoise's models."""
    now, phone = clock.now(), f"+8119{number:07d}"
    done = await Operation.create(scope="1:public", key=f"floor-{number}", fingerprint=NO_MARK, at=now)
    await Participant.filter(city_id=1, phone_last4=phone[-4:], phone_e164=phone, kana_key="ミホンハナコ").first()
    person = await Participant.create(city_id=1, name="見本 花子", kana="ミホン ハナコ", kana_key="ミホンハナコ",
        phone=phone, phone_e164=phone, phone_last4=phone[-4:], purpose_version="1", purpose_at=now, created_at=now,
    )  # fmt: skip
    entry: dict[str, Any] = {"city_id": 1, "at": now, "actor": "public", "detail": "{}"}
    await AuditEntry.create(**entry, action="participant.stored", subject=f"participant:{person.id}")
    await Lesson.filter(id=lesson_id, taken__lt=F("capacity"), waiting=0).update(taken=F("taken") + 1)
    row = await Registration.create(city_id=1, lesson_id=lesson_id, participant=person, status="confirmed",
        channel="web", taken_by="public", code=_own_code(number), token=tickets.new_token(), at=now)  # fmt: skip
    await AuditEntry.create(**entry, action="registration.confirmed", subject=f"registration:{row.id}")
    await Operation.filter(id=done.id).update(result=row.id)


async def sign_up_by_sql(lesson_id: int, number: int) -> None:
    """The same rows in plain SQL."""
    now, phone = clock.now(), f"+8119{number:07d}"
    await sql.rows(
        "INSERT INTO operations (scope, key, fingerprint, at) VALUES ('1:public', ?, ?, ?) RETURNING id",
        f"floor-{number}", NO_MARK, now,
    )  # fmt: skip
    await sql.rows(
        "SELECT id FROM participants WHERE city_id = 1 AND phone_last4 = ? AND phone_e164 = ?", phone[-4:], phone
    )
    person = await sql.rows(
        "INSERT INTO participants (city_id, name, kana, kana_key, phone, phone_e164, phone_last4, town, age_band,"
        " device, language, needs, purpose_version, purpose_at, created_at, is_sample)"
        " VALUES (1, '見本 花子', 'ミホン ハナコ', 'ミホンハナコ', ?, ?, ?, '', '', '', 'ja', '', '1', ?, ?, ?)"
        " RETURNING id",
        phone, phone, phone[-4:], now, now, SAMPLE,
    )  # fmt: skip
    await _noted("participant.stored", f"participant:{person[0]['id']}")
    await sql.run("UPDATE lessons SET taken = taken + 1 WHERE id = ? AND taken < capacity AND waiting = 0", lesson_id)
    row = await sql.rows(
        "INSERT INTO registrations (city_id, lesson_id, participant_id, status, channel, taken_by, code, token, at)"
        " VALUES (1, ?, ?, 'confirmed', 'web', 'public', ?, ?, ?) RETURNING id",
        lesson_id, person[0]["id"], _own_code(number), tickets.new_token(), now,
    )  # fmt: skip
    await _noted("registration.confirmed", f"registration:{row[0]['id']}")
    await sql.run(
        "UPDATE operations SET result = ? WHERE scope = '1:public' AND key = ?", row[0]["id"], f"floor-{number}"
    )


def floors() -> Starlette:
    """All floors as one server."""
    work = [check_in_by_models, check_in_by_sql, sign_up_by_models, sign_up_by_sql]
    routes = [Route(f"/{one.__name__}", _bare(one), methods=["POST"]) for one in work]
    return Starlette(routes=[Route("/", hello), *routes], lifespan=_connected)


@asynccontextmanager
async def _connected(_app: Starlette) -> AsyncIterator[None]:
    async with db.connected(os.environ["OUTREACH_DATABASE_URL"]):
        yield
