"""The accounts of staff, from the command line of the machine that serves them."""

from outreach import accounts, cities
from outreach.accounts import Account
from outreach.audit import SYSTEM
from outreach.cities import City
from outreach.cli import screen
from outreach.cli.passwords import asked
from outreach.cli.settled import ready
from outreach.cli.trouble import Trouble


async def create(city: str, login: str, /, *, name: str, role: list[str], password_stdin: bool = False) -> None:
    """Make an account for a member of staff.

    Parameters
    ----------
    city
        The city, as in its address: morioka.
    login
        What she types to sign in.
    name
        Her name as colleagues read it.
    role
        clerk, instructor, coordinator, administrator or auditor; may be given several times.
    password_stdin
        Read the password from standard input instead of asking.

    """
    async with ready():
        place = await _city(city)
        password = asked("Password", stdin=password_stdin)
        account = await accounts.create(place, login, name, role, password, by=SYSTEM)
        screen.say(f"{account.login} may sign in to {city} as {', '.join(account.roles)}.")


async def reset(city: str, login: str, /, *, password_stdin: bool = False) -> None:
    """Give an account a new password; its sign-ins end.

    Parameters
    ----------
    city
        The city, as in its address.
    login
        What she types to sign in.
    password_stdin
        Read the password from standard input instead of asking.

    """
    async with ready():
        account = await _account(city, login)
        await accounts.reset_password(account, asked("New password", stdin=password_stdin), by=SYSTEM)
        screen.say(f"{account.login} has a new password; every old sign-in has ended.")


async def show(city: str, /, *, json: bool = False) -> None:
    """Show the accounts of a city.

    Parameters
    ----------
    city
        The city, as in its address.
    json
        Print them as JSON.

    """
    async with ready():
        found = await accounts.of_city((await _city(city)).id)
    if json:
        facts = ("login", "name", "roles", "is_active")
        screen.as_json([{name: getattr(account, name) for name in facts} for account in found])
    else:
        rows = [(a.login, a.name, ", ".join(a.roles), "yes" if a.is_active else "no") for a in found]
        screen.table(["login", "name", "roles", "may sign in"], rows)


async def off(city: str, login: str, /) -> None:
    """Switch an account off; its sign-ins end.

    Parameters
    ----------
    city
        The city, as in its address.
    login
        What she types to sign in.

    """
    async with ready():
        account = await _account(city, login)
        await accounts.switch_off(account, by=SYSTEM)
        screen.say(f"{account.login} may no longer sign in.")


async def _city(slug: str) -> City:
    if (found := await cities.find(slug)) is None:
        known = ", ".join(city.slug for city in await cities.every()) or "none yet"
        raise Trouble(f"there is no city {slug!r} here; there are: {known}")
    return found


async def _account(city: str, login: str) -> Account:
    if (found := await accounts.find((await _city(city)).id, login)) is None:
        raise Trouble(f"nobody signs in to {city} as {login!r}")
    return found
