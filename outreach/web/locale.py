"""The path decides the language: ``/morioka/…`` is Japanese, ``/morioka/en/…`` English."""

from contextvars import ContextVar

from starlette.types import ASGIApp, Receive, Scope, Send

from outreach.i18n import LANGUAGES

DEFAULT = "ja"
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
