"""Looking at an installation: whether its rows are whole, and whether it is set up rightly."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from outreach.cli import screen
from outreach.cli.settled import ready
from outreach.upkeep.doctor import examine
from outreach.upkeep.rules import RULES, Broken
from outreach.upkeep.rules import verify as look

MARKS = {"good": "ok", "warning": "look", "bad": "WRONG"}


def listed(broken: Iterable[Broken]) -> list[dict[str, Any]]:
    """Broken rules as plain values."""
    return [asdict(one) for one in broken]


def show_broken(broken: Sequence[Broken]) -> bool:
    """Show which rules are broken, and which restores are known; returns whether anything is broken."""
    for one in broken:
        if one.known:
            screen.say(f"known: a backup was put back. {one.subject}")
    if wrong := [one for one in broken if not one.known]:
        screen.table(["this rule is broken", "by"], [(one.rule, one.subject) for one in wrong])
    return bool(wrong)


async def verify(*, anchors: Path | None = None, json: bool = False) -> int:
    """Check that counters, rules, the audit trail and the ledgers are whole.

    Parameters
    ----------
    anchors
        The folder where the ends of the ledgers are kept, instead of OUTREACH_ANCHOR_FOLDER.
    json
        Print the broken rules as JSON.

    """
    async with ready() as found:
        with screen.progress("Checking"):
            broken = await look(anchored=anchors or found.anchor_folder, restored=found.known_restores)
    if json:
        screen.as_json({"broken": listed(broken)})
    elif not show_broken(broken):
        screen.say(f"All {len(RULES)} rules hold, the audit trail and the ledgers are whole.")
    return int(any(not one.known for one in broken))


async def doctor(*, json: bool = False) -> int:
    """Say what is wrong with this installation.

    Parameters
    ----------
    json
        Print the findings as JSON.

    """
    findings = await examine()
    if json:
        screen.as_json([asdict(finding) for finding in findings])
    else:
        screen.table(["", "what", "found"], [(MARKS[f.state], f.what, f.told) for f in findings])
    return int(any(finding.state == "bad" for finding in findings))
