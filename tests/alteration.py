"""A thief with full access to the database: takes the triggers away and changes what should only grow."""

from outreach.db import dialect, sql
from outreach.db.guards import freed


async def unlock(table: str) -> None:
    """From now on this table's rows can be changed and deleted."""
    for statement in freed(table, dialect()):
        await sql.run(statement)
