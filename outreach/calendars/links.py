"""Links that open a class or a feed in somebody else's calendar; only who presses one tells that calendar anything.

Neither Google nor Microsoft has written these addresses down as a promise; they are what their own buttons use.
"""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote, urlencode

from outreach.calendars.event import Happening
from outreach.clock import TOKYO

_GOOGLE = "https://calendar.google.com/calendar/"
_OUTLOOK = "https://outlook.live.com/calendar/0/"


class Links(NamedTuple):
    """Where one class may be put: the form of Google's calendar, which Android phones open, and Outlook's."""

    google: str
    outlook: str


def links_of(one: Happening) -> Links:
    """The links for one class, with its hours in Japan wherever they are pressed."""
    hours = "/".join(f"{moment.astimezone(TOKYO):%Y%m%dT%H%M%S}" for moment in (one.starts_at, one.ends_at))
    google = {
        "action": "TEMPLATE",
        "text": one.title,
        "dates": hours,
        "ctz": "Asia/Tokyo",
        "location": one.place,
        "details": one.note,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": one.title,
        "startdt": _with_offset(one.starts_at),
        "enddt": _with_offset(one.ends_at),
        "location": one.place,
        "body": one.note,
    }
    return Links(f"{_GOOGLE}render?{_query(google)}", f"{_OUTLOOK}deeplink/compose?{_query(outlook)}")


def _with_offset(moment: datetime) -> str:
    return moment.astimezone(TOKYO).isoformat(timespec="seconds")


def webcal(address: str) -> str:
    """A feed's address as iPhones, Macs and Outlook take it for a subscription and not for a file."""
    return "webcal://" + address.partition("://")[2]


def google_feed(address: str) -> str:
    """Google's question whether to subscribe this feed; it works on computers, phones show the calendar afterwards."""
    return f"{_GOOGLE}r?{_query({'cid': webcal(address)})}"


def outlook_feed(address: str, name: str) -> str:
    """The same for Outlook on the web."""
    return f"{_OUTLOOK}addfromweb?{_query({'url': address, 'name': name})}"


def _query(fields: dict[str, str]) -> str:
    return urlencode({name: value for name, value in fields.items() if value}, quote_via=quote)
