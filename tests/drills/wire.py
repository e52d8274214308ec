"""The wire: HTTP/1.1 over kept-alive sockets, little enough that a load measures the server and not its driver."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from outreach import tickets

HOST = "127.0.0.1"
LONGEST_WAIT = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers by their names in small letters, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes


def get(port: int, path: str, cookie: str = "") -> bytes:
    """A request for a page."""
    return _head("GET", port, path, cookie) + b"\r\n"


def post(port: int, path: str, fields: dict[str, str], cookie: str = "") -> bytes:
    """A form as a page of this server sends it."""
    body = urlencode(fields).encode()
    kind = f"Origin: http://{HOST}:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return _head("POST", port, path, cookie) + f"{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _head(method: str, port: int, path: str, cookie: str) -> bytes:
    extra = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"{method} {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n{extra}".encode()


class Line:
    """One connection that stays open from request to request."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def ask(self, request: bytes) -> Answer:
        """Send one request and read its answer; raises OSError or IncompleteReadError where the server went away."""
        self.writer.write(request)
        async with asyncio.timeout(LONGEST_WAIT):
            return await self._answer()

    async def _answer(self) -> Answer:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in head[1:] if line)
        headers = {name.lower(): value.strip() for name, _colon, value in pairs}
        body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(head[0].split()[1]), headers, body)


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Line]:
    """A line that is hung up at the end; raises OSError where nobody listens."""
    line = Line(*await asyncio.open_connection(HOST, port))
    try:
        yield line
    finally:
        line.writer.close()
        with suppress(OSError):
            await line.writer.wait_closed()


def applicant(number: int, key: str = "") -> dict[str, str]:
    """The sign-up form of the person with this number; nobody else has her phone. At most 1,000,000 people."""
    phone = f"019-6{number // 10_000:02d}-{number % 10_000:04d}"
    who = {"name": "見本 花子", "kana": "ミホン ハナコ", "phone": phone, "language": "ja"}
    return {**who, "key": key or tickets.new_token()}
