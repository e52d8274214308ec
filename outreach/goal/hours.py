"""Hours helped: the standing shifts of classes that were held, as their reports say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tortoise.expressions import Subquery

from outreach.goal.rows import Report
from outreach.lessons import Lesson, Shift
from outreach.organisations import Organisation

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Worked:
    """One shift of a class that was held; ``minutes`` is the length of the class unless somebody corrected it."""

    shift: Shift
    minutes: int

    @property
    def lesson(self) -> Lesson:
        """The class."""
        return self.shift.lesson

    @property
    def organisation(self) -> Organisation | None:
        """For whom she helps."""
        return self.shift.helper.organisation


@dataclass(frozen=True, slots=True)
class Total:
    """What the helpers of one organisation, or those of none, worked."""

    organisation: Organisation | None
    helpers: int
    shifts: int
    minutes: int


async def worked(
    city_id: int,
    first: date,
    last: date,
    *,
    organisation_id: int | None = None,
    helper_id: int | None = None,
) -> list[Worked]:
    """What was worked on the days from first to last, in one query; a class counts once it is reported held."""
    shifts = Shift.filter(
        standing=True,
        lesson__city_id=city_id,
        lesson__day__gte=first,
        lesson__day__lte=last,
        lesson_id__in=Subquery(Report.filter(standing=True, held=True).values("lesson_id")),
    )
    if organisation_id is not None:
        shifts = shifts.filter(helper__organisation_id=organisation_id)
    if helper_id is not None:
        shifts = shifts.filter(helper_id=helper_id)
    found = shifts.select_related("helper", "helper__organisation", "lesson", "lesson__course", "lesson__centre")
    return [Worked(one, minutes(one)) for one in await found.order_by("lesson__starts_at", "helper__kana", "id")]


def minutes(shift: Shift) -> int:
    """What a shift of a class that was held counts."""
    return (shift.lesson.ends_at - shift.lesson.starts_at) // _MINUTE if shift.minutes is None else shift.minutes


def totals(rows: Iterable[Worked]) -> list[Total]:
    """The same by organisation, most first; who helps for none comes last."""
    grouped: dict[int | None, list[Worked]] = {}
    for row in rows:
        grouped.setdefault(row.shift.helper.organisation_id, []).append(row)
    made = [
        Total(of[0].organisation, len({one.shift.helper_id for one in of}), len(of), sum(one.minutes for one in of))
        for of in grouped.values()
    ]
    return sorted(made, key=lambda one: (one.organisation is None, -one.minutes))
