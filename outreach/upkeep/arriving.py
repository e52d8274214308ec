"""A city from a folder of files: all of it, or nothing, and first to look at what would be added."""

from dataclasses import dataclass
from pathlib import Path

from outreach import seeding
from outreach.db import unit_of_work
from outreach.refusal import Refusal, Refusals
from outreach.upkeep.damage import Damaged


@dataclass(frozen=True, slots=True)
class Arrived:
    """What an import added, or would add, by kind of row."""

    city: str
    added: dict[str, int]


class _OnlyLooked(Exception):
    def __init__(self, found: Arrived) -> None:
        self.found = found


async def bring_in(folder: Path, *, dry_run: bool) -> Arrived:
    """Add what the files have and the database has not. Raises Damaged where a file cannot be taken; nothing is added.

    Accounts come without passwords and are therefore not made; what happened (registrations, arrivals) is not read.
    """
    try:
        return await _bring_in(folder, dry_run=dry_run)
    except _OnlyLooked as looked:
        return looked.found
    except (Refusal, Refusals):
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as trouble:
        raise Damaged(f"a file in {folder} cannot be taken: {trouble!r}") from trouble


@unit_of_work
async def _bring_in(folder: Path, *, dry_run: bool) -> Arrived:
    planted = await seeding.plant(seeding.read(folder))
    found = Arrived(planted.city.slug, planted.added)
    if dry_run:
        raise _OnlyLooked(found)
    return found
