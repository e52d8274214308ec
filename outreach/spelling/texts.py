"""A text in several languages, as a form asks for it: one field a language, Japanese first."""

from collections.abc import Callable, Mapping

from outreach.i18n import LANGUAGES
from outreach.refusal import Refusal, Refusals
from outreach.spelling.characters import clean_line, clean_text

FIRST = "ja"


def clean_texts(
    typed: Mapping[str, str], name: str, longest: int = 200, *, required: bool = True, lines: bool = False
) -> dict[str, str]:
    """The texts of the fields ``name_ja``, ``name_en`` …, without the empty ones.

    Only Japanese may be required: the others fall back to it. ``lines`` keeps the lines of longer texts. Raises
    Refusals, one for each field that cannot be kept.
    """
    clean: Callable[..., str] = clean_text if lines else clean_line
    texts, refused = {}, []
    for tag in LANGUAGES:
        field = f"{name}_{tag}"
        try:
            texts[tag] = clean(typed.get(field, ""), longest, field=field, required=required and tag == FIRST)
        except Refusal as refusal:
            refused.append(refusal)
    if refused:
        raise Refusals(refused)
    return {tag: text for tag, text in texts.items() if text}


def typed_texts(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """The other way round: the texts as the fields of a form."""
    return {f"{name}_{tag}": texts.get(tag, "") for tag in LANGUAGES}
