"""A browser without a window: walks as people walk, and inspects every page that it gets."""

import hashlib
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import httpx2
from starlette.applications import Starlette
from starlette.types import ASGIApp

from outreach.app import create_app
from outreach.settings import Settings
from outreach.web.locale import split
from tests.document import Document, said
from tests.form import Form, fitting
from tests.inspection import complaints, shield_complaints

HOST = "127.0.0.1:8000"
TOO_MANY_TURNS = 10
# The same pages come from both databases, and to inspect them is a good part of asking for them: once is enough.
INSPECTED = os.environ.get("OUTREACH_TEST_DATABASE") != "postgres"


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[Starlette]:
    """The app for these settings, started and stopped as a server would; it connects its own database."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


class BadPage(AssertionError):
    """A page breaks a rule that every page must keep."""


class Page:
    """One answer: ``status``, ``path`` (with query), ``language`` and, for HTML, what stands on it."""

    def __init__(self, browser: "Browser", answer: httpx2.Response) -> None:
        self.browser = browser
        self.answer = answer
        self.status: int = answer.status_code
        self.path: str = answer.url.raw_path.decode()
        self.language = split(answer.url.path)[0]
        self.html = answer.text if "html" in answer.headers.get("content-type", "") else ""
        self.document = Document(self.html)

    @property
    def text(self) -> str:
        """All words of the page, with single spaces."""
        bodies = self.document.all("body")
        return said(bodies[0]) if bodies and self.html else self.answer.text

    @property
    def heading(self) -> str:
        """The one heading."""
        return self.document.first("h1")

    @property
    def title(self) -> str:
        """The title that a tab shows."""
        return self.document.first("title")

    @property
    def errors(self) -> list[str]:
        """The sentences of the error summary."""
        summary = self.document.by_id.get("error-summary")
        return [said(item) for item in summary.iter("li")] if summary is not None else []

    def links(self) -> dict[str, str]:
        """Every link's words and address; of equal words the first."""
        found: dict[str, str] = {}
        for link in self.document.all("a"):
            found.setdefault(said(link) or link.get("aria-label", ""), link.get("href", ""))
        return found

    def link(self, words: str) -> str:
        """The address behind a link's words: the whole words, else their beginning, else a part. KeyError when none."""
        return fitting(words, self.links())

    async def follow(self, words: str) -> "Page":
        """Press a link."""
        return await self.browser.open(urljoin(self.path, self.link(words)))

    def form(self, which: int | str = 0) -> Form:
        """A form of the page: by its place, or by the words of one of its buttons, its id, or its action's end."""
        # The reader's switches stand first on every page and are no page's own form.
        forms = [form for form in self.document.all("form") if which == "reader" or form.get("id") != "reader"]
        if isinstance(which, int):
            return self._form(forms[which])
        for form in forms:
            own = self._form(form)
            if which in own.buttons or which == form.get("id") or own.action.endswith(which):
                return own
        message = f"no form {which!r} on {self.path}; there are {[list(self._form(f).buttons) for f in forms]}"
        raise KeyError(message)

    def _form(self, element: Element) -> Form:
        return Form(self.browser, self.document, element, self.path)


class Browser:
    """One person's browser: cookies of its own; ``inspecting=False`` for deliberately broken pages only."""

    def __init__(self, app: ASGIApp, *, host: str = HOST, scheme: str = "http", inspecting: bool = True) -> None:
        self.origin = f"{scheme}://{host}"
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        self.client = httpx2.AsyncClient(transport=transport, base_url=self.origin, follow_redirects=False)
        self.inspecting = inspecting

    async def open(self, path: str, **query: str) -> Page:
        """Type an address; follows the server's redirects."""
        return await self._sent("GET", path, params=query or None)

    async def post(self, path: str, data: Mapping[str, str | list[str]] | None = None, **more: object) -> Page:
        """Send a form as a page of this server does; follows the redirect that answers it."""
        return await self._sent("POST", path, data=data or {}, **more)

    async def send(self, method: str, path: str, headers: Mapping[str, str] | None = None, **more: object) -> Page:
        """Send one request and follow nothing; for a stranger's page, give another Origin in ``headers``."""
        ours = {} if method in {"GET", "HEAD"} else {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"}
        request = self.client.build_request(method, path, headers={**ours, **(headers or {})}, **more)  # type: ignore[arg-type]  # passed on
        page = Page(self, await self.client.send(request))
        self._inspect(page)
        return page

    async def _sent(self, method: str, path: str, **more: object) -> Page:
        page = await self.send(method, path, **more)  # type: ignore[arg-type]  # passed on
        for _ in range(TOO_MANY_TURNS):
            if page.status not in {301, 302, 303, 307, 308}:
                return page
            address = urlsplit(urljoin(str(page.answer.url), page.answer.headers["location"]))
            page = await self.send("GET", address._replace(scheme="", netloc="").geturl())
        message = f"{path} leads in circles"
        raise BadPage(message)

    def _inspect(self, page: Page) -> None:
        if not self.inspecting or not INSPECTED:
            return
        found = shield_complaints(page.answer.headers)
        if page.html:
            found += complaints(page.document, page.language)
            _keep(page)
        if found:
            message = f"{page.answer.request.method} {page.path} ({page.status}):\n  " + "\n  ".join(found)
            raise BadPage(message)

    async def close(self) -> None:
        """Close the browser and forget its cookies."""
        await self.client.aclose()


def _keep(page: Page) -> None:
    """Write each different page into the folder that OUTREACH_COLLECT_PAGES names, for the slower checkers."""
    if folder := os.environ.get("OUTREACH_COLLECT_PAGES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        mark = hashlib.sha256(page.html.encode()).hexdigest()[:16]
        (Path(folder) / f"{mark}.html").write_text(page.html, "utf-8")
