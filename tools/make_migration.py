"""Write the next migration from what the models say now: ``python tools/make_migration.py``.

Read what it wrote before you commit it. A new column that may not be empty needs ``db_default`` in its model; a
removed and an added column of one type are taken for a rename.
"""

import asyncio
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tortoise.migrations.autodetector import MigrationAutodetector

from outreach.db.connect import configuration, opened

# Tortoise writes generated=True, but leaves generated=False out, which then means True.
_NUMBERED_BY_HAND = re.compile(r"((?:Small|Big)?IntField\()(?=primary_key=True)")


async def written() -> list[str]:
    config = configuration("sqlite://:memory:")
    async with opened(config) as tortoise:
        if tortoise.apps is None:
            return []
        names = await MigrationAutodetector(tortoise.apps, config["apps"]).write()
    for path in map(Path, names):
        path.write_text(_NUMBERED_BY_HAND.sub(r"\1generated=False, ", path.read_text()))
    return names


if __name__ == "__main__":
    print(*asyncio.run(written()) or ["No changes"], sep="\n")
