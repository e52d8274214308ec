"""Choosing many classes at once: everything in a place, on some days."""

from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q

from outreach.changes.wanting import LARGEST_ID
from outreach.i18n import phrase as _
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.venues import Centre

MOST = 150


@dataclass(frozen=True, slots=True)
class Selection:
    """Days, both included, and where; an empty choice means everywhere, every course, every department."""

    first: date
    last: date
    centre_ids: tuple[int, ...] = ()
    district: str = ""
    course_id: int | None = None
    department_id: int | None = None

    def query(self) -> Q:
        """The same as a filter of lessons."""
        wanted = Q(day__gte=self.first, day__lte=self.last)
        if self.district:
            wanted &= Q(centre__district=self.district)
        if self.centre_ids:
            wanted &= Q(centre_id__in=[one for one in self.centre_ids if one <= LARGEST_ID])
        if self.course_id is not None:
            wanted &= Q(course_id=self.course_id)
        if self.department_id is not None:
            wanted &= Q(department_id=self.department_id)
        return wanted


async def select(city_id: int, chosen: Selection) -> list[int]:
    """The ids of the chosen classes, soonest first.

    Raises Refusal where the days are the wrong way round, nothing is there, or there are more than MOST.
    """
    if chosen.last < chosen.first:
        raise Refusal(_("The last day must not be before the first day."), field="last")
    found = Lesson.filter(chosen.query(), city_id=city_id).order_by("starts_at", "id").limit(MOST + 1)
    ids = [row["id"] for row in await found.values("id")]
    if not ids:
        raise Refusal(_("No class is planned there on these days."), field="first", code="none")
    if len(ids) > MOST:
        sentence = _("These are more than {most} classes. Please choose fewer days or one district.", most=MOST)
        raise Refusal(sentence, field="last", code="many")
    return ids


async def districts(city_id: int) -> list[str]:
    """The districts of the city's centres; none where nobody has written any."""
    found = await Centre.filter(city_id=city_id).exclude(district="").order_by("district").distinct().values("district")
    return [row["district"] for row in found]
