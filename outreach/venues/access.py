"""How well people with different needs can use a centre: the facts that `Centre.access` holds by these names.

A fact is ``yes``, ``no`` or the text as it was published ("1階のみ"); one that is missing, nobody has found out.
The headings are those of 公共施設一覧 in the 自治体標準オープンデータセット; four more facts have no heading there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.refusal import Refusal, Refusals
from outreach.spelling import clean_line

YES, NO = "yes", "no"
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its name in the rows, the word for it, and the heading of the dataset (empty: it has none)."""

    name: str
    word: Phrase
    heading: str = ""


FACTS = (
    Fact("step_free", _("Step-free from the street")),
    Fact("lift", _("Lift")),
    Fact("hearing_loop", _("Hearing loop")),
    Fact("parking", _("Parking")),
    Fact("wheelchair", _("Can be used with a wheelchair"), "車椅子可"),
    Fact("wheelchair_loan", _("Wheelchair to borrow"), "車椅子貸出"),
    Fact("cane_loan", _("Walking stick to borrow"), "ツエ貸出"),
    Fact("accessible_toilet", _("Accessible toilet"), "バリアフリートイレ"),
    Fact("slope_or_lift", _("Ramp, lift or escalator"), "スロープ、エレベータ、エスカレータ"),
    Fact("tactile_paving", _("Tactile paving"), "点字ブロック等の移動支援"),
    Fact("braille", _("Braille or reading aloud"), "点字や読上による支援"),
    Fact("assistance_dogs", _("Assistance dogs welcome"), "盲導犬・介助犬、聴導犬同伴"),
    Fact("captions", _("Captions"), "字幕"),
    Fact("writing", _("Talking in writing"), "筆談対応"),
    Fact("priority_parking", _("Parking for people with disabilities"), "優先駐車場"),
    Fact("ostomate_toilet", _("Toilet for ostomates"), "オストメイト対応トイレ"),
    Fact("nursing_room", _("Nursing room"), "授乳室"),
    Fact("changing_table", _("Changing table"), "おむつ替えコーナー"),
    Fact("eating", _("Eating and drinking allowed"), "飲食可否"),
    Fact("pushchair_loan", _("Pushchair to borrow"), "ベビーカー貸出"),
    Fact("pushchair", _("Pushchairs welcome"), "ベビーカー利用"),
)
NAMES = {fact.name: fact for fact in FACTS}
BY_HEADING = {fact.heading: fact.name for fact in FACTS if fact.heading}


def clean_access(typed: Mapping[str, str]) -> dict[str, str]:
    """The facts from a form's texts, those that were left blank left out; raises Refusals."""
    found: dict[str, str] = {}
    refused = []
    for fact in FACTS:
        try:
            said = clean_line(typed.get(fact.name, ""), LONGEST, field=fact.name)
        except Refusal as refusal:
            refused.append(refusal)
        else:
            found |= {fact.name: said} if said else {}
    if refused:
        raise Refusals(refused)
    return found


def access_words(access: Mapping[str, str]) -> list[tuple[Phrase, Phrase | str]]:
    """What is known, in the order of FACTS: the fact and its answer, which is a text where that was published."""
    answers = {YES: _("available"), NO: _("not available")}
    return [(fact.word, answers.get(access[fact.name], access[fact.name])) for fact in FACTS if access.get(fact.name)]
