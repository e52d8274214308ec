"""When a helper can come: hours of the week, and days on which she is away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from outreach import audit, clock
from outreach.audit import Actor
from outreach.clock import TOKYO
from outreach.db import sql, unit_of_work
from outreach.helpers.rows import Absence, Availability, Helper
from outreach.i18n import phrase as _
from outreach.refusal import Refusal, Refusals

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPANS_A_DAY = 2
FURTHEST = timedelta(days=366 * 2)
Span = tuple[str, str]
Week = dict[int, list[Span]]


@dataclass(frozen=True, slots=True)
class Times:
    """A helper's hours by weekday (0 is Monday; none at all: always) and her absences, first and last day included."""

    week: Mapping[int, Sequence[Span]] = field(default_factory=dict)
    absences: Sequence[tuple[date, date]] = ()
    away_from: date | None = None

    def fits(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether she can come for all of it; hours that touch or overlap hold together."""
        starts, ends = starts_at.astimezone(TOKYO), ends_at.astimezone(TOKYO)
        day = starts.date()
        if self.away_on(day):
            return False
        return not any(self.week.values()) or _covered(f"{starts:%H:%M}", f"{ends:%H:%M}", self.week.get(day.weekday()))

    def away_on(self, day: date) -> bool:
        """Whether she is absent on this day or no longer helps."""
        gone = self.away_from is not None and day >= self.away_from
        return gone or any(first <= day <= last for first, last in self.absences)


def _covered(starts: str, ends: str, spans: Sequence[Span] | None) -> bool:
    reached = starts
    for first, last in sorted(spans or ()):
        reached = max(reached, last) if first <= reached else reached
    return reached >= ends and bool(spans)


async def times_of(helper_ids: Iterable[int]) -> dict[int, Times]:
    """When each of these helpers can come, absences that are over left out: three queries for any number."""
    ids = list(helper_ids)
    weeks: dict[int, Week] = {one: {} for one in ids}
    for row in await Availability.filter(helper_id__in=ids).order_by("weekday", "starts"):
        weeks[row.helper_id].setdefault(row.weekday, []).append((row.starts, row.ends))
    absences: dict[int, list[tuple[date, date]]] = {one: [] for one in ids}
    for away in await Absence.filter(helper_id__in=ids, last_day__gte=clock.today()).order_by("first_day"):
        absences[away.helper_id].append((away.first_day, away.last_day))
    gone = {one.id: one.away_from for one in await Helper.filter(id__in=ids).only("id", "away_from")}
    return {one: Times(weeks[one], absences[one], gone.get(one)) for one in ids}


def typed_week(week: Mapping[int, Sequence[Span]]) -> dict[str, str]:
    """A week as the fields of a form, such as ``mon_1_from`` and ``mon_1_to``."""
    typed: dict[str, str] = {}
    for weekday, name in enumerate(WEEKDAYS):
        for number, (first, last) in enumerate(week.get(weekday, ()), 1):
            typed |= {f"{name}_{number}_from": first, f"{name}_{number}_to": last}
    return typed


def clean_week(typed: Mapping[str, str]) -> Week:
    """A week from the fields of a form; raises Refusals, one for each pair that cannot be."""
    week: Week = {}
    refused = []
    for weekday, name in enumerate(WEEKDAYS):
        for number in range(1, SPANS_A_DAY + 1):
            pair = [typed.get(f"{name}_{number}_{end}", "").strip() for end in ("from", "to")]
            if not any(pair):
                continue
            try:
                week.setdefault(weekday, []).append(_span(pair, f"{name}_{number}_from"))
            except Refusal as refusal:
                refused.append(refusal)
    if refused:
        raise Refusals(refused)
    return {weekday: sorted(spans) for weekday, spans in week.items()}


def _span(pair: Sequence[str], field_: str) -> Span:
    try:
        first, last = (time.fromisoformat(text).strftime("%H:%M") for text in pair)
    except ValueError:
        raise Refusal(_("Please write both times, such as 9:00 and 12:00."), field=field_) from None
    if last <= first:
        raise Refusal(_("The hours must end after they begin."), field=field_)
    return first, last


@unit_of_work
async def set_week(helper: Helper, week: Week, *, by: Actor) -> None:
    """Her hours of the week from now on; an empty week means always."""
    await _held(helper)
    await Availability.filter(helper_id=helper.id).delete()
    rows = [(weekday, first, last) for weekday, spans in week.items() for first, last in spans]
    await Availability.bulk_create(
        [Availability(helper_id=helper.id, weekday=day, starts=first, ends=last) for day, first, last in rows]
    )
    await audit.record(helper.city_id, by, "helper.hours_set", f"helper:{helper.id}", spans=len(rows))


def clean_days(first: str, last: str) -> tuple[date, date]:
    """First and last day of an absence; one day where no last one is written. Raises Refusal."""
    days = [_day(first, "first_day"), _day(last or first, "last_day")]
    if days[1] < days[0]:
        raise Refusal(_("The last day must not be before the first."), field="last_day")
    if days[1] < clock.today():
        raise Refusal(_("These days are over. Please choose days to come."), field="last_day")
    if days[1] > clock.today() + FURTHEST:
        raise Refusal(_("Please choose a day within the next two years."), field="last_day")
    return days[0], days[1]


def _day(text: str, field_: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refusal(_("Please write a date that exists, such as 2026-12-01."), field=field_) from None


@unit_of_work
async def add_absence(helper: Helper, first: date, last: date, *, by: Actor) -> Absence:
    """Days on which she cannot come; the same days again are the same absence."""
    await _held(helper)
    known = await Absence.get_or_none(helper_id=helper.id, first_day=first, last_day=last)
    if known:
        return known
    made = await Absence.create(helper_id=helper.id, first_day=first, last_day=last)
    await audit.record(helper.city_id, by, "helper.absent", f"helper:{helper.id}", days=(last - first).days + 1)
    return made


async def _held(helper: Helper) -> None:
    """One form about a helper after the other: a double click on a slow line must not write her hours twice."""
    await sql.run("UPDATE helpers SET name = name WHERE id = ?", helper.id)


@unit_of_work
async def end_absence(helper: Helper, absence_id: int, *, by: Actor) -> bool:
    """Take an absence back; False where it is gone or another helper's."""
    gone = await Absence.filter(id=absence_id, helper_id=helper.id).delete()
    if gone:
        await audit.record(helper.city_id, by, "helper.back", f"helper:{helper.id}")
    return bool(gone)


async def absences_of(helper_id: int) -> list[Absence]:
    """Her absences that are not over, the next one first."""
    return await Absence.filter(helper_id=helper_id, last_day__gte=clock.today()).order_by("first_day", "id")
