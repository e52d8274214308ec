"""What is asked after a class: few short questions, each with one answer; a change of words is a new version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from outreach.i18n import Phrase
from outreach.i18n import phrase as _

CURRENT: Final = 1


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answers in the order of the paper, where they are numbered from 1."""

    key: str
    words: Phrase
    choices: tuple[tuple[str, Phrase], ...]

    def digit(self, choice: str) -> int:
        """The number of an answer on the paper; 0 where none was ticked."""
        return next((at for at, (key, _words) in enumerate(self.choices, 1) if key == choice), 0)


# Nobody is asked for a name, and no line is left to write on: whoever writes tells who it was.
_FIRST: Final = (
    Question(
        "satisfied",
        _("How was today's class for you?"),
        (("very", _("Very good")), ("rather", _("Good")), ("little", _("Not so good")), ("no", _("Not good"))),
    ),
    Question(
        "able",
        _("Can you now do what you came for?"),
        (("alone", _("Yes, on my own")), ("helped", _("With some help")), ("no", _("Not yet"))),
    ),
    Question(
        "ask",
        _("When you are stuck with the phone, whom can you ask?"),
        (
            ("family", _("Family")),
            ("friend", _("Friends or neighbours")),
            ("shop", _("A shop or a counter")),
            ("nobody", _("Nobody")),
        ),
    ),
    Question(
        "again",
        _("Would you come again?"),
        (("yes", _("Yes, I would")), ("perhaps", _("Perhaps")), ("no", _("No, I would not"))),
    ),
    Question(
        "age",
        _("How old are you?"),
        (
            ("under60", _("under 60")),
            ("60s", _("60 to 69")),
            ("70s", _("70 to 79")),
            ("80up", _("80 and over")),
        ),
    ),
)
# A version that was printed once stays here as it was, as long as answers to it are kept.
VERSIONS: Final[Mapping[int, tuple[Question, ...]]] = {1: _FIRST}


def questions(version: int = CURRENT) -> tuple[Question, ...]:
    """The questions of a version."""
    return VERSIONS[version]
