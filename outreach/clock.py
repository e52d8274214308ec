"""The only source of time: UTC in rows, the city's zone on screen."""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today(zone: tzinfo = TOKYO) -> date:
    """The date that people in this zone read on the wall."""
    return now().astimezone(zone).date()
