"""Furigana for whoever edits texts: what is sure, and what a person has to decide."""

import sys
from pathlib import Path

from outreach.cli import screen
from outreach.cli.trouble import Trouble
from outreach.i18n.furigana import suggesting


def suggest(file: Path | None = None, /) -> int:
    """Show a Japanese text with the readings that are sure, and propose lines for words.tsv for the rest.

    Exit code 1 where something has no reading. With the extra ``furigana`` an analyser proposes readings; check each
    before you write it into the dictionary: it is often wrong about places, dates and counted things.

    Parameters
    ----------
    file
        A text file in UTF-8; without one the text is read from the keyboard or a pipe.

    """
    text = _text(file)
    screen.say(suggesting.shown(text).rstrip("\n"))
    found = suggesting.proposals(text)
    if found:
        screen.table(
            ["without a reading", "in the text", "to be checked"],
            [(one.word, one.around, one.reading) for one in found],
        )
    if found and not suggesting.has_analyser():
        screen.say("No analyser is installed, so nothing is proposed: pip install 'outreach[furigana]'")
    return int(bool(found))


def _text(file: Path | None) -> str:
    try:
        return file.read_text(encoding="utf-8") if file else sys.stdin.read()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"cannot read {file}: {error}") from error
