"""Making an account, changing its password, switching it off: each is on record, each ends old sign-ins."""

from collections.abc import Iterable

from tortoise.exceptions import IntegrityError

from outreach import audit, clock, departments, once
from outreach.accounts import passwords
from outreach.accounts.rows import ROLES, Account, SignIn
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.spelling import clean_line, clean_name

LONGEST_LOGIN = 40
LONGEST_NAME = 120


async def find(city_id: int, login: str) -> Account | None:
    """The account with this login in this city, or None."""
    name = login.strip().lower()
    if not name.isprintable() or len(name) > LONGEST_LOGIN:
        return None
    return await Account.get_or_none(city_id=city_id, login=name)


async def of_city(city_id: int) -> list[Account]:
    """All accounts of a city by login, with their departments."""
    return await Account.filter(city_id=city_id).order_by("login").prefetch_related("department")


def clean_roles(roles: Iterable[str]) -> list[str]:
    """The roles in the order of ROLES; Refusal where one is unknown or none is given."""
    chosen = set(roles)
    if not chosen or not chosen <= set(ROLES):
        raise Refusal(_("Please choose at least one role."), field="roles")
    return [role for role in ROLES if role in chosen]


async def create(
    city: City, login: str, name: str, roles: Iterable[str], password: str, *, by: Actor, key: str = ""
) -> Account:
    """A new account; sent again with the same ``key`` it is the same one.

    Raises Refusal where the login is taken, the password too short, or the ``key`` came with other details.
    """
    hash_ = await passwords.hashed(passwords.clean(password))
    try:
        account = await _create(city, login, name, clean_roles(roles), hash_, by=by, key=key)
    except IntegrityError:
        raise _taken() from None
    if account.password_hash != hash_ and not await passwords.fits(account.password_hash, password):
        raise once.reused()
    return account


def _taken() -> Refusal:
    return Refusal(_("Somebody already signs in with this name. Please choose another."), field="login")


@unit_of_work
async def _create(city: City, login: str, name: str, roles: list[str], hash_: str, *, by: Actor, key: str) -> Account:
    login = clean_line(login.lower(), LONGEST_LOGIN, field="login", required=True)
    # Without the password: what is kept of it must be slow to guess.
    done = await once.claim(by, key, once.fingerprint("account", city.id, login, name, roles))
    if done is not None:
        return await Account.get(id=done, city_id=city.id)
    if await find(city.id, login):
        raise _taken()
    account = await Account.create(
        city=city,
        login=login,
        name=clean_line(clean_name(name, field="name"), LONGEST_NAME, field="name"),
        roles=roles,
        password_hash=hash_,
        created_at=clock.now(),
    )
    await once.keep(by, key, account.id)
    await audit.record(city.id, by, "account.created", f"account:{account.id}", roles=",".join(roles))
    return account


async def reset_password(account: Account, password: str, *, by: Actor) -> None:
    """A new password; every sign-in of this account ends."""
    hash_ = await passwords.hashed(passwords.clean(password))
    await _store_password(account.id, account.city_id, hash_, by=by)


async def change_password(account: Account, old: str, new: str, *, by: Actor) -> None:
    """The owner's own change: Refusal where the old password is wrong."""
    if not await passwords.fits(account.password_hash, old):
        raise Refusal(_("The present password is not right."), field="old")
    await reset_password(account, new, by=by)


@unit_of_work
async def _store_password(account_id: int, city_id: int, hash_: str, *, by: Actor) -> None:
    await Account.filter(id=account_id).update(password_hash=hash_)
    await _end_sign_ins(account_id)
    await audit.record(city_id, by, "account.password", f"account:{account_id}")


@unit_of_work
async def set_department(account: Account, department_id: int | None, *, by: Actor) -> None:
    """From now on she works for this department, or for none; Refusal for another city's."""
    await departments.check(account.city_id, department_id)
    await Account.filter(id=account.id).update(department_id=department_id)
    await audit.record(
        account.city_id, by, "account.department", f"account:{account.id}", department=department_id or 0
    )


@unit_of_work
async def switch_off(account: Account, *, by: Actor) -> None:
    """The account can no longer sign in; Refusal for the city's last administrator."""
    await sql.run("UPDATE cities SET phone = phone WHERE id = ?", account.city_id)  # one at a time in this city
    if "administrator" in account.roles and not await _other_administrators(account):
        raise Refusal(_("The last administrator of a city cannot be switched off."))
    await Account.filter(id=account.id).update(is_active=False)
    await _end_sign_ins(account.id)
    await audit.record(account.city_id, by, "account.off", f"account:{account.id}")


async def _other_administrators(account: Account) -> bool:
    others = await Account.filter(city_id=account.city_id, is_active=True).exclude(id=account.id)
    return any("administrator" in other.roles for other in others)


async def _end_sign_ins(account_id: int) -> None:
    await SignIn.filter(account_id=account_id, ended_at=None).update(ended_at=clock.now())
