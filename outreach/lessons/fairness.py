"""How seats are given: first come first served, by lot, or with some kept for people who phone."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from outreach import clock
from outreach.courses import Course
from outreach.i18n import phrase as _
from outreach.lessons.rows import Series
from outreach.lessons.wanted import Plan
from outreach.refusal import Refusal

# So many days lie between the draw and the class at least: everybody has to be told, some of them by letter.
TO_TELL = timedelta(days=2)


def refusals(wanted: Plan, course: Course | None, series: Series | None) -> Iterator[Refusal]:
    """What is impossible about the draw and about the seats kept for the phone, field by field."""
    if wanted.draws_at is not None:
        yield from _lots(wanted, wanted.draws_at, course, series)
    if wanted.phone_seats or wanted.phone_until is not None:
        yield from _share(wanted)


def _opens(wanted: Plan) -> datetime:
    told = [at for at in (wanted.intake_opens, wanted.publish_at) if at is not None]
    return max([clock.now(), *told])


def _lots(wanted: Plan, draws_at: datetime, course: Course | None, series: Series | None) -> Iterator[Refusal]:
    if course and course.kind == "consultation":
        yield Refusal(_("Consultations are booked one by one and are not drawn by lot."), field="draws_day")
    elif series and series.sign_up == "all":
        yield in_series()
    elif draws_at <= _opens(wanted):
        yield Refusal(_("The draw must be after registration opens."), field="draws_day")
    elif draws_at > wanted.starts_at - TO_TELL:
        sentence = _("The draw must be two days before the class at least, so that everybody can be told.")
        yield Refusal(sentence, field="draws_day")


def in_series(field: str = "draws_day") -> Refusal:
    """What is said where lots and one sign-up for a whole series come together."""
    return Refusal(_("Seats of a series with one sign-up for all are not drawn by lot."), field=field, code="lots")


def _share(wanted: Plan) -> Iterator[Refusal]:
    if not wanted.phone_seats:
        yield Refusal(_("Please write how many seats are kept for the phone."), field="phone_seats")
    elif wanted.draws_at is not None:
        sentence = _("Where seats are drawn by lot, all callers take part: none are kept for the phone.")
        yield Refusal(sentence, field="phone_seats")
    elif wanted.phone_seats > wanted.capacity:
        yield Refusal(_("There are not so many seats in this class."), field="phone_seats")
    if wanted.phone_seats and wanted.phone_until is None:
        yield Refusal(_("Please write until when these seats are kept for the phone."), field="phone_day")
    elif wanted.phone_until is not None and wanted.phone_until >= wanted.starts_at:
        yield Refusal(_("This must be before the class begins."), field="phone_day")
    elif wanted.phone_until is not None and wanted.phone_until <= _opens(wanted):
        yield Refusal(_("This must be after registration opens."), field="phone_day")
