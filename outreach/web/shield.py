"""The shield around the whole server: strict headers, same origin for every change, limits on tries and sizes."""

import hashlib
from collections.abc import Iterable
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.settings import Settings
from outreach.web import policy
from outreach.web.mistakes import Mistake, on_error, shown

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# RFC 9110 section 4.2.3 and WHATWG Fetch: control characters have no place in a path or a query.
FORBIDDEN = ("\0", "\r", "\n")
# Our longest address has a secret of 32 signs; Python refuses to read numbers of more than 4300 digits.
LONGEST_PATH = 500
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
STRICT_TRANSPORT = "max-age=31536000"
# A provider gives each household a network of its own of this length (RFC 6177): all of it is one source.
HOUSEHOLD = 64


UPLOADS = [compile_path(rule.path)[0] for rule in policy.load().values() if rule.upload]


def too_large(most: int) -> Phrase:
    """What to tell whoever sends a file beyond the limit."""
    return _(
        "The file is too large: at most {size} MB can be taken. Lists of centres are far smaller; please check that"
        " it is the right file.",
        size=most // 1_000_000,
    )


def takes_file(scope: Scope) -> bool:
    """Whether a request brings a file to a route that takes one."""
    kind = Headers(scope=scope).get("content-type", "")
    return kind.startswith("multipart/form-data") and any(path.match(scope["path"]) for path in UPLOADS)


def largest(scope: Scope, settings: Settings) -> int:
    """How many bytes a request may bring: more only where its route takes a file."""
    return settings.max_upload_bytes if takes_file(scope) else settings.max_body_bytes


class BodyLimit:
    """Stops reading a body at the limit of its route."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request within its limit."""
        most = largest(scope, self.settings) if scope["type"] == "http" else 0
        await RequestBodyLimitMiddleware(self.app, max_body_size=most)(scope, receive, send)


class Shield:
    """Adds the headers to every answer and refuses what cannot be meant honestly, before any page sees it."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        extra = {"Strict-Transport-Security": STRICT_TRANSPORT} if settings.secure else {}
        self.headers = HEADERS | extra

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve or refuse one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        started = False

        async def send_shielded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        if refusal := self._refusal(scope):
            await shown(Request(scope), refusal, self._sentence(scope, refusal))(scope, receive, send_shielded)
            return
        try:
            await self.app(scope, receive, send_shielded)
        except Exception as error:
            if started:
                raise
            await (await on_error(Request(scope), error))(scope, receive, send_shielded)

    def _sentence(self, scope: Scope, refusal: int) -> Phrase | None:
        return too_large(self.settings.max_upload_bytes) if refusal == 413 and takes_file(scope) else None

    def _refusal(self, scope: Scope) -> int | None:
        headers = Headers(scope=scope)
        if any(sign in scope["path"] for sign in FORBIDDEN) or b"%00" in scope["query_string"]:
            return 400
        if len(scope["path"]) > LONGEST_PATH:
            return 404
        if scope["method"] in SAFE:
            return None
        if _length(headers) > largest(scope, self.settings):
            return 413
        return None if same_origin(headers, self.settings) else 403


def _length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else 0


def same_origin(headers: Headers, settings: Settings) -> bool:
    """Whether a change comes from a page of this server: by Origin, else by Sec-Fetch-Site; without both, no."""
    if origin := headers.get("origin"):
        ours = {urlsplit(settings.public_url).netloc, headers.get("host", "")}
        return _place(origin) in ours - {""}
    return headers.get("sec-fetch-site") == "same-origin"


def _place(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


class _Counts(MemoryStorage):
    async def clear(self, key: str) -> None:
        """Forget what was counted; the entry stays, as the library's own sweep may have it in hand just now."""
        self.storage.pop(key, None)
        if key in self.events:
            self.events[key] = []


class Tries:
    """Limits on guessing, per process: by the address that asks and by what is asked for."""

    def __init__(self, settings: Settings) -> None:
        self.limiter = MovingWindowRateLimiter(_Counts())
        self.per_minute = RateLimitItemPerMinute(settings.tries_per_minute)
        # Ten phones may join from one hall's address at once, each asked for its number first.
        self.joins = RateLimitItemPerMinute(3 * settings.tries_per_minute)
        self.sign_ins = RateLimitItemPerHour(settings.sign_ins_per_hour)
        self.sign_ups = RateLimitItemPerHour(settings.sign_ups_per_hour)
        # In a hall, a whole class may answer from one address.
        self.answers = RateLimitItemPerHour(2 * settings.sign_ups_per_hour)
        self.wrong_digits = RateLimitItemPerHour(settings.wrong_digits_per_hour)
        self.searches = RateLimitItemPerHour(settings.searches_per_hour)

    async def ticket(self, request: Request) -> None:
        """Count one guess at a ticket's code or phone digits; raises Mistake 429 past the limit."""
        await self._hit(self.per_minute, ["ticket", _source(request)])

    async def digits(self, registration_id: int) -> bool:
        """Count one try at the digits of this ticket before they are looked at, from wherever it comes.

        False past the limit, where not even the right ones are looked at: there are only ten thousand, and whoever
        guesses has many addresses.
        """
        return await self.limiter.hit(self.wrong_digits, "digits", str(registration_id))

    async def right_digits(self, registration_id: int) -> None:
        """The digits were right: what was counted for this ticket is forgotten."""
        await self.limiter.clear(self.wrong_digits, "digits", str(registration_id))

    async def sign_in(self, request: Request, login: str) -> None:
        """Count one password for this login from this source before it is looked at, however many come at once.

        Raises Mistake 429 past the limit, where not even the right one is looked at.
        Strangers elsewhere lock nobody out.
        """
        await self._hit(self.sign_ins, _of_login(request, login))

    async def signed_in(self, request: Request, login: str) -> None:
        """The password was right: what was counted for this login from this source is forgotten."""
        await self.limiter.clear(self.sign_ins, *_of_login(request, login))

    async def sign_up(self, request: Request) -> bool:
        """Count one sign-up for a class from this source; False past the limit."""
        return await self.limiter.hit(self.sign_ups, "sign-up", _source(request))

    async def answer(self, request: Request) -> bool:
        """Count one sheet of answers after a class from this source; False past the limit."""
        return await self.limiter.hit(self.answers, "answer", _source(request))

    async def join(self, request: Request) -> None:
        """Count one try of a phone to join a door before it is looked at; raises Mistake 429 past the limit."""
        await self._hit(self.joins, ["join", _source(request)])

    async def search(self, phone_id: int) -> bool:
        """Count one name that this phone at a door looks for, from wherever that comes; False past the limit."""
        return await self.limiter.hit(self.searches, "search", str(phone_id))

    async def _hit(self, limit: RateLimitItemPerMinute | RateLimitItemPerHour, what: Iterable[str]) -> None:
        if not await self.limiter.hit(limit, *what):
            raise Mistake(429)


def _of_login(request: Request, login: str) -> list[str]:
    # The digest keeps what is remembered short, however long a login somebody makes up.
    name = f"{request.path_params['city']}/{login.strip()}".lower()
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()
    return ["sign-in", _source(request), digest]


def _source(request: Request) -> str:
    return source_of(request.client.host) if request.client else "unknown"


def source_of(host: str) -> str:
    """Who asks, for counting: an IPv4 address, or the network of a household in IPv6."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((int(address), HOUSEHOLD), strict=False))
