"""A city's data as files: out of one installation, into another."""

from dataclasses import asdict
from pathlib import Path

from outreach import cities
from outreach.cli import screen
from outreach.cli.settled import ready
from outreach.cli.trouble import Trouble
from outreach.upkeep import arriving, leaving


async def export(city: str, folder: Path, /, *, json: bool = False) -> None:
    """Write a city's data into a folder of files.

    Parameters
    ----------
    city
        The city, as in its address: morioka.
    folder
        An empty or new folder. It will hold personal data.
    json
        Print the files and their rows as JSON.

    """
    async with ready():
        if (place := await cities.find(city)) is None:
            raise Trouble(f"there is no city {city!r} here")
        with screen.progress("Exporting"):
            written = await leaving.export(place, folder)
    if json:
        screen.as_json(written)
    else:
        screen.table(["file", "rows"], list(written.items()))


async def bring_in(folder: Path, /, *, dry_run: bool = False, json: bool = False) -> None:
    """Add a city from a folder of files: all of it or nothing.

    Parameters
    ----------
    folder
        Files in the format of seeds/README.md.
    dry_run
        Only show what would be added.
    json
        Print what was added as JSON.

    """
    async with ready():
        with screen.progress("Importing"):
            found = await arriving.bring_in(folder, dry_run=dry_run)
    if json:
        screen.as_json(asdict(found) | {"dry_run": dry_run})
    else:
        screen.table([found.city, "would be added" if dry_run else "added"], list(found.added.items()))
