"""One visit to one page: who came, to which city, in which language, and how the page answers."""

import re
import secrets
from dataclasses import dataclass
from typing import Any, cast

from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from outreach.audit import Actor
from outreach.cities import City
from outreach.i18n import LANGUAGES, Phrase
from outreach.i18n.furigana import Dictionary
from outreach.settings import Settings
from outreach.web import locale, page, reader
from outreach.web.forms import SURROGATES, UNSHOWABLE, Sheet
from outreach.web.mistakes import Mistake
from outreach.web.ruby import ROOMS

MOST_FIELDS = 200
LARGEST = 2**31 - 1
# The rooms whose addresses are no keys, so that everybody may pass them on.
SHAREABLE = frozenset({"public", "data"})
# The rooms that offer a reader's own language; staff have chosen theirs, and a phone at the door keeps its page.
OFFERING = frozenset({"public", "data", "mine"})
# The cookie of who works without the keys of the desk.
NO_KEYS = "outreach-keys"
_KEY_MARKS = re.compile(' accesskey="."| data-shift-key="."| ?<kbd>(?:Shift[+])?[A-Z0-9]</kbd>')


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent: its name, which proves nothing, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Visit:
    """A request as a room's page sees it."""

    request: Request
    city: City
    actor: Actor
    language: str
    places: Dictionary | None = None

    @property
    def settings(self) -> Settings:
        """The installation's settings."""
        return cast("Settings", self.request.app.state.settings)

    @property
    def has_keys(self) -> bool:
        """Whether the keys of the desk work; who switched them off sees none either."""
        at_desk = self.request.scope["path"].startswith(f"/{self.city.slug}/desk")
        return not (at_desk and self.request.cookies.get(NO_KEYS) == "off")

    def path(self, name: str) -> int:
        """A number of the path, such as ``lesson_id``; raises Mistake 404 for one that no row can have."""
        number = int(self.request.path_params[name])
        if number > LARGEST:
            raise Mistake(404)
        return number

    def query(self, name: str) -> str:
        """A value of the query without characters that no page can hold, or the empty text."""
        return UNSHOWABLE.sub("", self.request.query_params.get(name, ""))

    def url(self, name: str, *, language: str | None = None, **params: Any) -> str:
        """The path of a page of this city, in this language unless another is asked for."""
        path = self.request.app.state.named[name].url_path_for(name, city=self.city.slug, **params)
        return locale.join(str(path), locale.spoken(locale.room_of(name), language or self.language))

    def address(self, name: str, **params: Any) -> str:
        """The whole address of a page, as it stands in a calendar or a mail."""
        return self.settings.public_url.rstrip("/") + self.url(name, **params)

    async def sheet(self, most: int = MOST_FIELDS) -> Sheet:
        """What was typed into a form of ``most`` fields; raises Mistake 400 for files and for text in no encoding."""
        try:
            async with self.request.form(max_fields=most, max_files=0) as form:
                pairs = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        except (UnicodeError, ClientDisconnect):  # whoever went on to another page sees no answer
            raise Mistake(400) from None
        if any(SURROGATES.search(text) for pair in pairs for text in pair):
            raise Mistake(400)
        several: dict[str, list[str]] = {}
        for name, value in pairs:
            several.setdefault(name, []).append(value)
        return Sheet(dict(pairs), several)

    async def upload(self, name: str) -> Upload | None:
        """The one file of a form, or None where none was chosen; raises Mistake 400 for more than one.

        Only routes with ``upload`` in policy.toml may take more bytes than a form.
        """
        try:
            async with self.request.form(max_fields=MOST_FIELDS, max_files=1) as form:
                file = form.get(name)
                if isinstance(file, str) or file is None or not file.filename:
                    return None
                return Upload(UNSHOWABLE.sub("", file.filename), await file.read())
        except UnicodeError:
            raise Mistake(400) from None

    def blank(self, **values: str) -> Sheet:
        """An empty form with a fresh key, so that sending it twice has one effect."""
        shown = {name: UNSHOWABLE.sub("", value) for name, value in values.items()}
        return Sheet({"key": secrets.token_hex(16), **shown})

    def render(self, template: str, *, status: int = 200, done: Phrase | None = None, **context: Any) -> HTMLResponse:
        """Show a page."""
        said = done.text(self.language) if done else None
        html = page.html(self.request.app, template, self.context(done=said, **context))
        if not self.has_keys:
            html = _KEY_MARKS.sub("", html)
        return HTMLResponse(html, status_code=status)

    def context(self, **context: Any) -> dict[str, Any]:
        """What every template may use, with what this page adds."""
        actor = self.actor if self.actor.kind in ("account", "pass") else None
        shared = {"city": self.city, "language": self.language, "url": self.url, "actor": actor}
        room = locale.room_of(self.request.scope["route"].name)
        shared["switch_language"] = locale.choices(self._back, self.language, room)
        shared["offer"] = locale.offer(self.request, self._back) if room in OFFERING else None
        shared["here"] = self.request.scope["path"]
        shared["back"] = self._back(self.language)
        shared["has_keys"] = self.has_keys
        shared["reader"] = reader.of(self.request)
        shared["furigana"], shared["places"] = room in ROOMS, self.places
        if room in SHAREABLE:
            site = self.settings.public_url.rstrip("/")
            shared["shareable"] = site + self.request.scope["whole_path"]
            shared["alternates"] = [(tag, site + locale.join(self.request.scope["path"], tag)) for tag in LANGUAGES]
            shared["share_image"] = site + page.static("icons/share.png")
        return shared | context

    def _back(self, language: str) -> str:
        """The address of the page in a language, as a link opens it, also where a form was sent to it."""
        query = f"?{self.request.url.query}" if self.request.url.query and self.request.method == "GET" else ""
        path = self.request.scope["path"] if self.request.method in ("GET", "HEAD") else self._way_back()
        return locale.join(path, language) + query

    def _way_back(self) -> str:
        shown = self.request.scope["path"]
        routes = self.request.app.state.readable
        return shown if any(route.path_regex.match(shown) for route in routes) else f"/{self.city.slug}"

    def go(self, name: str, *, fragment: str = "", **params: Any) -> Response:
        """Send the browser on after a form was taken (303)."""
        mark = f"#{fragment}" if fragment else ""
        return RedirectResponse(self.url(name, **params) + mark, status_code=303)
