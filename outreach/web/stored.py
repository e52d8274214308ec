"""A stored copy of a public page or feed: made once for all who ask within a moment, with an ETag (RFC 9110)."""

import asyncio
import gzip
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from time import monotonic

from starlette.requests import Request
from starlette.responses import Response

from outreach.web import locale, reader

Endpoint = Callable[[Request], Awaitable[Response]]
# The path with its language, the query, the reader's switches, and the language that the page offers because the
# browser asks for it: two requests that agree in these get the same bytes.
Key = tuple[str, str, str, str]
MOST_COPIES = 2000
MOST_BYTES = 16_000_000
SMALL = 1000  # bytes that travel as they are


@dataclass(frozen=True)
class Copy:
    """A page as it was made: its answer, its mark, and when its making began."""

    answer: Response
    etag: str
    began: float

    @cached_property
    def packed(self) -> Response:
        """The same answer compressed, made when somebody first wants it so; it has a mark of its own."""
        body = gzip.compress(bytes(self.answer.body), compresslevel=6, mtime=0)
        headers = {**self.answer.headers, "Content-Encoding": "gzip", "ETag": _packed_mark(self.etag)}
        del headers["content-length"]
        return Response(body, self.answer.status_code, headers)


def key(request: Request) -> Key:
    """What a stored copy is kept under."""
    return request.scope["whole_path"], request.url.query, reader.of(request).key, locale.asked(request)


class Stored:
    """The copies of one server process; none is older than ``seconds``."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.copies: dict[Key, Copy] = {}
        self.bytes = 0
        self.making: dict[Key, asyncio.Lock] = {}

    def page(self, make: Endpoint) -> Endpoint:
        """The same page from its stored copy while that is fresh."""

        async def endpoint(request: Request) -> Response:
            wanted = key(request)
            copy = self.copies.get(wanted)
            if copy is None or not self._is_fresh(copy):
                copy = await self._made(wanted, request, make)
            answer = copy.packed if _takes_packed(request, copy) else copy.answer
            is_known = answer.status_code == 200 and answer.headers["etag"] in request.headers.get("if-none-match", "")
            return _unchanged(answer) if is_known else answer

        return endpoint

    def _is_fresh(self, copy: Copy) -> bool:
        # What changes while a page is made may be missing from it, so its age counts from the beginning.
        return monotonic() < copy.began + self.seconds

    async def _made(self, key: Key, request: Request, make: Endpoint) -> Copy:
        asked = monotonic()
        lock = self.making.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                copy = self.copies.get(key)
                if copy is None or not (copy.began >= asked or self._is_fresh(copy)):
                    began = monotonic()
                    copy = self._keep(key, await make(request), began)
            return copy
        finally:
            self.making.pop(key, None)

    def _keep(self, key: Key, answer: Response, began: float) -> Copy:
        etag = f'"{hashlib.sha256(bytes(answer.body)).hexdigest()[:32]}"'
        answer.headers["ETag"] = etag
        answer.headers.setdefault("Cache-Control", "no-cache")
        answer.headers.add_vary_header("Accept-Encoding")
        if answer.media_type == "text/html":
            answer.headers.add_vary_header("Cookie")
            answer.headers.add_vary_header("Accept-Language")
        copy = Copy(answer, etag, began)
        if answer.status_code == 200:
            self._make_room(key, len(answer.body))
            self.copies[key] = copy
        return copy

    def _make_room(self, key: Key, wanted: int) -> None:
        if old := self.copies.pop(key, None):
            self.bytes -= len(old.answer.body)
        if len(self.copies) >= MOST_COPIES or self.bytes + wanted > MOST_BYTES:
            self.copies.clear()
            self.bytes = 0
        self.bytes += wanted


def _takes_packed(request: Request, copy: Copy) -> bool:
    return len(copy.answer.body) > SMALL and "gzip" in request.headers.get("accept-encoding", "")


def _packed_mark(etag: str) -> str:
    return f'{etag[:-1]}-gz"'


def _unchanged(answer: Response) -> Response:
    kept = {name: answer.headers[name] for name in ("ETag", "Cache-Control", "Vary")}
    return Response(status_code=304, headers=kept)
