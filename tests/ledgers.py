"""Ledgers for tests: a year of classes written at once, and a thief who changes what should only grow."""

import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from outreach.audit import Actor
from outreach.cities import City
from outreach.db import sql
from outreach.goal import Confirmation, Report, ledger, statements, verifier
from outreach.goal.ledger_rows import Statement
from outreach.lessons import Lesson
from tests import world

Export = dict[str, Any]
Entries = list[dict[str, Any]]


async def book_all(city: City) -> int:
    """Write the lines of all confirmed reports that were put in as bare rows; returns how many."""
    by = Actor("account", 0, city.id)
    known = await sql.rows("SELECT lesson_id FROM ledger_entries WHERE city_id = ? AND kind = 'confirmed'", city.id)
    booked = {row["lesson_id"] for row in known}
    signed = Confirmation.filter(report__standing=True, report__lesson__city_id=city.id)
    rows = await signed.select_related("report__lesson").order_by("report__lesson__day", "id")
    drafts = [_line(one) for one in rows if one.report.lesson_id not in booked]
    await ledger.book(city.id, drafts, by=by)
    return len(drafts)


def _line(one: Confirmation) -> ledger.Draft:
    report: Report = one.report
    counts = int(bool(report.held))
    detail = {
        "report": report.id,
        "held": bool(report.held),
        "attendance": report.attendance,
        "reporter": f"account:{report.by_account_id}",
        "signatures": 2,
    }
    return ledger.Draft("confirmed", report.lesson, counts, report.attendance * counts, detail)


async def a_year(city: City, *, first: date, classes: int, seed: int = 1) -> list[Lesson]:
    """So many classes over a year, each held, reported and confirmed, as bare rows and as lines of the ledger."""
    dice = random.Random(seed)
    model = await world.lesson(city, day=first)
    teacher, second = await world.account(city, "instructor"), await world.account(city)
    made = []
    for number in range(classes):
        day = first + timedelta(days=number * 365 // classes)
        starts = world.moment(day)
        columns = {**{name: getattr(model, name) for name in _COPIED}, "uid": f"{first:%Y%m%d}{number:024}", "day": day}
        made.append(Lesson(**columns, starts_at=starts, ends_at=starts + timedelta(minutes=90)))
    await Lesson.bulk_create(made)
    found = await Lesson.filter(city_id=city.id, uid__in=[one.uid for one in made]).order_by("day", "id")
    for lesson in found:
        report = await Report.create(
            lesson=lesson, held=True, attendance=dice.randint(1, 12), by_account_id=teacher.id, at=lesson.ends_at
        )
        await Confirmation.create(report=report, by_account_id=second.id, at=lesson.ends_at)
    await Lesson.filter(id=model.id).delete()
    await book_all(city)
    return list(found)


_COPIED = (
    *("city_id", "course_id", "centre_id", "room_id", "instructor_id", "capacity", "status", "intake_opens_at"),
    *("intake_closes_at", "changed_at", "is_sample"),
)


async def seal(city: City, months: int) -> list[Statement]:
    """Seal the next months, by two people."""
    people = [await world.staff(city), await world.staff(city, login="second")]
    made = []
    for _number in range(months):
        month = await statements.next_month(city)
        assert month is not None
        for one in people:
            done = await statements.sign_month(city, month.month, month.digest, by=one)
        assert done is not None
        made.append(done)
    return made


def rehashed(entries: Entries, code: str) -> Entries:
    """What a thief leaves who knows how the chain is made: numbers without gaps, and every hash right."""
    previous, made = verifier.start(code), []
    for number, entry in enumerate(entries, 1):
        one = {**entry, "seq": number}
        previous = verifier.link(previous, one)
        made.append(one | {"hash": previous})
    return made


def changed(entries: Entries, dice: random.Random) -> Entries:
    """One entry says something else."""
    at = dice.randrange(len(entries))
    name = dice.choice(["attendances", "classes", "by", "at", "kind", "booked", "pledge", "detail", "day"])
    before = entries[at][name]
    after = before + dice.choice([-1, 1, 10]) if isinstance(before, int) else f"{before}x"
    return [*entries[:at], entries[at] | {name: after}, *entries[at + 1 :]]


def deleted(entries: Entries, dice: random.Random) -> Entries:
    """One entry is gone."""
    at = dice.randrange(len(entries))
    return entries[:at] + entries[at + 1 :]


def inserted(entries: Entries, dice: random.Random) -> Entries:
    """One entry more, copied from somewhere."""
    at = dice.randrange(len(entries))
    return [*entries[:at], dict(dice.choice(entries)), *entries[at:]]


def swapped(entries: Entries, dice: random.Random) -> Entries:
    """Two entries have each other's place."""
    one, other = sorted(dice.sample(range(len(entries)), 2))
    made = list(entries)
    made[one], made[other] = entries[other], entries[one]
    return made


def cut(entries: Entries, dice: random.Random) -> Entries:
    """The last entries are gone."""
    return entries[: dice.randrange(len(entries))]


def rolled_back(entries: Entries, dice: random.Random) -> Entries:
    """An older copy, and what somebody wrote on it since."""
    older = cut(entries, dice)
    return [*older, *(dict(dice.choice(entries)) for _number in range(dice.randrange(5)))]


def _one_more(text: str) -> str:
    return f"{text[:-1]}{'0' if text[-1:] != '0' else '1'}"


def restated(export: Export, dice: random.Random) -> Export:
    """One statement says something else."""
    made = [dict(one) for one in export["statements"]]
    one = dice.choice(made)
    name = dice.choice(["number", "body", "hash", "key", "signature"])
    if name == "body":
        body = json.loads(one["body"])
        part = dice.choice(["month", "at", "rule", "sample", "lines", "totals", "carried", "signatures"])
        body[part] = {"month": "2026-03", "at": "2026-01-01T00:00:00+00:00", "rule": 1, "sample": False}.get(part, [])
        one["body"] = verifier.canonical(body)
    else:
        one[name] = one[name] + 1 if isinstance(one[name], int) else _one_more(one[name])
    return {**export, "statements": made}


def unstated(export: Export, dice: random.Random) -> Export:
    """One statement is gone, comes twice, or two have each other's place."""
    made = list(export["statements"])
    one, other = sorted(dice.sample(range(len(made)), 2))
    match dice.randrange(3):
        case 0:
            del made[one]
        case 1:
            made.insert(other, made[one])
        case _:
            made[one], made[other] = made[other], made[one]
    return {**export, "statements": made}


def rekeyed(export: Export, dice: random.Random) -> Export:
    """A public key is another one."""
    number = dice.choice(list(export["keys"]))
    return {**export, "keys": export["keys"] | {number: _one_more(export["keys"][number])}}


def forged(export: Export, dice: random.Random) -> Export:
    """A thief counts one class more, seals every month anew with a key of his own, and makes the chain anew."""
    own = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
    public = own.public_key().public_bytes_raw().hex()
    entries = [dict(one) for one in export["entries"]]
    at = dice.choice([one for one in entries if one["kind"] == "confirmed"])
    detail = json.loads(at["detail"])
    at["detail"] = verifier.canonical(detail | {"attendance": detail["attendance"] + 1})
    at["attendances"] += 1
    previous, chain = verifier.start(export["city"]), verifier.start(export["city"], _SEALED)
    carried: list[list[int]] = []
    made: list[dict[str, Any]] = []
    sealed = iter(export["statements"])
    for entry in entries:
        if entry["kind"] == "sealed":
            told = next(sealed)
            body = json.loads(told["body"])
            until = entries[: body["ledger"]["seq"]]
            of_month = [one for one in until if one["kind"] == "confirmed" and one["booked"] == body["month"]]
            body["lines"] = [verifier.line(one) for one in of_month]
            body["totals"], carried = verifier.summed(body["lines"]), verifier.summed(body["lines"], carried)
            body["carried"], body["ledger"]["hash"] = carried, previous
            text = verifier.canonical(body)
            chain = verifier.digest(f"{chain}\n{text}")
            signature = own.sign(verifier.SIGNED + chain.encode()).hex()
            made.append(told | {"body": text, "hash": chain, "signature": signature})
            entry["detail"] = verifier.canonical(json.loads(entry["detail"]) | {"hash": chain, "key": public})
        entry["hash"] = previous = verifier.link(previous, entry)
    return {**export, "entries": entries, "statements": made, "keys": dict.fromkeys(export["keys"], public)}


_SEALED = "outreach-statement-1"


def _of_lines(change: Callable[[Entries, random.Random], Entries]) -> Callable[[Export, random.Random], Export]:
    def tamper(export: Export, dice: random.Random) -> Export:
        entries = change(export["entries"], dice)
        if dice.random() < 0.5:
            entries = rehashed(entries, export["city"])
        return {**export, "entries": entries}

    return tamper


KINDS: dict[str, Callable[[Export, random.Random], Export]] = {
    **{one.__name__: _of_lines(one) for one in (changed, deleted, inserted, swapped, cut, rolled_back)},
    **{one.__name__: one for one in (restated, unstated, rekeyed, forged)},
}


def tampered(export: Export, kind: str, dice: random.Random) -> Export:
    """The export after one random tampering; half of the thieves who change lines make the chain anew."""
    return KINDS[kind](export, dice)
