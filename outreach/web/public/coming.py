"""Whom a sign-up form names: one person, for herself or by her daughter, or two who come together."""

from collections.abc import Mapping

from outreach.i18n import phrase as _
from outreach.people import Details, clean_details
from outreach.refusal import Refusal, Refusals
from outreach.web.forms import Sheet
from outreach.web.visit import Visit

SECOND = "second_"
OWN = ("name", "kana", "phone", "age_band", "device", "needs")
# Whoever comes along has the first one's phone unless another is written, her language and her e-mail address.
TAKEN_OVER = ("phone", "language", "email")


def second_fields(sheet: Sheet) -> list[str]:
    """The fields of the second person that hold something or were refused; none where nobody comes along."""
    names = [SECOND + name for name in OWN]
    return [name for name in names if sheet.value(name).strip() or name in sheet.errors]


def coming(visit: Visit, sheet: Sheet) -> list[Details]:
    """The details of one person or of two; raises Refusals with every mistake of both, each at its field."""
    typed = dict(sheet.values)
    if not visit.city.mail_from:
        typed.pop("email", None)
    forms = {"": typed} | ({SECOND: _second(typed)} if second_fields(sheet) else {})
    people: list[Details] = []
    wrong: list[Refusal] = []
    for prefix, values in forms.items():
        try:
            people.append(clean_details(values, visit.city.area_code, phone_required=True))
        except Refusals as refused:
            wrong += _at_their_fields(refused, prefix, typed)
    if wrong:
        raise Refusals(wrong)
    _check_two(people)
    return people


def _second(typed: Mapping[str, str]) -> dict[str, str]:
    own = {name: typed.get(SECOND + name, "") for name in OWN}
    return {name: typed.get(name, "") for name in TAKEN_OVER} | {name: text for name, text in own.items() if text}


def _at_their_fields(refused: Refusals, prefix: str, typed: Mapping[str, str]) -> list[Refusal]:
    """The same at the second person's fields; a mistake in what she shares is told once, where it was typed."""
    if not prefix:
        return list(refused)
    shared = [name for name in TAKEN_OVER if name not in OWN or not typed.get(prefix + name, "")]
    return [Refusal(one.phrase, f"{prefix}{one.field}", one.code) for one in refused if one.field not in shared]


def _check_two(people: list[Details]) -> None:
    if len({(one.kana_key, one.e164) for one in people}) < len(people):
        sentence = _("This is the same person as above. Please write who comes along, or leave these fields empty.")
        raise Refusal(sentence, field=f"{SECOND}kana")
