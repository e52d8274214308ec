"""Writing down that a backup was put back, so that verification tells of it and calls it no tampering."""

import asyncio
import json as text
from pathlib import Path
from typing import Any

from outreach import cities
from outreach.audit import SYSTEM
from outreach.cities import City
from outreach.cli import screen
from outreach.cli.settled import ready
from outreach.cli.trouble import Trouble
from outreach.goal import anchors, restoring, verifier


async def restored(city: str, /, *files: Path, reason: str, folder: Path | None = None, json: bool = False) -> None:
    """Write into a city's ledger that a backup was put back, and which ends kept elsewhere were lost by it.

    Parameters
    ----------
    city
        The city, as in its address: morioka.
    files
        Anchors and manifests of backups beside those of the folder.
    reason
        Why, such as "disk broke on 3 May"; it stands in the audit trail.
    folder
        The folder where the ends of the ledgers are kept, instead of OUTREACH_ANCHOR_FOLDER.
    json
        Print what was written as JSON.

    """
    async with ready() as found:
        if (place := await cities.find(city)) is None:
            raise Trouble(f"there is no city {city!r} here")
        kept = await _kept(place, folder or found.anchor_folder, files)
        line = await restoring.restored(place, kept, reason, by=SYSTEM)
    if line is None:
        raise Trouble(f"none of the {len(kept)} ends that were given differs from the ledger: nothing was lost")
    lost = text.loads(line.detail)["lost"]
    if json:
        screen.as_json({"line": line.seq, "hash": line.hash, "lost": lost})
    else:
        last = lost[-1]["ledger"]["seq"]
        screen.say(f"Line {line.seq} of the ledger names {len(lost)} lost ends, up to line {last}.")
        screen.say("Verification tells of this restore from now on. It is no fault where its hash is given:")
        screen.say(f"OUTREACH_RESTORED={line.hash}   (verify_ledger.py --restored {line.hash})")


async def _kept(city: City, folder: Path | None, files: tuple[Path, ...]) -> list[dict[str, Any]]:
    try:
        told = [text.loads(await asyncio.to_thread(path.read_text, "utf-8-sig")) for path in files]
        found = [*await anchors.kept(folder, city), *(verifier.of_city(one, city.code) for one in told)]
        return [{**one} for one in found if verifier.ends(one) and one["city"]]
    except (ValueError, KeyError, TypeError) as trouble:
        raise Trouble(f"an end that was kept cannot be read: {trouble!r}") from trouble
