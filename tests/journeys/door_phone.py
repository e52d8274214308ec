"""A volunteer's phone: a Chromium with a folder of its own, a film before its camera, and a power switch."""

import asyncio
import hashlib
import json
import os
import signal
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page, Playwright
from playwright.async_api import Error as BrowserError

from outreach.tickets import tokens
from tests.checkers import CHROMIUM, FLAGS
from tests.journeys import planted
from tests.journeys.door_video import Film
from tests.journeys.people import PATIENCE

SIZE = {"width": 320, "height": 640}
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


class Phone:
    """Off until ``switch_on``; what its browser stores lies in ``folder``, what its camera sees in a file beside it."""

    def __init__(self, playwright: Playwright, folder: Path, *, language: str = "ja") -> None:
        self.playwright = playwright
        self.folder = folder
        self.film = folder.with_suffix(".mjpeg")
        self.language = language
        self.context: BrowserContext | None = None
        self.show([])

    def show(self, addresses: Iterable[str], film: Film | None = None) -> float:
        """Have these sheets pass before the camera, which is closed, over and over; returns the film's seconds.

        The browser may look at the file at any time, so the new one takes the place of the old one whole.
        """
        assert not self.films()
        fresh = self.film.with_suffix(".new")
        seconds = (film or Film()).write(fresh, [*addresses, ""])
        fresh.replace(self.film)
        return seconds

    def films(self) -> bool:
        """Whether the camera is open: it holds its film for a moment after the page has let it go."""
        path = str(self.film).encode()
        return any(path in _read(process / "maps") for process in self._processes())

    async def switch_on(self) -> Page:
        """Start the browser, with whatever it has stored."""
        assert self.context is None
        camera = f"--use-file-for-fake-video-capture={self.film}"
        self.context = await self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=CHROMIUM,
            args=[*FLAGS, *CAMERA, camera],
            permissions=["camera"],
            viewport=SIZE,  # type: ignore[arg-type]  # a plain dict is taken
            is_mobile=True,
            has_touch=True,
            locale="ja-JP" if self.language == "ja" else "en-GB",
        )
        self.context.set_default_timeout(PATIENCE)
        return self.page

    @property
    def page(self) -> Page:
        """Its one page."""
        assert self.context is not None
        return self.context.pages[0]

    async def reception(self, *, there: bool) -> None:
        """Go into the basement, or out of it."""
        assert self.context is not None
        await self.context.set_offline(offline=not there)

    async def lose_power(self) -> None:
        """kill -9 of the browser, in the middle of whatever it does."""
        assert self.context is not None
        lost = asyncio.Event()
        self.context.on("close", lambda _context: lost.set())
        os.kill(self._pid(), signal.SIGKILL)
        await lost.wait()
        self.context = None

    def _processes(self) -> list[Path]:
        ours = f"--user-data-dir={self.folder}".encode()
        return [one for one in Path("/proc").glob("[0-9]*") if ours in _read(one / "cmdline")]

    def _pid(self) -> int:
        """The browser's own process, the one that is of no type."""
        [browser] = [int(one.name) for one in self._processes() if b"--type=" not in _read(one / "cmdline")]
        return browser

    async def switch_off(self) -> None:
        """Close the browser as a person does."""
        if self.context is not None:
            with suppress(BrowserError):
                await self.context.close()
        self.context = None

    async def stored(self, store: str) -> list[Any]:
        """The rows of one store of the door's database."""
        found: Any = await planted.stored(self.page)
        rows: list[Any] = found["databases"]["outreach-door"][store]["values"]
        return rows

    async def log(self) -> list[dict[str, Any]]:
        """What it has written down, in order."""
        return [json.loads(row["body"]) for row in await self.stored("log")]

    async def marks_of(self, held: dict[str, str]) -> dict[str, str]:
        """By which marks it knows these tickets: the name by each mark. ``held`` are tokens by name."""
        [known] = await self.stored("bundle")
        salt = bytes.fromhex(known["salt"])
        return {_mark(salt, token): name for name, token in held.items()}

    async def words(self, held: dict[str, str]) -> dict[str, list[str]]:
        """What it said to each of these tickets, in order; ``""`` has what it said to others."""
        marks, said = await self.marks_of(held), defaultdict(list)
        for event in await self.log():
            if event["kind"] in {"entry", "seen"}:
                said[marks.get(event["ref"], "")].append(event["word"])
        return dict(said)


def _read(file: Path) -> bytes:
    """What a file says; nothing where it went away meanwhile."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _mark(salt: bytes, token: str) -> str:
    reference = tokens.read(token, tokens.BYTES)
    assert reference is not None
    return hashlib.sha256(salt + reference).hexdigest()[:32]
