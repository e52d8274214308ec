"""What is said and written to somebody: before and after, with weekdays, in her language."""

from outreach.changes import Occasion
from outreach.i18n import LANGUAGES, Own, Phrase, is_japanese, own, pick
from outreach.i18n import phrase as _
from outreach.i18n.languages import DEFAULT
from outreach.i18n.words import local_date, local_time, spoken_date, spoken_period, spoken_time
from outreach.notices.owing import Notice
from outreach.tickets import code_words, spoken_code

EASY = "ja-x-easy"


def language_of(notice: Notice) -> str:
    """The language in which this person is told."""
    chosen = notice.registration.participant.language
    return chosen if chosen in LANGUAGES else DEFAULT


def voice(notice: Notice, desk: str) -> str:
    """The language in which a clerk speaks to this person: hers, where staff speak it.

    Else it is easy Japanese, which is made for her, or at a desk in English that.
    """
    hers = language_of(notice)
    if LANGUAGES[hers].staff:
        return hers
    return EASY if is_japanese(desk) else desk


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
    match notice.kind:
        case "cancelled":
            said = [_("The class “{title}” on {before} is cancelled.", title=title, before=before)]
            return [*said, _("Reason: {reason}", reason=notice.reason)] if notice.reason else said
        case "reinstated":
            return [
                _("The class “{title}”, which was cancelled, is held after all: {after}.", title=title, after=after)
            ]
        case "moved":
            said = [_("The class “{title}” was moved.", title=title), _("It was {before}.", before=before)]
            if notice.is_over:
                return [
                    *said,
                    _("It has taken place already: {after}. We are sorry that we did not reach you.", after=after),
                ]
            return [*said, _("It is now {after}.", after=after)]
        case "offer" | "expired" | "drawn" | "ticket" | "reminder":
            return _WRITTEN[notice.kind](notice)
        case _:
            return [_("The class “{title}” is held as it was first planned: {after}.", title=title, after=after)]


def on_paper(notice: Notice) -> list[Phrase]:
    """The same for a letter, which has day, place and ticket below the sentences."""
    return [one for one in written(notice) if one.msgid not in _BELOW]


def aloud(notice: Notice, language: str) -> list[Phrase]:
    """The same as it is said on the phone, in polite spoken words, sentence by sentence."""
    title = own(notice.registration.lesson.course.title)
    before, after = _spoken(notice.before, language), _spoken(notice.after, language)
    match notice.kind:
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
            if notice.is_over:
                # translators: said aloud on the phone by the clerk; polite spoken Japanese
                said += [_("It has taken place already, {after}.", after=after)]
                return [*said, _("I am sorry that we did not reach you before.")]
            said += [_("From now on it is {after}.", after=after)]
            return [*said, *_standing(notice), _("Can you come then?")]
        case "offer" | "expired" | "drawn" | "ticket" | "reminder":
            return _SPOKEN[notice.kind](notice, language)
        case _:
            said = [_("The class “{title}” is held as it was first planned.", title=title)]
            return [*said, _("The day is {after}.", after=after)]


def short(notice: Notice) -> Phrase:
    """What it is about in a few words, for a list and for the subject of a mail; nobody is named."""
    return {
        "cancelled": _("A class is cancelled"),
        "reinstated": _("A class is held after all"),
        "moved": _("A class was moved"),
        "offer": _("A seat is free for you"),
        "expired": _("The seat is no longer kept for you"),
        "drawn": _("Result of the draw"),
        "ticket": _("Your registration"),
        "reminder": _("Your class is soon"),
    }.get(notice.kind, _("A class is held as planned"))


_BELOW = frozenset({"It is held on {after}.", "Please bring: {things}", "Your ticket number is {code}."})


def _title(notice: Notice) -> Own:
    return own(notice.registration.lesson.course.title)


def _held(notice: Notice) -> Phrase:
    return _("It is held on {after}.", after=occasion(notice.after))


def _bring(notice: Notice) -> list[Phrase]:
    bring = notice.registration.lesson.course.bring
    return [_("Please bring: {things}", things=own(bring))] if pick(bring, DEFAULT).text else []


def _code(notice: Notice) -> Phrase:
    return _("Your ticket number is {code}.", code=code_words(notice.registration.code))


def _place(notice: Notice) -> Phrase:
    return _("You are on the waiting list with the number {place}.", place=notice.registration.place or 0)


def _written_offer(notice: Notice) -> list[Phrase]:
    said = [_("A seat in the class “{title}” is free, and we keep it for you.", title=_title(notice)), _held(notice)]
    if notice.registration.until:
        said += [
            _(
                "Please tell us by {until} whether you would like it. You can call {phone}.",
                until=notice.registration.until,
                phone=notice.city.phone,
            )
        ]
    return said


def _written_expired(notice: Notice) -> list[Phrase]:
    return [
        _("We kept a seat in the class “{title}” for you, but did not hear from you in time.", title=_title(notice)),
        _("The seat is no longer kept for you, and your place on the waiting list has ended."),
        _("If you would still like to come, please call {phone}.", phone=notice.city.phone),
    ]


def _written_drawn(notice: Notice) -> list[Phrase]:
    if notice.registration.status == "waiting":
        return [
            _("The seats of the class “{title}” were drawn by lot. There was no seat for you.", title=_title(notice)),
            _place(notice),
            _("We will tell you when a seat is free."),
        ]
    said = _("The seats of the class “{title}” were drawn by lot. You have a seat.", title=_title(notice))
    return [said, _held(notice), *_bring(notice), _code(notice)]


def _written_ticket(notice: Notice) -> list[Phrase]:
    title = _title(notice)
    match notice.registration.status:
        case "waiting":
            said = [_("The class “{title}” is full.", title=title), _place(notice)]
            return [*said, _held(notice), _("We will tell you when a seat is free."), _code(notice)]
        case "applied":
            said = [_("You applied for the class “{title}”. The seats are drawn by lot.", title=title), _held(notice)]
            return [*said, _("We will tell you the result."), _code(notice)]
        case _:
            said = [_("A seat in the class “{title}” is reserved for you.", title=title), _held(notice)]
            return [*said, *_bring(notice), _code(notice)]


def _written_reminder(notice: Notice) -> list[Phrase]:
    said = _("The class “{title}”, for which you signed up, is soon.", title=_title(notice))
    return [said, _held(notice), *_bring(notice)]


_WRITTEN = {
    "offer": _written_offer,
    "expired": _written_expired,
    "drawn": _written_drawn,
    "ticket": _written_ticket,
    "reminder": _written_reminder,
}


def _day(notice: Notice, language: str) -> Phrase:
    return _("The day is {after}.", after=_spoken(notice.after, language))


def _said_code(notice: Notice, language: str) -> Phrase:
    # translators: said aloud on the phone by the clerk, digit by digit
    return _("The number of your ticket is {digits}.", digits=spoken_code(notice.registration.code, language))


def _aloud_offer(notice: Notice, language: str) -> list[Phrase]:
    # translators: said aloud on the phone by the clerk; polite spoken Japanese
    said = [_("A seat has become free in the class you are waiting for, “{title}”.", title=_title(notice))]
    said += [_day(notice, language), _("Would you like the seat?")]
    if until := notice.registration.until:
        when = _spoken_moment(spoken_date(until, language), spoken_time(until, language))
        # translators: said aloud on the phone by the clerk; polite spoken Japanese
        said += [_("If you would like to think about it, we keep it for you until {when}.", when=when)]
    return said


def _spoken_moment(day: str, hour: str) -> Phrase:
    # translators: a day and a time of it, as they are said aloud
    return _("{hour} on {day}", day=day, hour=hour)


def _aloud_expired(notice: Notice, _language: str) -> list[Phrase]:
    return [
        # translators: said aloud on the phone by the clerk; polite spoken Japanese
        _(
            "We had kept a seat for you in the class “{title}”, but could not hear from you in time.",
            title=_title(notice),
        ),
        # translators: said aloud on the phone by the clerk; polite spoken Japanese
        _("I am sorry: we could not keep the seat any longer."),
        # translators: said aloud on the phone by the clerk; polite spoken Japanese
        _("Would you like to sign up again?"),
    ]


def _aloud_drawn(notice: Notice, language: str) -> list[Phrase]:
    # translators: said aloud on the phone by the clerk; polite spoken Japanese
    said = [_("We have drawn the seats of the class “{title}” by lot.", title=_title(notice))]
    if notice.registration.status == "waiting":
        # translators: said aloud on the phone by the clerk; polite spoken Japanese
        said += [_("I am sorry: this time there was no seat for you."), _place(notice)]
        return [*said, _("We will call you when a seat is free.")]
    # translators: said aloud on the phone by the clerk; polite spoken Japanese
    said += [_("You have a seat."), _day(notice, language), *_bring(notice)]
    return [*said, _said_code(notice, language)]


def _aloud_ticket(notice: Notice, language: str) -> list[Phrase]:
    title = _title(notice)
    match notice.registration.status:
        case "waiting":
            # translators: said aloud on the phone by the clerk; polite spoken Japanese
            said = [_("The class “{title}” is full just now.", title=title), _place(notice)]
        case "applied":
            # translators: said aloud on the phone by the clerk; polite spoken Japanese
            said = [_("You have applied for the class “{title}”; the seats are drawn by lot.", title=title)]
        case _:
            # translators: said aloud on the phone by the clerk; polite spoken Japanese
            said = [_("A seat is kept for you in the class “{title}”.", title=title)]
    return [*said, _day(notice, language), _said_code(notice, language)]


def _aloud_reminder(notice: Notice, language: str) -> list[Phrase]:
    # translators: said aloud on the phone by the clerk; polite spoken Japanese
    said = [_("I call to remind you of the class “{title}”.", title=_title(notice)), _day(notice, language)]
    return [*said, *_bring(notice), _("We look forward to seeing you.")]


_SPOKEN = {
    "offer": _aloud_offer,
    "expired": _aloud_expired,
    "drawn": _aloud_drawn,
    "ticket": _aloud_ticket,
    "reminder": _aloud_reminder,
}


def _spoken(of: Occasion, language: str) -> Phrase:
    when = spoken_period(of.starts_at, of.ends_at, language)
    return _("{when}, at {place}", when=when, place=place(of))


def _standing(notice: Notice) -> list[Phrase]:
    row = notice.registration
    if row.status == "waiting":
        return [_("You stay on the waiting list with the number {place}.", place=row.place or 0)]
    return [_("Your seat is kept, and your ticket stays good.")]
