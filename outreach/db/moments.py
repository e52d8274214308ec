"""Moments are kept in UTC, so that SQLite, which compares their texts, sorts them as they happened."""

from datetime import UTC, datetime
from typing import Any, TypeVar

from tortoise import fields
from tortoise.models import Model

Moment = TypeVar("Moment", datetime, datetime | None)


class NaiveMoment(ValueError):
    """A date and time came without its zone, so nobody knows when it is."""


def in_utc(moment: datetime) -> datetime:
    """The same instant in UTC. Raises NaiveMoment where the zone is missing."""
    if moment.utcoffset() is None:
        raise NaiveMoment(f"{moment.isoformat()} has no zone")
    return moment.astimezone(UTC)


class UtcDatetimeField(fields.DatetimeField[Moment]):
    """A moment, aware; stored and read in UTC. A naive one is refused with NaiveMoment."""

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> Any:
        """Bring the value to UTC before Tortoise stores it or compares with it."""
        return super().to_db_value(_utc_or_other(value), instance)

    def to_python_value(self, value: Any) -> Any:
        """Refuse a naive moment before Tortoise takes it for one in UTC."""
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        return in_utc(value) if isinstance(value, datetime) else super().to_python_value(value)


def _utc_or_other(value: Any) -> Any:
    return in_utc(value) if isinstance(value, datetime) else value
