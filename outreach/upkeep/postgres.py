"""PostgreSQL's own tools, called so that no password appears among the processes."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from tortoise.backends.base.config_generator import expand_db_url

from outreach.upkeep.damage import Damaged

LOCK_SECONDS = 5
_EMPTY_SCHEMA = f"""SET lock_timeout = '{LOCK_SECONDS}s';
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
"""
# A backup holds no rights, as its users may have other names elsewhere: tables that only grow lose them again.
_RIGHTS = """DO $$ DECLARE grows regclass; BEGIN
FOR grows IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = (tgrelid::regclass::text || '_no_change') LOOP
EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM PUBLIC, CURRENT_USER', grows);
END LOOP; END $$;
"""


def dump(url: str, path: Path, snapshot: str) -> None:
    """Write the database as this snapshot sees it, in PostgreSQL's own format; Damaged tells what pg_dump said."""
    _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={path}")


def load(url: str, backup: Path) -> None:
    """Replace everything in the database by the backup, in one transaction. Raises Damaged; then nothing changed."""
    with _as_script(url, backup) as script:
        _run(url, "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={script}")


def read_through(url: str, backup: Path) -> None:
    """Read the whole backup without keeping it; Damaged where a part cannot be read."""
    with _as_script(url, backup):
        pass


@contextmanager
def _as_script(url: str, backup: Path) -> Iterator[Path]:
    with TemporaryDirectory(dir=backup.parent) as folder:
        script, rows = Path(folder) / "all.sql", Path(folder) / "rows.sql"
        _run(url, "pg_restore", "--no-owner", "--no-privileges", f"--file={rows}", str(backup))
        script.write_text(f"{_EMPTY_SCHEMA}\\i {rows}\nSET search_path = public;\n{_RIGHTS}", "utf-8")
        yield script


def database(url: str, name: str) -> str:
    """The URL of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _run(url: str, tool: str, *words: str) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - fixed tools, no shell
            [tool, *words], env=os.environ | _place(url), capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise Damaged(f"{tool} is not installed (Debian: sudo apt install postgresql-client)") from None
    if done.returncode:
        raise Damaged(f"{tool} failed: {(done.stderr.strip().splitlines() or ['it said nothing'])[0]}")


def _place(url: str) -> dict[str, str]:
    found: dict[str, Any] = expand_db_url(url)["credentials"]
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "database"}
    return {name: str(found[key]) for name, key in names.items() if found.get(key)}
