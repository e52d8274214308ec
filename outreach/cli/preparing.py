"""Preparing the database: its tables, and the sample cities."""

from pathlib import Path

from outreach import seeding
from outreach.bundled import folder
from outreach.cli import screen
from outreach.cli.passwords import asked
from outreach.cli.settled import ready, settings
from outreach.cli.trouble import Trouble
from outreach.db.migrate import migrate as bring_up


async def migrate(*, json: bool = False) -> None:
    """Bring the database up to what this program expects.

    Parameters
    ----------
    json
        Print the names of the steps that were done as JSON.

    """
    url = settings().database_url
    with screen.progress("Migrating") as step:
        done = await bring_up(url, on_step=step)
    if json:
        screen.as_json({"steps": done})
    else:
        screen.say("\n".join(f"done: {name}" for name in done) or "The database is up to date.")


async def seed(
    city: str | None = None, /, *, accounts: bool = False, password_stdin: bool = False, json: bool = False
) -> None:
    """Add the sample cities, or one of them; safe to repeat.

    Parameters
    ----------
    city
        Only this city, such as morioka.
    accounts
        Make the sample accounts, too; their password is asked.
    password_stdin
        Read that password from standard input.
    json
        Print what was added as JSON.

    """
    folders = _folders(city)
    async with ready():
        password = asked("Password of the sample accounts", stdin=password_stdin) if accounts else None
        added = {}
        with screen.progress("Seeding", total=len(folders)) as step:
            for place in folders:
                added[place.name] = (await seeding.plant(seeding.read(place), password=password)).added
                step(place.name)
    if json:
        screen.as_json(added)
    else:
        rows = [(place, kind, count) for place, kinds in added.items() for kind, count in kinds.items()]
        screen.table(["city", "rows", "added"], rows)


def _folders(city: str | None) -> list[Path]:
    found = {path.name: path for path in sorted(folder("seeds").iterdir()) if (path / "city.toml").is_file()}
    if city is None:
        return list(found.values())
    if city not in found:
        raise Trouble(f"there is no sample city {city!r}; there are: {', '.join(found)}")
    return [found[city]]
