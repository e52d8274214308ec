"""The languages that the pages speak, and the catalogue of each."""

from dataclasses import dataclass
from functools import cache, lru_cache
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

    `accepts` are the tags of browsers that it serves, longest match first: (zh-TW, zh-HK) for zh-Hant. `plural` is
    the number of plural forms and the rule for them as a .po writes it; of whole numbers below a million after CLDR 46,
    which a test compares. `staff` rooms speak it; the others are for everybody. What it lacks is said in `fallback`.
    """

    tag: str
    name: str
    html_lang: str
    locale: str
    accepts: tuple[str, ...]
    plural: tuple[int, str] = (1, "0")
    dir: str = "ltr"
    staff: bool = False
    fallback: tuple[str, ...] = ("ja-x-easy", "ja", "en")


_ONE = (2, "(n != 1)")
_TRADITIONAL = ("zh-Hant", "zh-TW", "zh-HK", "zh-MO", "yue")
_FILIPINO = (2, "(n % 10 == 4 || n % 10 == 6 || n % 10 == 9)")
# In the order in which the cities of Japan list them: first the three that all have, then by how many people read them.
LANGUAGES = {
    one.tag: one
    for one in (
        Language("ja", "日本語", "ja", "ja", ("ja",), staff=True, fallback=("ja-x-easy", "en")),
        Language("ja-x-easy", "やさしい日本語", "ja", "ja", ("ja-x-easy", "ja-Hira"), fallback=("ja", "en")),
        Language("en", "English", "en", "en_GB", ("en",), _ONE, staff=True, fallback=("ja-x-easy", "ja")),
        Language("zh-Hans", "简体中文", "zh-Hans", "zh_Hans", ("zh",), fallback=("zh-Hant", "ja-x-easy", "ja")),
        Language("zh-Hant", "繁體中文", "zh-Hant", "zh_Hant", _TRADITIONAL, fallback=("zh-Hans", "ja-x-easy", "ja")),
        Language("ko", "한국어", "ko", "ko", ("ko",)),
        Language("vi", "Tiếng Việt", "vi", "vi", ("vi",)),
        Language("fil", "Filipino", "fil", "fil", ("fil", "tl"), _FILIPINO),
        Language("ne", "नेपाली", "ne", "ne", ("ne",), _ONE),
        Language("pt-BR", "Português (Brasil)", "pt-BR", "pt_BR", ("pt",), (2, "(n > 1)")),
        Language("id", "Bahasa Indonesia", "id", "id", ("id", "in")),
        Language("my", "မြန်မာ", "my", "my", ("my",)),
    )
}
STAFF = tuple(one.tag for one in LANGUAGES.values() if one.staff)
# The mark of a message that a machine wrote and no person has approved yet.
DRAFT = "machine-draft"


def language(tag: str) -> Language:
    """Return the language with the tag; raise KeyError when the pages do not speak it."""
    return LANGUAGES[tag]


def is_japanese(tag: str) -> bool:
    """Whether the language is Japanese, plain or easy."""
    return LANGUAGES[tag].html_lang == DEFAULT


def for_staff(tag: str) -> str:
    """Return the language of the staff's rooms that is nearest to this one."""
    if LANGUAGES[tag].staff:
        return tag
    return DEFAULT if is_japanese(tag) else SOURCE


@lru_cache(maxsize=4096)
def negotiate(accept_language: str | None) -> str | None:
    """Return the tag that an Accept-Language header prefers (RFC 9110 §12.5.4); None where it names none of ours."""
    for wanted in _by_preference(accept_language or ""):
        served = _serving(wanted)
        if served:
            return served
    return None


def gettext(language: str, msgid: str) -> str:
    """Return the message in the language; the English message itself when it has no translation."""
    return catalogue(language).gettext(msgid) if msgid else ""


def ngettext(language: str, singular: str, plural: str, n: int) -> str:
    """Return the message for n things, by the plural rule of the language."""
    return catalogue(language).ngettext(singular, plural, n)


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the messages of a language: from its .mo, or from its .po where nothing was compiled.

    Easy Japanese says in plain Japanese what it lacks; every other language says it in English.
    """
    found = _catalogue(language)
    if language != DEFAULT and is_japanese(language):
        found.add_fallback(catalogue(DEFAULT))
    return found


def _catalogue(language: str) -> NullTranslations:
    source = source_path(language)
    compiled = source.with_suffix(".mo")
    if compiled.is_file() and not _newer(source, compiled):
        return GNUTranslations(BytesIO(compiled.read_bytes()))
    if source.is_file():
        return GNUTranslations(BytesIO(compile_catalogue(source)))
    return NullTranslations()


def source_path(language: str) -> Path:
    """Return where the .po of a language lies, if it has one."""
    return bundled.folder("locales") / language / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def drafts(language: str) -> int:
    """Return how many messages of the language a machine wrote and nobody has approved yet."""
    source = source_path(language)
    if not source.is_file():
        return 0
    with source.open(encoding="utf-8") as lines:
        return sum(line.startswith("#,") and DRAFT in line for line in lines)


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
