"""The slip that lies beside each backup and says what is in it."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from outreach.upkeep.contents import Contents, fingerprint
from outreach.upkeep.damage import Damaged

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was backed up, when, with which SHA-256, and how the copy was tried: ``opened``, ``restored``, ``read``."""

    contents: Contents
    at: datetime
    sha256: str
    tried: str

    def write(self, backup: Path) -> Path:
        """Lay the slip beside the backup; returns its path."""
        facts = {"format": FORMAT, "at": self.at.isoformat(), "sha256": self.sha256, "tried": self.tried}
        path = slip(backup)
        path.write_text(json.dumps(facts | {"contents": self.contents.facts()}, indent=2) + "\n", "utf-8")
        return path


def slip(backup: Path) -> Path:
    """Where the manifest of a backup lies."""
    return backup.with_name(f"{backup.name}.json")


def read(backup: Path) -> Manifest:
    """The manifest of this backup; Damaged where it is missing, unreadable, or the file is not the one it names."""
    if not backup.is_file():
        raise Damaged(f"there is no backup at {backup}")
    try:
        facts = json.loads(slip(backup).read_text("utf-8"))
        made = Manifest(
            Contents(**facts["contents"]), datetime.fromisoformat(facts["at"]), facts["sha256"], facts["tried"]
        )
    except FileNotFoundError:
        raise Damaged(f"{slip(backup).name} is missing beside the backup, so nobody knows what is in it") from None
    except (KeyError, TypeError, ValueError) as trouble:
        raise Damaged(f"{slip(backup).name} cannot be read") from trouble
    if fingerprint(backup) != made.sha256:
        raise Damaged(f"{backup.name} is not the file that its manifest names: its SHA-256 differs")
    return made
