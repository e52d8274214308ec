"""Backups, and putting one back."""

from pathlib import Path

from outreach import vault
from outreach.cli import screen
from outreach.cli.looking import listed, show_broken
from outreach.cli.settled import require_migrated, settings
from outreach.upkeep.backup import backup as make
from outreach.upkeep.restore import Restored
from outreach.upkeep.restore import restore as put_back


async def backup(folder: Path | None = None, /, *, json: bool = False) -> int:
    """Copy the whole database while it serves, and try the copy.

    Parameters
    ----------
    folder
        Where the backup goes, instead of OUTREACH_BACKUP_FOLDER. It holds personal data.
    json
        Print what was made as JSON.

    """
    found = settings()
    vault.load(found.key_file)
    await require_migrated(found.database_url)
    with screen.progress("Backing up and trying the copy"):
        made = await make(found.database_url, folder or found.backup_folder)
    if json:
        facts = {"path": str(made.path), "sha256": made.manifest.sha256, "tried": made.manifest.tried}
        screen.as_json(facts | {"contents": made.manifest.contents.facts(), "broken": listed(made.broken)})
    else:
        rows = sum(made.manifest.contents.rows.values())
        screen.say(f"{made.path}: {rows} rows, {made.manifest.tried} and compared.")
        screen.say(f"The audit trail ends at {made.manifest.contents.chain_head}")
        show_broken(made.broken)
    return int(bool(made.broken))


async def restore(file: Path, /, *, replace: bool = False, without_keys: bool = False, json: bool = False) -> int:
    """Put a backup into the database.

    Parameters
    ----------
    file
        The backup; its manifest (.json) must lie beside it.
    replace
        Put it in the place of rows that are there. They are kept as a file. Stop the server first.
    without_keys
        Restore it although a key is lost; what was sealed with it stays shut.
    json
        Print what was done as JSON.

    """
    found = settings()
    vault.load(found.key_file)
    with screen.progress("Checking and restoring"):
        done = await put_back(
            found.database_url, file, keep_in=found.backup_folder, replace=replace, without_keys=without_keys
        )
    if json:
        facts = {"at": done.manifest.at, "pending": done.pending, "replaced": done.replaced}
        screen.as_json(facts | {"broken": listed(done.broken)})
    else:
        _say_restored(done)
    return int(bool(done.broken))


def _say_restored(done: Restored) -> None:
    screen.say(f"Restored as of {done.manifest.at:%Y-%m-%d %H:%M} UTC, compared with its manifest.")
    if done.replaced:
        screen.say(f"What was there before: {done.replaced}")
    if done.pending:
        screen.say("It comes from an older program. Run: outreach migrate")
    show_broken(done.broken)
    screen.say(
        "Ends of the ledgers that are younger than this backup differ now: outreach restored CITY writes it down."
    )
