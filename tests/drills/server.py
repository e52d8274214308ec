"""A real server in processes of its own: started, waited for, killed without warning, stopped."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Protocol

from outreach.db.connect import dialect_of
from tests.drills.wire import HOST, connected, get

ROOT = Path(__file__).parent.parent.parent
APPLICATION = "outreach.cli.serving:application"
LONGEST_START = 240
PAUSE = 0.02
PROCESSES = {"sqlite": 1, "postgres": 4}


class NeverAnswered(AssertionError):
    """The server ended or kept silent; the text is what it wrote."""


class Running(Protocol):
    """What is asked of the process of a server, as of a subprocess.Popen."""

    @property
    def pid(self) -> int:
        """Its number, and that of its group."""

    def poll(self) -> int | None:
        """How it ended, if it ended."""

    def wait(self, timeout: float) -> int | None:
        """Let it end."""


class Server:
    """A server for one database: SQLite is served by one process, PostgreSQL by four unless told otherwise."""

    def __init__(
        self,
        url: str,
        application: str = APPLICATION,
        *,
        workers: int | None = None,
        settings: Mapping[str, str] | None = None,
        before: tuple[str, ...] = (),
    ) -> None:
        self.port = free_port()
        self.application = application
        self.workers = workers or PROCESSES[dialect_of(url)]
        self.before = before
        self.settings = {
            "OUTREACH_MODE": "test",
            "OUTREACH_DATABASE_URL": url,
            "OUTREACH_PUBLIC_URL": self.address,
            "OUTREACH_SIGN_UPS_PER_HOUR": "1000000",  # a whole crowd comes from one address
            **(settings or {}),
        }
        self.process: Running | None = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"

    async def start(self) -> float:
        """Start it; returns the seconds until its first answer. Raises NeverAnswered where none came."""
        began = monotonic()
        self.process = self._begun()
        await self._answers(began + LONGEST_START)
        return monotonic() - began

    def _begun(self) -> Running:
        command = [*self.before, sys.executable, "-m", "uvicorn", "--factory", self.application, *self._options()]
        return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **self.settings}, start_new_session=True)

    def _options(self) -> list[str]:
        where = ["--host", HOST, "--port", str(self.port), "--workers", str(self.workers)]
        return [*where, "--log-level", "error", "--no-access-log", "--timeout-graceful-shutdown", "5"]

    async def _answers(self, until: float) -> None:
        while monotonic() < until and self.process and self.process.poll() is None:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                async with connected(self.port) as line:
                    if (await line.ask(get(self.port, "/"))).status == 200:
                        return
            await asyncio.sleep(PAUSE)
        self.kill()
        message = f"{self.application} did not answer at {self.address}"
        raise NeverAnswered(message)

    def kill(self) -> None:
        """kill -9, all its processes at once, as when the power fails."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an administrator does."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        self.process.wait(timeout=30)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process = None


@asynccontextmanager
async def serving(server: Server) -> AsyncIterator[Server]:
    """The server while it serves."""
    await server.start()
    try:
        yield server
    finally:
        server.stop()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port
