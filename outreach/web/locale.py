"""The path decides the language: ``/morioka/…`` is Japanese, ``/morioka/en/…`` English.

Where a browser asks for another language, a page offers that one and does not lead there by itself: whoever was given
an address sees what its giver saw.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import NamedTuple

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from outreach.i18n import LANGUAGES, STAFF, for_staff, negotiate
from outreach.i18n import phrase as _

DEFAULT = "ja"
# translators: in your own language, and with its own name in place of English: このページを日本語で読む
OFFER = _("Read this page in English")
# What only staff enter; these rooms speak the languages of staff.
STAFF_ROOMS = frozenset({"desk", "office", "audit", "signin"})
PREFIXES = frozenset(tag for tag in LANGUAGES if tag != DEFAULT)
# What the templates speak while one page is rendered.
speaking: ContextVar[str] = ContextVar("speaking", default=DEFAULT)


class LanguageInPath:
    """Takes the language out of the path before routing and puts it into the scope as ``language``."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request under the path without its language."""
        if scope["type"] == "http":
            language, path = split(scope["path"])
            scope = {**scope, "path": path, "language": language, "whole_path": scope["path"]}
        await self.app(scope, receive, send)


def split(path: str) -> tuple[str, str]:
    """The language of a path and the path without it: ``/morioka/en/classes`` → ``en``, ``/morioka/classes``.

    A slash at the end means nothing, so that ``/morioka/en/`` stays in its language.
    """
    parts = path.rstrip("/").split("/")
    for place in (1, 2):
        if len(parts) > place and parts[place] in PREFIXES:
            rest = "/".join(parts[:place] + parts[place + 1 :])
            return parts[place], rest or "/"
    return DEFAULT, "/".join(parts) or "/"


def join(path: str, language: str) -> str:
    """The path as it stands in a link: the language goes behind the city."""
    if language == DEFAULT:
        return path
    parts = path.split("/")
    place = 2 if len(parts) > 2 or parts[1] else 1
    return "/".join([*parts[:place], language, *parts[place:]]).removesuffix("/") if path != "/" else f"/{language}"


class Choice(NamedTuple):
    """A language in the menu: its own name, its tag in HTML, the page in it, and whether it is this one."""

    name: str
    html_lang: str
    href: str
    current: bool


class Offer(NamedTuple):
    """The line that offers a page in the browser's language, in that language."""

    words: str
    html_lang: str
    dir: str
    href: str


def room_of(route: str) -> str:
    """The room of a route's name: ``desk`` of ``desk:sign_up``."""
    return route.partition(":")[0]


def spoken(room: str, language: str) -> str:
    """The language in which a room answers: this one, or for staff the nearest that staff rooms speak."""
    return for_staff(language) if room in STAFF_ROOMS else language


def choices(href: Callable[[str], str], language: str, room: str = "") -> list[Choice]:
    """The languages of a room, each with the address that ``href`` gives for its tag."""
    tags: Iterable[str] = STAFF if room in STAFF_ROOMS else LANGUAGES
    return [Choice(LANGUAGES[tag].name, LANGUAGES[tag].html_lang, href(tag), tag == language) for tag in tags]


def asked(request: HTTPConnection) -> str:
    """The tag of the language that the browser asks for instead of the page's; empty where it is content."""
    wanted = negotiate(request.headers.get("accept-language"))
    page = LANGUAGES[request.scope.get("language", DEFAULT)]
    return "" if wanted is None or LANGUAGES[wanted].html_lang == page.html_lang else wanted


def offer(request: HTTPConnection, href: Callable[[str], str]) -> Offer | None:
    """The line on top of a page whose language is not the browser's, or None."""
    tag = asked(request)
    if not tag:
        return None
    return Offer(OFFER.text(tag), LANGUAGES[tag].html_lang, LANGUAGES[tag].dir, href(tag))
