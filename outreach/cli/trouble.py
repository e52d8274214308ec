"""Trouble that may be expected, told in one sentence; anything else keeps its traceback."""

from collections.abc import Callable


class Trouble(Exception):
    """The command cannot go on; the message says why and what helps."""


def sentence(trouble: BaseException) -> str | None:
    """What to tell the person at the keyboard, or None for what nobody expected."""
    if isinstance(trouble, Trouble):
        return str(trouble)
    if isinstance(trouble, OSError):
        return _of_system(trouble)
    return next((tell(trouble) for kind, tell in _known() if isinstance(trouble, kind)), None)


def _known() -> list[tuple[type[BaseException], Callable[[BaseException], str]]]:
    import asyncpg  # type: ignore[import-untyped] # ships no types
    from pydantic import ValidationError
    from tortoise.exceptions import DBConnectionError, OperationalError

    from outreach.db.migrate import DatabaseIsNewer, OrphanedRows
    from outreach.db.remake import LostRows
    from outreach.db.sqlite_immediate import UnsafeDatabase
    from outreach.refusal import Refusal, Refusals
    from outreach.upkeep.damage import Damaged
    from outreach.vault import CannotOpen, NoKeys

    plain = (Refusal, Refusals, DatabaseIsNewer, OrphanedRows, LostRows, UnsafeDatabase, Damaged, CannotOpen, NoKeys)
    database = (DBConnectionError, OperationalError, asyncpg.PostgresError, asyncpg.InterfaceError)
    return [
        (ValidationError, _of_settings),
        *((kind, str) for kind in plain),
        *((kind, _of_database) for kind in database),
    ]


def _of_system(trouble: OSError) -> str:
    return " ".join(
        filter(None, [f"{trouble.filename}:" if trouble.filename else "", trouble.strerror or str(trouble)])
    )


def _of_database(trouble: BaseException) -> str:
    return f"the database does not answer as it should: {trouble}"


def _of_settings(trouble: BaseException) -> str:
    from pydantic import ValidationError

    errors = trouble.errors() if isinstance(trouble, ValidationError) else []
    return "; ".join(_setting(error["loc"], error["msg"]) for error in errors)


def _setting(place: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    return f"OUTREACH_{place[0]}: ".upper() + message if place else message
