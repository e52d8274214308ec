"""Looking at an installation: whether its rows are whole, and whether it is set up rightly."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from outreach.cli import screen
from outreach.cli.settled import ready
from outreach.upkeep.doctor import examine
from outreach.upkeep.rules import RULES, Broken
from outreach.upkeep.rules import verify as look

MARKS = {"good": "ok", "warning": "look", "bad": "WRONG"}


def listed(broken: Iterable[Broken]) -> list[dict[str, str]]:
    """Broken rules as plain values."""
    return [asdict(one) for one in broken]


def show_broken(broken: Sequence[Broken]) -> bool:
    """Show which rules are broken; returns whether there was anything to show."""
    if broken:
        screen.table(["this rule is broken", "by"], [(one.rule, one.subject) for one in broken])
    return bool(broken)


async def verify(*, json: bool = False) -> int:
    """Check that counters, rules and the audit trail are whole.

    Parameters
    ----------
    json
        Print the broken rules as JSON.

    """
    async with ready():
        with screen.progress("Checking"):
            broken = await look()
    if json:
        screen.as_json({"broken": listed(broken)})
    elif not show_broken(broken):
        screen.say(f"All {len(RULES)} rules hold, the audit trail is whole.")
    return int(bool(broken))


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
