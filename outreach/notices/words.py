"""What is said and written to somebody: before and after, with weekdays, in her language."""

from outreach.changes import Occasion
from outreach.i18n import LANGUAGES, Own, Phrase, own
from outreach.i18n import phrase as _
from outreach.i18n.languages import DEFAULT
from outreach.i18n.words import local_date, local_time, spoken_period
from outreach.notices.owing import Notice


def language_of(notice: Notice) -> str:
    """The language in which this person is told."""
    chosen = notice.registration.participant.language
    return chosen if chosen in LANGUAGES else DEFAULT


def place(of: Occasion) -> Phrase | Own:
    """The centre, and the room where it is known."""
    if of.room is None:
        return own(of.centre)
    return _("{centre}, {room}", centre=own(of.centre), room=own(of.room))


def occasion(of: Occasion) -> Phrase:
    """Day with its weekday, hours and place, as they are written."""
    hours = {"starts": local_time(of.starts_at), "ends": local_time(of.ends_at)}
    return _("{day}, {starts} to {ends}, {place}", day=local_date(of.starts_at), **hours, place=place(of))


def written(notice: Notice) -> list[Phrase]:
    """The notice as it stands on paper and on pages, sentence by sentence."""
    title = own(notice.registration.lesson.course.title)
    before, after = occasion(notice.before), occasion(notice.after)
    match notice.owed.kind:
        case "cancelled":
            said = [_("The class “{title}” on {before} is cancelled.", title=title, before=before)]
            return [*said, _("Reason: {reason}", reason=notice.reason)] if notice.reason else said
        case "reinstated":
            return [
                _("The class “{title}”, which was cancelled, is held after all: {after}.", title=title, after=after)
            ]
        case "moved":
            said = [_("The class “{title}” was moved.", title=title), _("It was {before}.", before=before)]
            if notice.owed.is_over:
                return [
                    *said,
                    _("It has taken place already: {after}. We are sorry that we did not reach you.", after=after),
                ]
            return [*said, _("It is now {after}.", after=after)]
        case _:
            return [_("The class “{title}” is held as it was first planned: {after}.", title=title, after=after)]


def aloud(notice: Notice, language: str) -> list[Phrase]:
    """The same as it is said on the phone, in polite spoken words, sentence by sentence."""
    title = own(notice.registration.lesson.course.title)
    before, after = _spoken(notice.before, language), _spoken(notice.after, language)
    match notice.owed.kind:
        case "cancelled":
            # translators: said aloud on the phone by the clerk; polite spoken Japanese
            said = [_("I am sorry: the class “{title}” on {before} cannot be held.", title=title, before=before)]
            said += [_("The reason: {reason}.", reason=notice.reason.rstrip("。."))] if notice.reason else []
            return [*said, _("You need not do anything.")]
        case "reinstated":
            # translators: said aloud on the phone by the clerk; polite spoken Japanese
            said = [_("The class “{title}”, which we had cancelled, is held after all.", title=title)]
            return [*said, _("The day is {after}.", after=after), *_standing(notice)]
        case "moved":
            # translators: said aloud on the phone by the clerk; polite spoken Japanese
            said = [_("The class “{title}”, for which you signed up, was moved.", title=title)]
            said += [_("Until now it was {before}.", before=before)]
            if notice.owed.is_over:
                # translators: said aloud on the phone by the clerk; polite spoken Japanese
                said += [_("It has taken place already, {after}.", after=after)]
                return [*said, _("I am sorry that we did not reach you before.")]
            said += [_("From now on it is {after}.", after=after)]
            return [*said, *_standing(notice), _("Can you come then?")]
        case _:
            said = [_("The class “{title}” is held as it was first planned.", title=title)]
            return [*said, _("The day is {after}.", after=after)]


def _spoken(of: Occasion, language: str) -> Phrase:
    when = spoken_period(of.starts_at, of.ends_at, language)
    return _("{when}, at {place}", when=when, place=place(of))


def _standing(notice: Notice) -> list[Phrase]:
    row = notice.registration
    if row.status == "waiting":
        return [_("You stay on the waiting list with the number {place}.", place=row.place or 0)]
    return [_("Your seat is kept, and your ticket stays good.")]
