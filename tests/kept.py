"""One PostgreSQL database for many tests: emptied after each, and made anew where a test has changed its shape.

To make and to drop a database takes a quarter of a second, to empty one a tenth of that.
"""

import asyncio
from collections.abc import Callable
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped] # ships no types

OWN = "tortoise_migrations"  # the steps that the database went through
_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()"
_SHAPE = """
SELECT md5(string_agg(part, ';' ORDER BY part)) FROM (
  SELECT c.relname || c.relkind::text || coalesce(pg_get_indexdef(i.indexrelid), '') AS part
    FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace
  UNION ALL SELECT tgrelid::regclass::text || tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT conrelid::regclass::text || conname || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
  UNION ALL SELECT attrelid::regclass::text || attname || atttypid::text || attnotnull::text FROM pg_attribute a
    JOIN pg_class t ON t.oid = a.attrelid WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r'
  UNION ALL SELECT app || name FROM tortoise_migrations
  UNION ALL SELECT proname || md5(prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS parts
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> $1 ORDER BY tablename"
_NUMBERS = (
    "SELECT setval(format('%I.%I', schemaname, sequencename), 1, false) FROM pg_sequences"
    f" WHERE last_value > 0 AND sequencename NOT LIKE '{OWN}%'"
)


class Kept:
    """The database of one worker; ``template`` is copied where there is none, ``address`` makes a URL of a name."""

    def __init__(self, template: str, address: Callable[[str], str]) -> None:
        self.template = template
        self.address = address
        self.name = ""
        self.shape = ""

    def fresh(self) -> str:
        """The URL of a database with all tables and no rows."""
        if not self.name:
            self.name = f"outreach_test_{uuid4().hex}"
            asyncio.run(self._made())
        return self.address(self.name)

    def give_back(self) -> None:
        """Empty it for the next test."""
        asyncio.run(self._emptied())

    def drop(self) -> None:
        """Leave nothing behind."""
        if self.name:
            asyncio.run(self._told(f"DROP DATABASE {self.name} WITH (FORCE)"))
            self.name = ""

    async def _made(self) -> None:
        await self._told(f"CREATE DATABASE {self.name} TEMPLATE {self.template} STRATEGY file_copy")
        own = await asyncpg.connect(self.address(self.name))
        self.shape = await own.fetchval(_SHAPE)
        await own.close()

    async def _told(self, statement: str) -> None:
        server = await asyncpg.connect(self.address("postgres"))
        try:
            await server.execute(statement)
        finally:
            await server.close()

    async def _emptied(self) -> None:
        own = await asyncpg.connect(self.address(self.name))
        try:
            await own.fetch(_OTHERS, self.name)
            same = await own.fetchval(_SHAPE) == self.shape
            if same:
                await own.execute("SET session_replication_role = replica")  # no triggers, in whatever order
                tables = [row[0] for row in await own.fetch(_TABLES, OWN)]
                filled = " UNION ALL ".join(
                    f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in tables
                )
                for row in await own.fetch(filled):
                    await own.execute(f'DELETE FROM "{row[0]}"')
                await own.execute(_NUMBERS)
        finally:
            await own.close()
        if not same:
            await self._told(f"DROP DATABASE {self.name} WITH (FORCE)")
            self.name = ""
