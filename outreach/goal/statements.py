"""A month is over: two people look at it, sign what they saw, and the city has a statement that nobody changes."""

from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from outreach import audit, cities, clock
from outreach.audit import Actor
from outreach.cities import City
from outreach.courses import Course
from outreach.db import sql, unit_of_work
from outreach.goal import ledger, outcomes, signing, verifier
from outreach.goal.ledger_rows import LedgerEntry, MonthSignature, Statement
from outreach.i18n import phrase as _
from outreach.refusal import Refusal
from outreach.venues import Centre

FORMAT = "outreach-statement-1"


@dataclass(frozen=True, slots=True)
class Month:
    """The next month to seal, as it would be sealed now.

    ``lines`` are the ledger's lines booked in it, ``carried`` everything that counts up to its end. ``digest`` stands
    for what is seen here; ``signed`` are the accounts that signed this very thing. It is over once its last day is.
    """

    city: City
    first: date
    lines: list[dict[str, Any]]
    totals: list[list[int]]
    carried: list[list[int]]
    digest: str
    signed: list[MonthSignature]

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed in Japan."""
        return clock.today() >= ledger.next_month(self.first)

    @property
    def month(self) -> str:
        """The month, such as ``2027-05``."""
        return f"{self.first:%Y-%m}"


async def next_month(city: City) -> Month | None:
    """The first month that is not sealed yet; None where nothing was ever counted."""
    last = await ledger.last_statement(city.id)
    first = await ledger.first_open(city.id) or await _first_booked(city.id)
    if first is None:
        return None
    carried = sql.document(last.body)["carried"] if last else []
    entries = LedgerEntry.filter(city_id=city.id, booked=first, kind__in=verifier.COUNTING)
    lines = [verifier.line(ledger.facts(one)) for one in await entries.order_by("seq")]
    totals, carried = verifier.summed(lines), verifier.summed(lines, carried)
    seen = {"city": city.code, "month": f"{first:%Y-%m}", "lines": lines, "carried": carried}
    digest = verifier.digest(verifier.canonical(seen))
    signed = await MonthSignature.filter(city_id=city.id, month=first, digest=digest).order_by("id")
    return Month(city, first, lines, totals, carried, digest, signed)


async def _first_booked(city_id: int) -> date | None:
    rows = LedgerEntry.filter(city_id=city_id, booked__isnull=False, kind__in=verifier.COUNTING)
    first = await rows.order_by("booked").first()
    return first.booked if first else None


@unit_of_work
async def sign_month(city: City, month: str, digest: str, *, by: Actor) -> Statement | None:
    """Sign a month as it was seen; the statement, once enough people have signed the same.

    Raises Refusal for a month that is not the next one or not over (``month``), and ``changed`` where something was
    counted since it was looked at. Sent again it changes nothing.
    """
    await cities.hold(city.id)
    city = await City.get(id=city.id)
    if done := await _signed_before(city.id, month, digest, by):
        return done
    now = await next_month(city)
    if now is None or now.month != month or not now.is_over:
        raise Refusal(_("This month cannot be sealed now. Please open the page again."), code="month")
    if now.digest != digest:
        sentence = _("Something was counted in this month since you looked at it. Please look at it once more.")
        raise Refusal(sentence, code="changed")
    mine: dict[str, Any] = {"city_id": city.id, "month": now.first, "digest": digest, "by_account_id": by.account_id}
    if not await MonthSignature.exists(**mine):  # the city is held: nobody signs in between
        await MonthSignature.create(**mine, at=clock.now())
        await audit.record(city.id, by, "month.signed", f"city:{city.id}", month=month)
    signed = await MonthSignature.filter(city_id=city.id, month=now.first, digest=digest).order_by("id")
    return await _seal(now, signed, by) if len(signed) >= city.signatures else None


async def _signed_before(city_id: int, month: str, digest: str, by: Actor) -> Statement | None:
    """The statement of this month, where this person has signed it."""
    last = await Statement.filter(city_id=city_id).order_by("-number").first()
    if last is None or f"{last.month:%Y-%m}" != month:
        return None
    mine = MonthSignature.filter(city_id=city_id, month=last.month, digest=digest, by_account_id=by.account_id)
    return last if await mine.exists() else None


async def _seal(month: Month, signed: list[MonthSignature], by: Actor) -> Statement:
    city = month.city
    last, end, now = await ledger.last_statement(city.id), await ledger.head(city), clock.now()
    number = last.number + 1 if last else 1
    body = verifier.canonical(
        {
            "format": FORMAT,
            "city": city.code,
            "number": number,
            "month": month.month,
            "at": now.astimezone(UTC).isoformat(timespec="seconds"),
            "signatures": [
                {"by": f"account:{one.by_account_id}", "at": one.at.astimezone(UTC).isoformat(timespec="seconds")}
                for one in signed
            ],
            "rule": city.signatures,
            "sample": bool(city.is_sample),
            "ledger": {"seq": end.seq, "hash": end.hash},
            "lines": month.lines,
            "totals": month.totals,
            "carried": month.carried,
            "names": await names_of(month),
        }
    )
    hash_ = verifier.digest(f"{last.hash if last else verifier.start(city.code, FORMAT)}\n{body}")
    key, signature = signing.sign(city.code, hash_)
    public = signing.public_keys(city.code)[str(key)]
    made = await Statement.create(
        city_id=city.id, number=number, month=month.first, at=now, body=body, hash=hash_, key=key, signature=signature
    )
    await audit.record(city.id, by, "month.sealed", f"statement:{made.id}", month=month.month)
    detail = {"month": month.month, "number": number, "hash": hash_, "key": public, "ring": key}
    await ledger.book(city.id, [ledger.Draft("sealed", detail=detail)], by=by)
    return made


async def names_of(month: Month) -> dict[str, dict[str, str]]:
    """What the numbers of courses and centres mean, in Japanese: a statement is read without a database."""
    centres = {detail_of(line).get("centre") for line in month.lines} - {None}
    courses = {row[0] for row in month.carried}
    return {
        "courses": {str(one.id): one.title["ja"] for one in await Course.filter(id__in=courses)},
        "centres": {str(one.id): one.name["ja"] for one in await Centre.filter(id__in=centres)},
    }


def detail_of(line: dict[str, Any]) -> dict[str, Any]:
    """What a line says beyond its numbers."""
    found: dict[str, Any] = sql.document(line["detail"])
    return found


async def still_open(month: Month) -> tuple[int, int]:
    """How many classes of the month, or before it, are to be reported, and how many reports to be confirmed."""
    end = ledger.next_month(month.first)
    to_report = [one for one in await outcomes.to_report(month.city.id) if one.day < end]
    to_confirm = [one for one in await outcomes.to_confirm(month.city.id) if one.lesson.day < end]
    return len(to_report), len(to_confirm)


async def of_city(city_id: int) -> list[Statement]:
    """All statements of a city, newest first."""
    return await Statement.filter(city_id=city_id).order_by("-number")


async def find(city_id: int, statement_id: int) -> Statement | None:
    """One statement of a city."""
    return await Statement.get_or_none(city_id=city_id, id=statement_id)


def facts(row: Statement) -> dict[str, Any]:
    """A statement as it is handed out and verified."""
    names = ("number", "body", "hash", "key", "signature")
    return {name: getattr(row, name) for name in names}
