"""From a template and facts to a PDF that everybody can read: tagged, with its fonts inside, without one empty box."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import as_file, files
from typing import Any, Final

from outreach.i18n import LANGUAGES, Phrase
from outreach.i18n import phrase as _
from outreach.papers import fonts
from outreach.refusal import Refusal

# ISO 14289-1 wants tags and a title, and forbids signs that no font can draw: those refuse, and never print as boxes.
STANDARD: Final = "ua-1"
# The typesetter tells scripts apart by their country.
_REGIONS: Final = {"zh-Hans": "CN", "zh-Hant": "TW", "pt-BR": "BR"}
UNDRAWABLE = "could not be displayed"
_SIGN = re.compile(r'the text `"(.*)"` could not')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class CannotSet(Refusal):
    """The paper cannot be set on this machine now: a font is missing; the sentence says what to install.

    ``sign`` is what no font can draw, where that is the trouble.
    """

    def __init__(self, phrase: Phrase, sign: str = "") -> None:
        super().__init__(phrase, code="fonts")
        self.sign = sign


def pdf(template: str, facts: Mapping[str, Any]) -> bytes:
    """Set a template of this package with these facts; raises CannotSet. It takes its time: call it in a thread.

    The facts reach the template as one JSON text, so that nothing in them is ever read as markup.
    """
    import typst

    lacking = fonts.missing()
    if not fonts.families(facts["language"]):
        raise CannotSet(_without_fonts(lacking))
    with as_file(files("outreach.papers").joinpath(template)) as path:
        try:
            made, _warnings = typst.compile_with_warnings(
                path,
                format="pdf",
                font_paths=fonts.installed(),
                sys_inputs={"facts": json.dumps(facts), "tongues": _tongues()},
                pdf_standards=STANDARD,
            )
        except typst.TypstError as trouble:
            if UNDRAWABLE in trouble.message:
                raise CannotSet(_undrawable(lacking), _sign(trouble.message)) from trouble
            raise
    return bytes(made)


def _sign(message: str) -> str:
    """What could not be drawn; the typesetter writes by its number what it thinks unprintable."""
    found = _SIGN.search(message)
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1]) if found else ""


def readable(template: str, names: Iterable[str], facts: Callable[[frozenset[str]], Mapping[str, Any]]) -> bytes:
    """As ``pdf``, for a paper with people's names: one that no font can draw is written by its reading.

    ``facts`` is asked with the names to be written so. Raises CannotSet for any other sign that cannot be drawn.
    """
    every = frozenset(names)
    try:
        return pdf(template, facts(frozenset()))
    except CannotSet as trouble:
        if not any(trouble.sign and trouble.sign in name for name in every):
            raise
    return pdf(template, facts(_undrawn(every)))


def _undrawn(every: frozenset[str]) -> frozenset[str]:
    """The names in which there is a sign that no font can draw."""
    drawn = every
    while drawn:
        try:
            pdf("names.typ", {"names": sorted(drawn), "language": "ja"})
        except CannotSet as trouble:
            left = frozenset(name for name in drawn if trouble.sign not in name)
            if left == drawn or not trouble.sign:
                raise
            drawn = left
        else:
            break
    return every - drawn


def _tongues() -> str:
    """How the typesetter calls each language, and the fonts in which it looks for its signs."""
    spoken = {
        one.tag: {
            "lang": one.html_lang.partition("-")[0],
            "region": _REGIONS.get(one.tag),
            "dir": one.dir,
            "font": fonts.families(one.tag),
        }
        for one in LANGUAGES.values()
    }
    return json.dumps(spoken)


def _without_fonts(lacking: list[str]) -> Phrase:
    return _(
        "No Japanese font is installed on this server, so nothing can be printed as PDF."
        " Please ask whoever runs it to type: {command}",
        command=fonts.install_words(lacking),
    )


def _undrawable(lacking: list[str]) -> Phrase:
    if lacking:
        return _(
            "A sign in these texts is in no font of this server. Please ask whoever runs it to type: {command}",
            command=fonts.install_words(lacking),
        )
    return _(
        "A sign in these texts, such as a small picture, cannot be printed. Please take it out of the course or place."
    )
