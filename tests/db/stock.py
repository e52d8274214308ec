"""Tortoise as it comes, without our engines: what the controls show the traps with."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tortoise.backends.base.config_generator import expand_db_url
from tortoise.context import TortoiseContext

from outreach.db.connect import dialect_of, opened
from outreach.models import MODULES


def stock_configuration(url: str, modules: Sequence[str], migrations: str | None = None) -> dict[str, Any]:
    name = dialect_of(url)
    app: dict[str, Any] = {"models": list(modules), "default_connection": name}
    if migrations:
        app["migrations"] = migrations
    return {"connections": {name: expand_db_url(url)}, "apps": {"outreach": app}}


@asynccontextmanager
async def stock(url: str, modules: Sequence[str] = MODULES) -> AsyncIterator[TortoiseContext]:
    async with opened(stock_configuration(url, modules)) as tortoise:
        yield tortoise
