"""A server like any other that begins at once: its process is forked from one that has read all the code."""

import os
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

import uvicorn

from tests.drills.server import ROOT, Server
from tests.drills.wire import HOST

# Each walk wants a server of its own; reading the code takes longer than the shorter walks do.
_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(["outreach.cli.serving", "outreach.app", "outreach.web", "tests.journeys.server"])


class Forked(Server):
    """One process without reading the code anew; for walks, not for what measures or kills a start."""

    def _begun(self) -> "_Process":
        process = _CONTEXT.Process(target=_serve, args=(self.application, self.port, self.settings), daemon=True)
        process.start()
        return _Process(process)


class _Process:
    """What Server asks of a subprocess.Popen."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        self.pid = process.pid or 0

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float) -> int | None:
        self._process.join(timeout)
        return self._process.exitcode


def _serve(application: str, port: int, settings: dict[str, str]) -> None:
    os.setsid()
    os.chdir(ROOT)
    os.environ.update(settings)
    uvicorn.run(
        application,
        factory=True,
        host=HOST,
        port=port,
        log_level="error",
        access_log=False,
        timeout_graceful_shutdown=5,
    )
