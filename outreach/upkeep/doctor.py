"""What is wrong with an installation: its settings, its database, its folders, its clock."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from outreach import accounts, bundled, cities, clock, db, papers, vault
from outreach.db import dialect, sql
from outreach.db.connect import dialect_of
from outreach.db.migrate import pending
from outreach.filing.rows import FileDelivery, FileSchedule
from outreach.notices.smtp import Server
from outreach.papers import fonts
from outreach.settings import DEVELOPMENT_SECRET, Settings
from outreach.upkeep import sealed
from outreach.upkeep.backup import ENDINGS, file_of

State = Literal["good", "warning", "bad"]
LOWEST_POSTGRES = 130_000
LONGEST_WITHOUT_BACKUP_HOURS = 26
MOST_SECONDS_APART = 2
LEAST_FREE_BYTES = 500_000_000
_FILES_LOOK_BACK = timedelta(days=7)
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it stands and what to do."""

    what: str
    state: State
    told: str


async def examine() -> list[Finding]:
    """Look at everything; each look stands for itself, so that one failure does not hide the others."""
    try:
        settings = Settings()
    except ValidationError as trouble:
        told = "; ".join(str(error["msg"]).removeprefix("Value error, ") for error in trouble.errors())
        return [Finding("settings", "bad", told)]
    findings = [*_settings(settings), *_folders(settings)]
    return [*findings, *[finding async for finding in _database(settings)]]


def _settings(settings: Settings) -> list[Finding]:
    return [
        Finding("mode", "good" if settings.mode == "production" else "warning", settings.mode),
        _secret(settings),
        _keys(settings),
        Finding("public address", "good" if settings.secure else "warning", _address(settings)),
        _proxies(settings),
    ]


def _secret(settings: Settings) -> Finding:
    if settings.secret == DEVELOPMENT_SECRET:
        return Finding("secret", "warning", "the secret that everybody knows; production refuses it")
    return Finding("secret", "good", f"{len(settings.secret)} characters of your own")


def _keys(settings: Settings) -> Finding:
    path = settings.key_file
    if path is None:
        return Finding("keys", "warning", "the key that everybody knows; run: outreach keys new FILE")
    try:
        vault.load(path)
    except vault.NoKeys as trouble:
        return Finding("keys", "bad", str(trouble))
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        return Finding("keys", "bad", f"{path} may be read by others (mode {mode:o}); run: chmod 600 {path}")
    return Finding("keys", "good", f"{path}, {len(vault.numbers())} keys, number {vault.newest()} seals")


async def _sealed() -> Finding:
    missing = sorted({*await sealed.keys()} - {*vault.numbers()})
    if missing:
        told = f"key {', '.join(map(str, missing))} is missing from the key file; what was sealed with it is shut"
        return Finding("sealed texts", "bad", told)
    return Finding("sealed texts", "good", "every key that they need is there")


def _address(settings: Settings) -> str:
    if settings.secure:
        return settings.public_url
    return f"{settings.public_url} is not https: cameras, offline pages and safe sign-ins need it"


def _proxies(settings: Settings) -> Finding:
    anyone = "*" in settings.proxies.split(",")
    told = "anyone may claim another's address: name your proxy" if anyone else f"trusted: {settings.proxies or 'none'}"
    return Finding("proxies", "bad" if anyone else "good", told)


def _folders(settings: Settings) -> list[Finding]:
    return [_bundled("static"), _bundled("seeds"), _catalogues(), _fonts(), _backups(settings)]


def _bundled(name: str) -> Finding:
    try:
        return Finding(f"folder {name}", "good", str(bundled.folder(name)))
    except OSError as trouble:
        return Finding(f"folder {name}", "bad", str(trouble))


def _catalogues() -> Finding:
    try:
        files = bundled.folder("locales").glob("*/LC_MESSAGES/outreach.po")
    except OSError as trouble:
        return Finding("languages", "bad", str(trouble))
    found = sorted(path.parent.parent.name for path in files)
    return Finding("languages", "good" if found else "bad", ", ".join(found) or "no catalogue found")


def _fonts() -> Finding:
    lacking = papers.missing()
    if lacking:
        return Finding("fonts for paper", "warning", f"some are missing; run: {papers.install_words(lacking)}")
    return Finding("fonts for paper", "good", ", ".join(fonts.FAMILIES))


def _backups(settings: Settings) -> Finding:
    folder = settings.backup_folder
    made = [path for ending in ENDINGS.values() for path in folder.glob(f"outreach-*{ending}")]
    if not made:
        return Finding("backups", "warning", f"none in {folder}; run: outreach backup")
    newest = max(path.stat().st_mtime for path in made)
    hours = (clock.now().timestamp() - newest) / 3600
    state: State = "good" if hours < LONGEST_WITHOUT_BACKUP_HOURS else "warning"
    return Finding("backups", state, f"{len(made)} in {folder}, the newest {hours:.0f} hours old")


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    url = settings.database_url
    try:
        if dialect_of(url) == "sqlite":
            yield await asyncio.to_thread(_file, file_of(url))
        steps = await pending(url)
        yield Finding("migrations", "bad" if steps else "good", _steps(steps))
        if not steps:
            async with db.connected(url):
                for look in (_engine, _sealed, _cities, _administrators):
                    yield await look()
                yield await _mails(settings)
                yield await _files(settings)
    except Exception as trouble:  # noqa: BLE001 - whatever is wrong with a database is a finding
        yield Finding("database", "bad", str(trouble) or type(trouble).__name__)


def _steps(steps: list[str]) -> str:
    return f"waiting: {', '.join(steps)}; run: outreach migrate" if steps else "up to date"


def _file(path: Path) -> Finding:
    folder = path.resolve().parent
    if not os.access(folder, os.W_OK):
        return Finding("database file", "bad", f"{folder} cannot be written by user {os.getuid()}")
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    state: State = "good" if free > LEAST_FREE_BYTES else "warning"
    return Finding("database file", state, f"{path}, {free // 1_000_000} MB free")


async def _engine() -> Finding:
    looks: dict[str, Callable[[], Awaitable[Finding]]] = {"sqlite": _sqlite, "postgres": _postgres}
    return await looks[dialect()]()


async def _sqlite() -> Finding:
    version = (await sql.rows("SELECT sqlite_version() AS v"))[0]["v"]
    mode = (await sql.rows("PRAGMA journal_mode"))[0]["journal_mode"]
    sync = (await sql.rows("PRAGMA synchronous"))[0]["synchronous"]
    state: State = "good" if (mode, sync) == ("wal", 2) else "bad"
    return Finding("database", state, f"SQLite {version}, journal {mode}, synchronous {sync} (2 is FULL)")


async def _postgres() -> Finding:
    query = (
        "SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS named,"
        " current_setting('synchronous_commit') AS sync, now() AS now"
    )
    row = (await sql.rows(query))[0]
    apart = abs((row["now"] - clock.now()).total_seconds())
    told = f"PostgreSQL {row['named']}, synchronous_commit {row['sync']}, clocks {apart:.1f} s apart"
    wrong = row["version"] < LOWEST_POSTGRES or row["sync"] == "off" or apart > MOST_SECONDS_APART
    return Finding("database", "bad" if wrong else "good", told)


async def _cities() -> Finding:
    slugs = [city.slug for city in await cities.every()]
    return Finding("cities", "good" if slugs else "warning", ", ".join(slugs) or "none; run: outreach seed or import")


async def _mails(settings: Settings) -> Finding:
    senders = [city.slug for city in await cities.every() if city.mail_from]
    try:
        server = Server.read(settings.smtp_url) if settings.smtp_url else None
    except ValueError as trouble:
        return Finding("mails", "bad", str(trouble))
    if senders and server is None:
        told = f"{', '.join(senders)} would send mails, but OUTREACH_SMTP_URL names no server: everybody is called"
        return Finding("mails", "warning", told)
    if server is not None and server.scheme == "smtp+plain" and server.host not in _THIS_MACHINE:
        return Finding("mails", "warning", f"mails go to {server.host} without TLS: use smtp:// or smtps://")
    return Finding("mails", "good", f"{', '.join(senders)} by {server.host}" if senders and server else "none are sent")


async def _files(settings: Settings) -> Finding:
    folder, into = settings.files_folder, await FileSchedule.filter(state="active", way="folder").count()
    if folder is None:
        told = f"{into} files are to go into folders, but OUTREACH_FILES_FOLDER names none"
        return Finding("files", "warning" if into else "good", told if into else "none go into folders")
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return Finding("files", "bad", f"{folder} is not there, or cannot be written by user {os.getuid()}")
    lost = await FileDelivery.filter(
        state__in=("failed", "unsure"), ended_at__gte=clock.now() - _FILES_LOOK_BACK
    ).count()
    told = f"{lost} did not arrive this week; run: outreach files show" if lost else f"{into} go into {folder}"
    return Finding("files", "warning" if lost else "good", told)


async def _administrators() -> Finding:
    without = [city.slug for city in await cities.every() if not await _administrated(city.id)]
    told = f"no administrator in {', '.join(without)}; run: outreach user create" if without else "every city has one"
    return Finding("administrators", "warning" if without else "good", told)


async def _administrated(city_id: int) -> bool:
    return any(a.is_active and "administrator" in a.roles for a in await accounts.of_city(city_id))
