"""The keys under which needs and secrets are sealed: a file beside the database, never in it."""

from datetime import timedelta
from pathlib import Path

from outreach import clock, registration, vault
from outreach.cli import screen
from outreach.cli.settled import ready
from outreach.cli.trouble import Trouble
from outreach.upkeep import sealed

SETTLED_SECONDS = 3600  # a transaction that began before the newest key ended long ago


def new(file: Path, /) -> None:
    """Make a file with a fresh key, for a new installation; it is never written over another file.

    Parameters
    ----------
    file
        Where it goes. Keep a copy apart from the backups: without it, what is sealed is lost.

    """
    try:
        vault.write_new(file)
    except FileExistsError:
        raise Trouble(f"{file} is there already; it is not overwritten") from None
    screen.say(f"{file}: one key. Set OUTREACH_KEY_FILE to it, and keep a copy apart from the backups.")


async def rotate(*, only_seal: bool = False, give_up: bool = False, json: bool = False) -> int:
    """Add a fresh key to the file and seal everything anew under it, while the server serves; safe to repeat.

    Parameters
    ----------
    only_seal
        Add no key: seal under the newest one that is there. So a rotation that was broken off is finished.
    give_up
        Empty what does not open because its key is lost, so that the pages that show it work again.
    json
        Print what was done as JSON.

    """
    async with ready() as found:
        if found.key_file is None:
            raise Trouble("there is no file of keys to rotate: set OUTREACH_KEY_FILE")
        if not only_seal:
            vault.add_key(found.key_file)
        with screen.progress("Sealing anew"):
            done = await sealed.reseal()
            given_up = await sealed.give_up(await sealed.shut()) if give_up else 0
        used, binding, newest = await sealed.keys(), await sealed.binding(), vault.newest()
        printed = await _printed(found.key_file)
        spare = [] if printed else _spare(found.key_file, {newest, *used, *binding})
    if json:
        facts = {"key": newest, "sealed": done.count, "shut": done.shut, "given_up": given_up, "used": used}
        screen.as_json(facts | {"binding": binding, "spare": spare, "printed": printed})
    else:
        screen.say(f"Key {newest} seals from now on; {done.count} texts were sealed anew.")
        for row in done.shut:
            screen.say(f"does not open: {row}")
        if printed:
            screen.say(f"Tickets of coming classes that an older key may have signed: {printed}. Leave it in the file.")
        elif spare:
            screen.say(f"No text needs key {', '.join(map(str, spare))} any more; backups that are older still do,")
            screen.say("and so do tickets that were printed before the rotation, until their classes are over.")
        elif older := [number for number in binding if number != newest]:
            told = ", ".join(map(str, older))
            screen.say(f"Key {told} still binds notes or statements of the ledgers. Leave it in the file.")
        elif len(vault.numbers()) > 1:
            screen.say("Which keys no text needs any more is told by outreach keys rotate --only-seal, tomorrow.")
    return int(len(done.shut) > given_up)


async def _printed(path: Path) -> int:
    """How many tickets may be in people's hands that only an older key makes good at the door."""
    if len(vault.numbers()) == 1:
        return 0
    return await registration.tickets_before(clock.now() - timedelta(seconds=vault.age(path)))


def _spare(path: Path, needed: set[int]) -> list[int]:
    """The keys that no text needs any more. None while somebody may still write what he sealed before the last one."""
    if vault.age(path) < SETTLED_SECONDS:
        return []
    return [number for number in vault.numbers() if number not in needed]
