"""The page that a volunteer's own phone keeps: it works from then on without any network."""

import base64
import hashlib
import json
from collections.abc import Iterable
from functools import cache

from starlette.responses import HTMLResponse, Response

from outreach.bundled import folder
from outreach.i18n import LANGUAGES, pick
from outreach.i18n import phrase as _
from outreach.web import locale, page
from outreach.web.reader import Reader
from outreach.web.visit import Visit

# As strict as everywhere, but for the program that reads codes and the worker that keeps the page.
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none';"
    " frame-ancestors 'none'"
)
STYLES = ("css/base.css", "css/outreach.css", "css/door.css", "icons/outreach.svg")
WORKER = "js/door/worker.js"
NAME = _("Door")
# A worker's own file is looked at each time, so that a new version of the page comes with the next connection.
FRESH = {"Cache-Control": "no-cache"}


async def phone(visit: Visit) -> Response:
    """The page alone: it has all words and no data, and is the same for everybody."""
    return HTMLResponse(_shell(visit), headers={**FRESH, "Content-Security-Policy": POLICY})


def _shell(visit: Visit) -> str:
    languages = locale.choices(lambda tag: visit.url("door:phone", language=tag), visit.language)
    same_for_all: dict[str, object] = {"actor": None, "here": "", "has_keys": True, "done": None}
    same_for_all |= {"switch_language": languages, "offer": None, "reader": Reader(), "back": ""}
    return page.html(visit.request.app, "door/phone.html", visit.context(**same_for_all))


async def worker(visit: Visit) -> Response:
    """The worker that keeps the page and its files, each by the digest of its content."""
    shell = visit.url("door:phone")
    named = _manifest(visit).encode()
    kept = [(shell, _digest(_shell(visit).encode())), (visit.url("door:manifest"), _digest(named)), *_files()]
    told = {"shell": shell, "files": kept, "version": _digest(json.dumps(kept).encode())[7:23]}
    script = f"self.door = {json.dumps(told)};\n{(folder('static') / WORKER).read_text('utf-8')}"
    return Response(script, media_type="text/javascript", headers={**FRESH, "Service-Worker-Allowed": shell})


@cache
def _files() -> tuple[tuple[str, str], ...]:
    return tuple((f"/static/{name}", _digest((folder("static") / name).read_bytes())) for name in sorted(_names()))


def _names() -> Iterable[str]:
    static = folder("static")
    scripts = [*(static / "js/door").glob("*.js"), *static.glob("vendor/**/*.js"), *static.glob("vendor/**/*.wasm")]
    return {*STYLES, *(path.relative_to(static).as_posix() for path in scripts)} - {WORKER}


def _digest(content: bytes) -> str:
    """As browsers check it (W3C Subresource Integrity)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"


async def manifest(visit: Visit) -> Response:
    """What the page is called on a phone's home screen."""
    return Response(_manifest(visit), media_type="application/manifest+json", headers=FRESH)


def _manifest(visit: Visit) -> str:
    shell = visit.url("door:phone")
    name = NAME.text(visit.language)
    facts = {
        "name": f"{name} | {pick(visit.city.name, visit.language).text}",
        "short_name": name,
        "lang": LANGUAGES[visit.language].html_lang,
        "id": shell,
        "start_url": shell,
        "scope": shell,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [{"src": "/static/icons/outreach.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
    return json.dumps(facts, ensure_ascii=False)
