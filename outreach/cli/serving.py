"""Serving: the demo on one's own machine, and an installation."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outreach import accounts, cities, db, seeding, vault
from outreach.bundled import folder as bundled
from outreach.cli import screen
from outreach.cli.settled import require_migrated, settings
from outreach.cli.trouble import Trouble
from outreach.db.connect import dialect_of
from outreach.db.migrate import migrate
from outreach.settings import Settings

if TYPE_CHECKING:
    from starlette.applications import Starlette

DEMO_PASSWORD = "demo-outreach-2026"  # noqa: S105 - printed on the screen, for sample accounts only
GRACE_SECONDS = 20
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def demo(*, folder: Path = Path("demo"), host: str = "127.0.0.1", port: int = 8000) -> None:
    """Show a demo with both sample cities, in a database of its own.

    Parameters
    ----------
    folder
        Where the demo's database lies; it is kept between runs.
    host
        The address to listen on. The password is public: keep to your own machine.
    port
        The port to listen on.

    """
    import uvicorn

    from outreach.app import create_app

    found = _demo_settings(folder, host, port)
    asyncio.run(_prepare(found))
    if host not in LOOPBACK:
        screen.say(f"Careful: whoever reaches {host} can sign in with the password above.")
    screen.say(f"Open {found.public_url}/ (Ctrl-C stops it)")
    uvicorn.run(create_app(found), host=host, port=port, log_level="warning", **_manners(found))


def _demo_settings(folder: Path, host: str, port: int) -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    address = f"[{host}]" if ":" in host else host
    return Settings(
        mode="demo",
        database_url=f"sqlite://{folder.resolve() / 'outreach.db'}",
        public_url=f"http://{address}:{port}",
        host=host,
        port=port,
        workers=1,
        backup_folder=folder / "backups",
    )


async def _prepare(found: Settings) -> None:
    folders = sorted(path for path in bundled("seeds").iterdir() if (path / "city.toml").is_file())
    with screen.progress("Preparing the demo", total=len(folders) + 1) as step:
        step("tables")
        await migrate(found.database_url)
        async with db.connected(found.database_url):
            for folder in folders:
                await seeding.plant(seeding.read(folder), password=DEMO_PASSWORD)
                step(folder.name)
            await _introduce(found.public_url)


async def _introduce(address: str) -> None:
    rows = [
        (city.name["en"], account.login, ", ".join(account.roles))
        for city in await cities.every()
        for account in await accounts.of_city(city.id)
    ]
    screen.table(["city", "sign in as", "role"], rows)
    screen.say(f"Everybody's password is {DEMO_PASSWORD}. People and classes are samples.")
    for city in await cities.every():
        at = f"{address}/{city.slug}"
        screen.say(f"{city.name['ja']}: {at}  in English: {at}/en  staff: {at}/sign-in")


def serve(
    *, host: str | None = None, port: int | None = None, workers: int | None = None, uds: Path | None = None
) -> None:
    """Serve the cities of this installation.

    Parameters
    ----------
    host
        The address to listen on, instead of OUTREACH_HOST.
    port
        The port to listen on, instead of OUTREACH_PORT.
    workers
        How many processes serve, instead of OUTREACH_WORKERS; more than one needs PostgreSQL.
    uds
        A Unix socket to listen on, instead of host and port.

    """
    import uvicorn

    found = settings(host=host, port=port, workers=workers)
    if dialect_of(found.database_url) == "sqlite" and found.workers > 1:
        raise Trouble("SQLite serves one process: take --workers 1, or use PostgreSQL")
    vault.load(found.key_file)
    asyncio.run(require_migrated(found.database_url))
    where: dict[str, Any] = {"uds": str(uds)} if uds else {"host": found.host, "port": found.port}
    # Several workers are processes of their own and read the settings again.
    uvicorn.run("outreach.cli.serving:application", factory=True, workers=found.workers, **where, **_manners(found))


def application() -> "Starlette":
    """The server for the settings of the environment, as each worker builds it."""
    from outreach.app import create_app

    return create_app(Settings())


def _manners(found: Settings) -> dict[str, Any]:
    # Addresses carry secrets (calendars, door links), so requests are not written into a log.
    return {
        "access_log": False,
        "server_header": False,
        "proxy_headers": True,
        "forwarded_allow_ips": found.proxies,
        "timeout_graceful_shutdown": GRACE_SECONDS,
    }
