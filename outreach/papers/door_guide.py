"""The guide for volunteers at the door: one A4 with five steps, the three colours, and pictures of the real screens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from outreach.cities import City
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.papers import wording
from outreach.papers.typesetting import pdf

# tools/door_pictures.py takes them; where a language has none, those of English.
PICTURED: Final = ("ja", "en")
# What stands on the keys of the phone's page; the guide says it in the same words.
BY_NUMBER, NOT_SIGNED_UP, MORE = _("By number"), _("Not signed up"), _("More")
FINISH, OVER = _("Finish for today"), _("You can put the phone away")
ADMIT, TAKE_BACK = _("Let in all the same"), _("Take this back")
GETTING_READY = _("Getting ready …")
KEYS: Final = (BY_NUMBER, NOT_SIGNED_UP, MORE, FINISH, OVER, ADMIT, TAKE_BACK, GETTING_READY)


@dataclass(frozen=True, slots=True)
class DoorGuide:
    """The same for every door of a city: its telephone stands on it, and who is there that day is written in."""

    city: City
    language: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A step or a colour: its heading, what to do, and the pictures with what they show."""

    heading: Phrase
    words: Sequence[Phrase]
    pictures: Sequence[tuple[str, Phrase]] = ()


def door_guide(guide: DoorGuide) -> bytes:
    """The guide as PDF, one A4; raises CannotSet. It takes its time: call it in a thread."""
    return pdf("door_guide.typ", _facts(guide))


def pictures() -> set[str]:
    """The names of the pictures that it shows."""
    return {name for part in (*_steps(), *_colours()) for name, _alt in part.pictures}


def _facts(guide: DoorGuide) -> dict[str, Any]:
    language = guide.language
    pictured = language if language in PICTURED else "en"

    def said(words: Phrase) -> list[wording.Piece]:
        return wording.running(words, language)

    def drawn(part: _Part) -> dict[str, Any]:
        pictures = [
            {"file": f"pictures/{pictured}/{name}.png", "alt": alt.text(language)} for name, alt in part.pictures
        ]
        return {"heading": said(part.heading), "words": [said(one) for one in part.words], "pictures": pictures}

    return {
        "language": language,
        "title": _("Helping at the door with your phone").text(language),
        "lead": said(_("Nothing to install. Works without reception.")),
        "sample": _("The pictures show a sample").text(language),
        "steps": [drawn(one) for one in _steps()],
        "colours": [drawn(one) for one in _colours()],
        "without": drawn(_without()),
        "trouble": drawn(_trouble()),
        "today": _("Today's member of staff").text(language),
        "telephone": _("Telephone").text(language),
        "sender": wording.sender_facts(guide.city, language),
    }


def _steps() -> list[_Part]:
    return [
        _Part(
            _("Read the code"),
            [
                _("Point your phone's camera at the code on the table or on the office's screen, and open the page."),
                _("If it asks for a number, type the six digits that you are told."),
            ],
            [("pin", _("The page asks for the number with six digits"))],
        ),
        _Part(
            _("Choose your class"),
            [
                _("Touch the class that you are there for."),
                _("If the phone asks about the camera, touch “Allow”."),
                _("Wait until “{words}” at the top has gone.", words=GETTING_READY),
            ],
            [("choose", _("The page shows the classes of today"))],
        ),
        _Part(
            _("Show it the tickets"),
            [
                _("Hold each ticket's code before the camera."),
                _("A mistake? Touch “{key}”.", key=TAKE_BACK),
            ],
            [("door", _("The camera's picture with a ticket in it, and keys below"))],
        ),
        _Part(_("Look at the colour"), []),
        _Part(
            _("End your day"),
            [
                _("Touch “{first}”, then “{second}”.", first=MORE, second=FINISH),
                _("When it says “{over}”, you are done. Thank you!", over=OVER),
            ],
            [
                ("more", _("The key to finish is the last one")),
                ("over", _("The page says that all is sent and that you can put the phone away")),
            ],
        ),
    ]


def _colours() -> list[_Part]:
    return [
        _Part(
            _("Green: come in"),
            [_("Let the person in."), _("If it says that help is needed: call a member of staff.")],
            [("green", _("Green with a tick: please come in"))],
        ),
        _Part(
            _("Yellow: come in, too"),
            [_("You may let the person in. Only if it is somebody else: call a member of staff.")],
            [("amber", _("Yellow with an exclamation mark: already here, with the time"))],
        ),
        _Part(
            _("Red: ask"),
            [_("Send nobody away. Ask a member of staff. They say yes? Touch “{key}”.", key=ADMIT)],
            [("red", _("Red with a cross: the registration was cancelled, ask the coordinator"))],
        ),
    ]


def _without() -> _Part:
    return _Part(
        _("No ticket, or it cannot be read?"),
        [
            _("Touch “{key}”: type the number on the paper list, or the 8 digits of the ticket.", key=BY_NUMBER),
            _("Came without signing up? Touch “{key}”, and write the name on the paper list.", key=NOT_SIGNED_UP),
        ],
    )


def _trouble() -> _Part:
    return _Part(
        _("Something does not work?"),
        [
            _("Write the name on the paper list. That is enough."),
            _("No reception, page closed, phone restarted: open the page again. Nothing is lost."),
        ],
    )
