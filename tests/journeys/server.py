"""The server with a clock that a journey may move: a class that begins at 13:30 is over two pages later."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from starlette.applications import Starlette

from outreach import clock
from outreach.cli.serving import application

CLOCK = "OUTREACH_JOURNEY_CLOCK"
APPLICATION = f"{__name__}:moved"
_now = clock.now


class Clock:
    """The hands of the server's clock, in a file between the journey and the server."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.turn_to(_now())

    def turn_to(self, moment: datetime) -> None:
        """Let the server's time go on from this moment."""
        self.file.write_text(str((moment - _now()).total_seconds()))


def moved() -> Starlette:
    """The whole server under the moved clock; time enters nowhere else."""
    file = Path(os.environ[CLOCK])
    clock.now = lambda: _now() + timedelta(seconds=float(file.read_text()))
    return application()
