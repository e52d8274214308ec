"""What a program asks the API for: each value of the query read strictly, and nothing that the API does not know."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from outreach.i18n import phrase as _
from outreach.open_data.listing import MOST, Wanted
from outreach.refusal import Refusal
from outreach.web.visit import LARGEST, Visit

Read = TypeVar("Read")
MOST_PAGES = 10_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")


def wanted(visit: Visit) -> Wanted:
    """Which classes are asked for; raises Refusal for a value that cannot be read."""
    known(visit, "from", "to", "course", "centre", "page", "limit")
    given: dict[str, Any] = {
        "first": _one(visit, "from", _day),
        "last": _one(visit, "to", _day),
        "course": _one(visit, "course", _up_to(LARGEST)),
        "centre": _one(visit, "centre", _up_to(LARGEST)),
        "page": _one(visit, "page", _up_to(MOST_PAGES)),
        "limit": _one(visit, "limit", _up_to(MOST)),
    }
    return Wanted(**{name: value for name, value in given.items() if value is not None})


def known(visit: Visit, *names: str) -> None:
    """Refuse a query with anything else, or with something twice: a typing error must not look like an answer."""
    asked = [name for name, _value in visit.request.query_params.multi_items()]
    if set(asked) - set(names) or len(asked) > len(set(asked)):
        sentence = _("This address takes only these, each once: {names}.", names=", ".join(names) or "–")
        raise Refusal(sentence, code="query")


def _one(visit: Visit, name: str, read: Callable[[str, str], Read]) -> Read | None:
    if name not in visit.request.query_params:
        return None
    return read(visit.request.query_params[name], name)


def _day(text: str, name: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refusal(_("Please write “{name}” as a date such as 2026-12-01.", name=name), field=name)


def _up_to(most: int) -> Callable[[str, str], int]:
    def read(text: str, name: str) -> int:
        if _NUMBER.fullmatch(text) and int(text) <= most:
            return int(text)
        sentence = _("Please write “{name}” as a number from 1 to {most}.", name=name, most=most)
        raise Refusal(sentence, field=name)

    return read
