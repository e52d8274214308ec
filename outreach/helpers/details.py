"""What the city keeps of a helper, each fact cleaned by its own rule: no more than is needed to plan and to call."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from outreach import accounts, organisations
from outreach.accounts import Account
from outreach.helpers.rows import KINDS, Helper
from outreach.i18n import phrase as _
from outreach.refusal import Refusal, Refusals
from outreach.spelling import clean_kana, clean_line, clean_name, clean_phone

# What residents of the two cities are known to speak; others can be added without another change.
LANGUAGES = ("ja", "en", "zh", "ko", "vi", "fil", "id", "ne", "my", "pt")
LONGEST_SKILLS = 200


@dataclass(frozen=True, slots=True)
class Details:
    """A helper as a coordinator wants her kept; ``away_from`` is the first day on which she no longer helps."""

    name: str
    kana: str
    kind: str
    organisation_id: int | None = None
    phone: str = ""
    languages: tuple[str, ...] = ("ja",)
    skills: str = ""
    account_id: int | None = None
    away_from: date | None = None

    def facts(self) -> dict[str, Any]:
        """The same as columns."""
        return {name: getattr(self, name) for name in self.__slots__} | {"languages": list(self.languages)}


def clean_details(typed: Mapping[str, str], languages: Iterable[str], area_code: str) -> Details:
    """Details from a form's texts; raises Refusals, one for each field that cannot be taken."""
    cleaners: dict[str, Callable[[str], Any]] = {
        "name": lambda text: clean_name(text, field="name"),
        "kana": lambda text: clean_kana(text, field="kana"),
        "kind": _kind,
        "organisation_id": lambda text: _number(text, "organisation_id"),
        "phone": lambda text: clean_phone(text, area_code, field="phone").typed if text.strip() else "",
        "skills": lambda text: clean_line(text, LONGEST_SKILLS, field="skills"),
        "account_id": lambda text: _number(text, "account_id"),
        "away_from": _day,
    }
    values: dict[str, Any] = {"languages": tuple(tag for tag in LANGUAGES if tag in set(languages))}
    refused = []
    for name, clean in cleaners.items():
        try:
            values[name] = clean(typed.get(name, ""))
        except Refusal as refusal:
            refused.append(refusal)
    if refused:
        raise Refusals(refused)
    return Details(**values)


def _kind(text: str) -> str:
    if text not in KINDS:
        raise none_of_these("kind")
    return text


def _number(text: str, field: str) -> int | None:
    if text and not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise none_of_these(field)
    return int(text) if text else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text.strip() else None
    except ValueError:
        raise Refusal(_("Please write a date that exists, such as 2026-12-01."), field="away_from") from None


def none_of_these(field: str) -> Refusal:
    """What is said to a choice that was not offered."""
    return Refusal(_("Please choose one of the answers."), field=field)


async def check(city_id: int, wanted: Details, helper: Helper | None = None) -> None:
    """Raises Refusals for an organisation or an account that is not the city's, or is somebody else's account."""
    refused = []
    if wanted.organisation_id and await organisations.find(city_id, wanted.organisation_id) is None:
        refused.append(none_of_these("organisation_id"))
    if wanted.account_id:
        refused += await _check_account(city_id, wanted.account_id, helper)
    if refused:
        raise Refusals(refused)


async def _check_account(city_id: int, account_id: int, helper: Helper | None) -> list[Refusal]:
    if not await Account.filter(id=account_id, city_id=city_id).exists():
        return [none_of_these("account_id")]
    others = Helper.filter(city_id=city_id, account_id=account_id)
    if await (others.exclude(id=helper.id) if helper else others).exists():
        return [Refusal(_("This account belongs to another helper already."), field="account_id")]
    return []


async def free_accounts(city_id: int, helper: Helper | None = None) -> list[Account]:
    """The accounts that a helper may be tied to: nobody else's, and her own."""
    taken = {one["account_id"] for one in await Helper.filter(city_id=city_id).values("account_id")}
    taken -= {helper.account_id if helper else None}
    return [one for one in await accounts.of_city(city_id) if one.id not in taken and one.is_active]
