"""What was erased goes out of the database's files, too, as soon as nobody reads the old rows any more."""

import asyncio
import logging

from outreach.db import dialect, sql
from outreach.db.work import in_the_way
from outreach.retention import columns

log = logging.getLogger(__name__)

TRIES, PAUSE_SECONDS = 3, 1.0
# Whose old rows held texts of people.
TABLES = ("participants", *columns.OF_REGISTRATIONS, *columns.TIMED)


class _Left:
    """Whether a sweep of this process is still to be done. A server that starts afresh begins with an empty log."""

    over = False


async def sweep_out() -> bool:
    """Take out what was erased; where somebody is in the way it is tried again, and then left for ``catch_up``.

    SQLite overwrites what is deleted (secure_delete) once its log is in the file. PostgreSQL gives the space of old
    rows free, and takes the samples anew that it keeps of each column for its planner.
    """
    for attempt in range(TRIES):
        if attempt:
            await asyncio.sleep(PAUSE_SECONDS)
        if await _swept():
            _Left.over = False
            return True
    _Left.over = True
    log.warning("somebody reads old rows: what was erased still stands in the database's files; it is tried again")
    return False


async def catch_up() -> None:
    """Sweep out what was left over, if anything was."""
    if _Left.over:
        await sweep_out()


async def _swept() -> bool:
    try:
        if dialect() == "sqlite":
            (row,) = await sql.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            return not row["busy"]
        for table in TABLES:
            await sql.run(f"VACUUM (ANALYZE) {table}")
    except Exception as trouble:
        if not in_the_way(trouble):
            raise
        return False
    return True
