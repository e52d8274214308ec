"""How one comes to a centre: what the city wrote about each way, and what a phone's own map can be told.

A coordinate that is only the middle of the neighbourhood is not the building's: then the map is given the address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.refusal import Refusal, Refusals
from outreach.spelling import clean_text
from outreach.venues.moving import Place
from outreach.venues.rows import Centre

LONGEST = 500
# `any` holds what a published list says under アクセス方法, which names no way in particular.
WAYS: dict[str, Phrase] = {
    "any": _("How to come"),
    "bus": _("By bus or train"),
    "foot": _("On foot"),
    "car": _("By car"),
    "step_free": _("Without steps"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """What is told about coming, by way; and links: empty where neither a position nor an address is known.

    ``position`` is empty where the building's is not known for sure.
    """

    told: tuple[tuple[Phrase, dict[str, str]], ...]
    android: str = ""
    iphone: str = ""
    position: str = ""


def way(centre: Centre, here: Place) -> Way:
    """How to come to where the centre is, as RFC 5870 (geo) and Apple's map links (maps) write it."""
    told = tuple((word, texts) for name, word in WAYS.items() if (texts := centre.ways.get(name)))
    if is_exact(centre, here):
        position = f"{here.latitude:.6f},{here.longitude:.6f}"
        return Way(told, f"geo:{position}?q={position}", f"maps:?q={position}", position.replace(",", ", "))
    if here.address:
        asked = quote(here.address)
        return Way(told, f"geo:0,0?q={asked}", f"maps:?q={asked}")
    return Way(told)


def is_exact(centre: Centre, here: Place) -> bool:
    """Whether the place's position is the building's own; of a former address nobody knows any more."""
    there = Place(centre.address, centre.latitude, centre.longitude)
    return None not in (here.latitude, here.longitude) and here == there and not centre.position_note


def clean_ways(typed: Mapping[str, str]) -> dict[str, str]:
    """The ways of one language from a form's texts, by name; blank ones are left out. Raises Refusals."""
    found, refused = {}, []
    for name in WAYS:
        try:
            found[name] = clean_text(typed.get(name, ""), LONGEST, field=name)
        except Refusal as refusal:
            refused.append(refusal)
    if refused:
        raise Refusals(refused)
    return {name: text for name, text in found.items() if text}


def with_language(
    ways: Mapping[str, Mapping[str, str]], language: str, said: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """All ways with what was said in one language in place of what stood there in that language."""
    others = {name: {tag: text for tag, text in ways.get(name, {}).items() if tag != language} for name in WAYS}
    whole = {name: others[name] | ({language: said[name]} if name in said else {}) for name in WAYS}
    return {name: texts for name, texts in whole.items() if texts}


def with_japanese(ways: Mapping[str, Mapping[str, str]], text: str) -> dict[str, dict[str, str]]:
    """All ways with what a published list says, which names no way in particular."""
    told = {tag: said for tag, said in ways.get("any", {}).items() if tag != "ja"} | ({"ja": text} if text else {})
    whole = {name: dict(texts) for name, texts in ways.items() if name != "any"}
    return ({"any": told} if told else {}) | whole
