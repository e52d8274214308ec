"""Calendars that people really use, subscribed to a feed over HTTP: vdirsyncer with khal, and ical.js."""

import asyncio
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
BIN = ROOT / ".calendar-clients" / "bin"
READER = Path(__file__).with_name("ical_reader.mjs")
ARE_HERE = (BIN / "khal").is_file()

_SYNC = """[general]
status_path = "{folder}/status/"
[pair classes]
a = "feed"
b = "files"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "{address}"
[storage files]
type = "filesystem"
path = "{folder}/files/"
fileext = ".ics"
"""
_KHAL = """[calendars]
[[classes]]
path = {folder}/files/
[locale]
local_timezone = Asia/Tokyo
default_timezone = Asia/Tokyo
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = classes
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """An event as a client shows it; ``start`` is the hour in Japan."""

    title: str
    start: str
    place: str


async def run(*command: str | Path, home: Path | None = None) -> str:
    """What a program says; AssertionError with its trouble where it fails."""
    told = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home)} if home else None
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=told, stdout=pipe, stderr=pipe)
    said, trouble = await process.communicate()
    assert process.returncode == 0, trouble.decode()
    return said.decode()


class Khal:
    """khal, which shows what vdirsyncer has brought."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        (folder / "files").mkdir(parents=True)
        (folder / "sync.conf").write_text(_SYNC.format(folder=folder, address=address))
        (folder / "khal.conf").write_text(_KHAL.format(folder=folder))

    async def look(self) -> set[Seen]:
        """Sync, and read the coming year."""
        sync: list[str | Path] = [BIN / "vdirsyncer", "-c", self.folder / "sync.conf"]
        if not (self.folder / "status").exists():
            await run(*sync, "discover", home=self.folder)
        await run(*sync, "sync", home=self.folder)
        fields = [word for name in ("title", "start", "location") for word in ("--json", name)]
        said = await run(
            BIN / "khal", "-c", self.folder / "khal.conf", "list", *fields, "today", "365d", home=self.folder
        )
        days = [json.loads(line) for line in said.splitlines() if line.startswith("[")]
        return {Seen(one["title"], one["start"], one["location"]) for day in days for one in day}


async def read(address: str) -> dict[str, Any]:
    """The feed as ical.js reads it: ``head`` and ``events``."""
    found: dict[str, Any] = json.loads(await run("node", READER, address))
    return found


def hour(moment: str) -> datetime:
    """A moment as ical.js writes it."""
    return datetime.fromisoformat(moment)
