"""What the lines of a ledger are called."""

from outreach.i18n import Phrase
from outreach.i18n import phrase as _

KINDS: dict[str, Phrase] = {
    "reported": _("reported"),
    "returned": _("sent back"),
    "confirmed": _("confirmed by another person"),
    "asked": _("correction asked for"),
    "dropped": _("correction turned down"),
    "reversed": _("taken back by a correction"),
    "corrected": _("corrected"),
    "rule": _("rule of signatures changed"),
    "sealed": _("month sealed"),
    "restored": _("put back from a backup; later lines were lost"),
}
# Beside a line that one person signed alone, by the rule of her city.
ALONE = {"confirmed": _("confirmed by one person"), "corrected": _("corrected by one person")}


def kind_words(kind: str, *, signatures: int = 2) -> Phrase:
    """What happened, in words."""
    return ALONE.get(kind, KINDS[kind]) if signatures == 1 else KINDS[kind]


FAULTS: dict[str, Phrase] = {
    "unreadable": _("a part cannot be read"),
    "entry missing": _("a line is missing"),
    "entry changed": _("this line was changed, swapped or inserted"),
    "tail cut": _("the ledger ends before what was kept elsewhere"),
    "anchor differs": _("the ledger is not the one that was kept elsewhere"),
    "counted wrongly": _("a class counts other than once or not at all"),
    "booked wrongly": _("a line stands in the wrong month or year"),
    "signed alone": _("one person signed where two must"),
    "statement missing": _("a sealed month is missing"),
    "statement changed": _("this sealed month was changed"),
    "statement forged": _("the signature of this sealed month is not the city's"),
    "statement wrong": _("this sealed month is not what the ledger says"),
    "statement differs": _("the statement in hand is another one"),
    "restored": _("a backup was put back before this line, and later lines were lost"),
    "restored wrongly": _("this line tells of a restore that cannot have been so"),
}
