"""Which files a city sends by which rule: added, paused, taken up again, removed; each of it on record."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from outreach import audit, clock, once
from outreach.audit import Actor
from outreach.cities import City
from outreach.db import sql, unit_of_work
from outreach.filing.folders import clean_folder
from outreach.filing.kinds import FORMS, KINDS
from outreach.filing.rows import WAYS, FileSchedule
from outreach.filing.rules import EVERY, Rule
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.refusal import Refusal, Refusals
from outreach.spelling import clean_email

MOST_ADDRESSES = 5
MOST_SCHEDULES = 50
_HOURS = range(24)
_BETWEEN = re.compile(r"[\s,;、，；]+")
_CHOOSE = _("Please choose one of the answers.")
_STATE = "UPDATE file_schedules SET state = ? WHERE id = ? AND state = ?"
_DROP = "UPDATE file_deliveries SET state = 'dropped', ended_at = ? WHERE schedule_id = ? AND state = 'queued'"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a schedule says: which file in which form, when, and where to."""

    what: str
    form: str
    every: str
    number: int
    hour: int
    way: str
    folder: str
    addresses: list[str]


def clean(typed: Mapping[str, str]) -> Plan:
    """A schedule from a form's texts; raises Refusals, one for each field that cannot be taken."""
    readers: dict[str, Callable[[Mapping[str, str]], Any]] = {
        "what": lambda form: _one_of(form, "what", KINDS),
        "form": _form,
        "every": lambda form: _one_of(form, "every", EVERY),
        "number": _number,
        "hour": lambda form: int(_one_of(form, "hour", [str(hour) for hour in _HOURS])),
        "way": lambda form: _one_of(form, "way", WAYS),
        "folder": lambda form: clean_folder(form.get("folder", ""), field="folder") if _goes(form, "folder") else "",
        "addresses": lambda form: clean_addresses(form.get("addresses", "")) if _goes(form, "mail") else [],
    }
    values, refused = {}, []
    for name, read in readers.items():
        try:
            values[name] = read(typed)
        except Refusal as refusal:
            refused.append(refusal)
    if refused:
        raise Refusals(refused)
    return Plan(**values)


def _one_of(typed: Mapping[str, str], name: str, answers: Any) -> str:
    if (found := typed.get(name, "")) not in answers:
        raise Refusal(_CHOOSE, field=name)
    return found


def _goes(typed: Mapping[str, str], way: str) -> bool:
    return typed.get("way") == way


def _form(typed: Mapping[str, str]) -> str:
    form, kind = _one_of(typed, "form", FORMS), KINDS.get(typed.get("what", ""))
    if kind is not None and form not in kind.forms:
        there = ", ".join(FORMS[one].msgid.partition(" (")[0] for one in kind.forms if one != "cp932")
        raise Refusal(_("This file does not come in that form. It comes as: {forms}.", forms=there), field="form")
    return form


def _number(typed: Mapping[str, str]) -> int:
    match typed.get("every"):
        case "week":
            return int(_one_of(typed, "weekday", [str(day) for day in range(7)]))
        case "month":
            text = typed.get("day", "").strip()
            if not (text.isascii() and text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 31):
                raise Refusal(_("Please write a day from 1 to 31."), field="day")
            return int(text)
        case _:
            return 0


def clean_addresses(text: str) -> list[str]:
    """Addresses between which stand lines, blanks or commas, each once; raises Refusal."""
    found: list[str] = []
    for one in filter(None, _BETWEEN.split(text)):
        if (cleaned := clean_email(one, field="addresses")) not in found:
            found.append(cleaned)
    if not found:
        raise Refusal(_("Please write at least one e-mail address."), field="addresses")
    if len(found) > MOST_ADDRESSES:
        raise Refusal(_("Please write {most} addresses at most.", most=MOST_ADDRESSES), field="addresses")
    return found


def rule_of(of: FileSchedule) -> Rule:
    """When its files are due."""
    return Rule(of.every, of.number, of.hour)


async def of_city(city_id: int) -> list[FileSchedule]:
    """The city's schedules that were not removed, in the order in which they were added."""
    return await FileSchedule.filter(city_id=city_id).exclude(state="removed").order_by("id")


async def find(city_id: int, schedule_id: int) -> FileSchedule | None:
    """A schedule of this city, a removed one too."""
    return await FileSchedule.get_or_none(city_id=city_id, id=schedule_id)


@unit_of_work
async def add(city: City, plan: Plan, *, by: Actor, key: str = "") -> FileSchedule:
    """A new schedule; sent again with the same ``key`` it is the same one. What was due before now is not made."""
    facts = asdict(plan)
    done = await once.claim(by, key, once.fingerprint("file_schedule", city.id, facts))
    if done is not None:
        return await FileSchedule.get(id=done)
    if await FileSchedule.filter(city_id=city.id).exclude(state="removed").count() >= MOST_SCHEDULES:
        raise Refusal(_("There are {most} schedules already. Please remove one first.", most=MOST_SCHEDULES))
    now = clock.now()
    made = await FileSchedule.create(city=city, since_at=now, made_by=by.reference, made_at=now, **facts)
    await once.keep(by, key, made.id)
    # Addresses are those of people, of the office though: the trail tells how many, the schedule which.
    told = {name: facts[name] for name in ("what", "form", "every", "number", "hour", "way")}
    await audit.record(city.id, by, "files.added", f"file_schedule:{made.id}", **told, addresses=len(plan.addresses))
    return made


@unit_of_work
async def pause(of: FileSchedule, *, by: Actor) -> None:
    """Make none of its files until it is taken up again; those that wait are dropped. Safe to repeat."""
    if await _turned(of, "active", "paused", "files.paused", by):
        await sql.run(_DROP, clock.now(), of.id)


@unit_of_work
async def resume(of: FileSchedule, *, by: Actor) -> None:
    """Go on from now; what was due meanwhile is not made. Safe to repeat."""
    if await _turned(of, "paused", "active", "files.resumed", by):
        now = clock.now()
        await FileSchedule.filter(id=of.id).update(since_at=now)
        await sql.run(_DROP, now, of.id)  # what a worker put back while it was paused


@unit_of_work
async def remove(of: FileSchedule, *, by: Actor) -> None:
    """Make none of its files any more; those that lie in a folder stay there, and what went where stays on record."""
    before = [await _turned(of, state, "removed", "files.removed", by) for state in ("active", "paused")]
    if any(before):
        await sql.run(_DROP, clock.now(), of.id)


async def _turned(of: FileSchedule, before: str, after: str, action: str, by: Actor) -> bool:
    changed = await sql.run(_STATE, after, of.id, before)
    if changed:
        await audit.record(of.city_id, by, action, f"file_schedule:{of.id}")
    return bool(changed)


def form_words(form: str) -> Phrase:
    """What a form is called."""
    return FORMS[form] if form in FORMS else Phrase(form)
