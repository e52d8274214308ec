"""A stored copy of a public page or feed: made once for all who ask within a moment, with an ETag (RFC 9110)."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic

from starlette.requests import Request
from starlette.responses import Response

Endpoint = Callable[[Request], Awaitable[Response]]
MOST_COPIES = 2000
MOST_BYTES = 16_000_000


@dataclass(frozen=True, slots=True)
class Copy:
    """A page as it was made: its answer, its mark, and when its making began."""

    answer: Response
    etag: str
    began: float


class Stored:
    """The copies of one server process; none is older than ``seconds``."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.copies: dict[tuple[str, str], Copy] = {}
        self.bytes = 0
        self.making: dict[tuple[str, str], asyncio.Lock] = {}

    def page(self, make: Endpoint) -> Endpoint:
        """The same page from its stored copy while that is fresh."""

        async def endpoint(request: Request) -> Response:
            key = (request.scope["whole_path"], request.url.query)
            copy = self.copies.get(key)
            if copy is None or not self._is_fresh(copy):
                copy = await self._made(key, request, make)
            is_known = copy.answer.status_code == 200 and copy.etag in request.headers.get("if-none-match", "")
            return _unchanged(copy) if is_known else copy.answer

        return endpoint

    def _is_fresh(self, copy: Copy) -> bool:
        # What changes while a page is made may be missing from it, so its age counts from the beginning.
        return monotonic() < copy.began + self.seconds

    async def _made(self, key: tuple[str, str], request: Request, make: Endpoint) -> Copy:
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

    def _keep(self, key: tuple[str, str], answer: Response, began: float) -> Copy:
        etag = f'"{hashlib.sha256(bytes(answer.body)).hexdigest()[:32]}"'
        answer.headers["ETag"] = etag
        answer.headers.setdefault("Cache-Control", "no-cache")
        copy = Copy(answer, etag, began)
        if answer.status_code == 200:
            self._make_room(key, len(answer.body))
            self.copies[key] = copy
        return copy

    def _make_room(self, key: tuple[str, str], wanted: int) -> None:
        if old := self.copies.pop(key, None):
            self.bytes -= len(old.answer.body)
        if len(self.copies) >= MOST_COPIES or self.bytes + wanted > MOST_BYTES:
            self.copies.clear()
            self.bytes = 0
        self.bytes += wanted


def _unchanged(copy: Copy) -> Response:
    kept = {"ETag": copy.etag, "Cache-Control": copy.answer.headers["Cache-Control"]}
    return Response(status_code=304, headers=kept)
