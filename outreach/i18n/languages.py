"""The languages that the pages speak, and the catalogue of each."""

from dataclasses import dataclass
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from outreach import bundled

DOMAIN = "outreach"
SOURCE = "en"
DEFAULT = "ja"


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its tag, its own name, and how HTML and Babel call it.

    `accepts` are the tags of browsers that it serves, longest match first: (zh-TW, zh-HK) for zh-Hant.
    """

    tag: str
    name: str
    html_lang: str
    locale: str
    accepts: tuple[str, ...]
    dir: str = "ltr"


LANGUAGES = {
    one.tag: one
    for one in (
        Language("ja", "日本語", "ja", "ja", ("ja",)),
        Language("en", "English", "en", "en_GB", ("en",)),
    )
}


def language(tag: str) -> Language:
    """Return the language with the tag; raise KeyError when the pages do not speak it."""
    return LANGUAGES[tag]


def negotiate(accept_language: str | None) -> str:
    """Return the tag that an Accept-Language header prefers (RFC 9110 §12.5.4), else Japanese."""
    for wanted in _by_preference(accept_language or ""):
        served = _serving(wanted)
        if served:
            return served
    return DEFAULT


def gettext(language: str, msgid: str) -> str:
    """Return the message in the language; the English message itself when it has no translation."""
    return catalogue(language).gettext(msgid) if msgid else ""


def ngettext(language: str, singular: str, plural: str, n: int) -> str:
    """Return the message for n things, by the plural rule of the language."""
    return catalogue(language).ngettext(singular, plural, n)


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the messages of a language: from its .mo, or from its .po where nothing was compiled."""
    folder = bundled.folder("locales") / language / "LC_MESSAGES"
    source, compiled = folder / f"{DOMAIN}.po", folder / f"{DOMAIN}.mo"
    if compiled.is_file() and not _newer(source, compiled):
        return GNUTranslations(BytesIO(compiled.read_bytes()))
    if source.is_file():
        return GNUTranslations(BytesIO(compile_catalogue(source)))
    return NullTranslations()


def compile_catalogue(source: Path) -> bytes:
    """Return the .mo of a .po; fuzzy messages are left out."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file))
    return compiled.getvalue()


def _newer(source: Path, compiled: Path) -> bool:
    return source.is_file() and source.stat().st_mtime > compiled.stat().st_mtime


def _by_preference(header: str) -> list[str]:
    weighed = [_weighed(part) for part in header[:1000].split(",")]
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0 and tag]


def _weighed(part: str) -> tuple[float, str]:
    tag, _, weight = part.strip().partition(";")
    try:
        return (float(weight.strip().removeprefix("q=")) if weight else 1.0), tag.strip().lower()
    except ValueError:
        return 0.0, ""


def _serving(wanted: str) -> str | None:
    served = [
        (len(prefix), one.tag)
        for one in LANGUAGES.values()
        for prefix in one.accepts
        if f"{wanted}-".startswith(f"{prefix.lower()}-")
    ]
    return max(served)[1] if served else None
