"""A city: one municipality with its own people and pages; an installation holds many."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from dataclasses import fields as fields_of

from tortoise import fields
from tortoise.models import Model

from outreach import audit
from outreach.audit import Actor
from outreach.db import Prepared, sql, unit_of_work
from outreach.i18n import phrase as _
from outreach.refusal import Refusal, Refusals
from outreach.spelling import clean_email, clean_line, clean_postcode

LONGEST_REMINDER_DAYS = 14


class City(Model):
    """One municipality. ``code`` is its six-digit 全国地方公共団体コード with check digit.

    ``mail_from`` is the address from which its mails come; without one it sends none. People are reminded
    ``reminder_days`` days before a class; 0: never. ``retention`` holds the days after which personal data are erased,
    by kind, where they are not the usual ones. ``signatures`` is how many people must sign before a class counts: 2, or
    1 in a city that has but one coordinator.
    """

    id = fields.IntField(primary_key=True)
    slug = fields.CharField(max_length=32, unique=True)
    code = fields.CharField(max_length=6, unique=True)
    name: dict[str, str] = fields.JSONField()
    phone = fields.CharField(max_length=32)
    phone_hours: dict[str, str] = fields.JSONField()
    area_code = fields.CharField(max_length=5)
    department: dict[str, str] = fields.JSONField()
    address = fields.CharField(max_length=200, default="")
    postcode = fields.CharField(max_length=8, default="")
    mail_from = fields.CharField(max_length=254, default="")
    reminder_days = fields.IntField(default=0)
    retention: dict[str, int] = fields.JSONField(default=dict)
    signatures = fields.IntField(default=2)
    is_sample = fields.BooleanField(default=False)

    class Meta:
        table = "cities"


@dataclass(frozen=True, slots=True)
class Reach:
    """How a city reaches its people: what stands on a letter, from where mails come, when people are reminded."""

    postcode: str
    address: str
    mail_from: str
    reminder_days: int


REACH = tuple(one.name for one in fields_of(Reach))


def clean_reach(typed: Mapping[str, str]) -> Reach:
    """The same from a form's texts; raises Refusals, one for each field that cannot be taken."""
    cleaners: dict[str, Callable[[str], str | int]] = {
        "postcode": lambda text: clean_postcode(text, field="postcode"),
        "address": lambda text: clean_line(text, 100, field="address", required=False),
        "mail_from": lambda text: clean_email(text, field="mail_from"),
        "reminder_days": _days,
    }
    values: dict[str, str | int] = {}
    refused = []
    for name, clean in cleaners.items():
        try:
            values[name] = clean(typed.get(name, ""))
        except Refusal as refusal:
            refused.append(refusal)
    if refused:
        raise Refusals(refused)
    return Reach(**values)  # type: ignore[arg-type]  # each cleaner gives its field's type


def _days(text: str) -> int:
    plain = text.strip() or "0"
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= 2 and int(plain) <= LONGEST_REMINDER_DAYS):
        sentence = _("Please write a number from 0 to {most}.", most=LONGEST_REMINDER_DAYS)
        raise Refusal(sentence, field="reminder_days")
    return int(plain)


def reach_of(city: City) -> Reach:
    """How this city reaches its people now."""
    return Reach(city.postcode, city.address, city.mail_from, city.reminder_days)


@unit_of_work
async def change_reach(city: City, reach: Reach, *, by: Actor) -> bool:
    """Change how the city reaches its people; returns whether anything is different now. The trail names what."""
    await hold(city.id)
    before, after = asdict(reach_of(await City.get(id=city.id))), asdict(reach)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return False
    await City.filter(id=city.id).update(**after)
    await audit.record(city.id, by, "city.reach_changed", f"city:{city.id}", fields=", ".join(changed))
    return True


_FIND = Prepared(lambda slug: City.filter(slug=slug))


async def find(slug: str) -> City | None:
    """The city that lives under this path, or None."""
    return await _FIND.first(slug)


async def every() -> list[City]:
    """All cities of this installation, by code, as the national list orders them."""
    return await City.all().order_by("code")


async def hold(city_id: int) -> None:
    """Hold the city's row until the transaction ends: what must not happen twice at once in a city waits here."""
    await sql.run("UPDATE cities SET slug = slug WHERE id = ?", city_id)


def unused_key(kind: str, taken: Collection[str]) -> str:
    """The first of ``kit-1``, ``kit-2`` … that no row of the city has."""
    return next(key for number in range(1, len(taken) + 2) if (key := f"{kind}-{number}") not in taken)
