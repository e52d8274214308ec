"""The dates of a season on the form: what was ticked, moved and chosen for each, and how each is shown again."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from outreach import clock
from outreach.i18n import Phrase
from outreach.i18n import phrase as _
from outreach.lessons.otherwise import Otherwise
from outreach.lessons.planning import FURTHEST, Plan
from outreach.lessons.season import Row, Season, Wish
from outreach.refusal import Refusal

OTHER = "other"
LARGEST = 2**31 - 1
_LENGTH = 7
_HOUR = re.compile("[0-9]{2}:[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Place:
    """A room of a centre (or the centre, room not decided) as the form offers it."""

    value: str
    words: str
    room: str
    centre_id: int


@dataclass
class Rows:
    """The dates as they came from the form.

    ``unseen`` were never shown, ``put_back`` were changed without a tick: both must be looked at before planning.
    ``elsewhere`` wait for another centre to be chosen.
    """

    wishes: list[Wish] = field(default_factory=list)
    errors: dict[str, Phrase] = field(default_factory=dict)
    unseen: set[str] = field(default_factory=set)
    put_back: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)

    @property
    def are_ready(self) -> bool:
        """Whether everything that would be planned was seen as it would be planned."""
        return not (self.errors or self.unseen or self.put_back or self.elsewhere)


def prefix(key: str) -> str:
    """How the names of a date's fields begin."""
    return f"r-{key}-"


def place_value(plan: Plan) -> str:
    """A place as the choice on the form names it: the centre and, behind a dash, its room."""
    return f"{plan.centre_id}" if plan.room_id is None else f"{plan.centre_id}-{plan.room_id}"


def words(plan: Plan) -> tuple[str, str, str]:
    """Day, hour and place as the form's fields hold them."""
    return plan.day.isoformat(), f"{plan.starts:%H:%M}", place_value(plan)


def read(values: Mapping[str, str], wishes: Sequence[Wish], *, pressed: bool) -> Rows:
    """The dates with what was typed into their fields; ``pressed``: they are to be planned now, not only shown.

    What follows the rule goes on following it when the rule is changed; what was changed for one date stays.
    """
    rows = Rows()
    for wish in wishes:
        name = prefix(wish.key)
        if name + "day" not in values:
            rows.unseen.add(wish.key)
            rows.wishes.append(wish)
        else:
            rows.wishes.append(_one(values, wish, _shown(values.get(name + "as", ""), wish), rows, pressed=pressed))
    return rows


def _shown(text: str, wish: Wish) -> list[str]:
    """How the date was shown: its verdict, then day, hour and place of the rule, then those that it had."""
    told = text.split(" ")
    return told if len(told) == _LENGTH else ["planned", *words(wish.base), *words(wish.base)]


def _one(values: Mapping[str, str], wish: Wish, shown: Sequence[str], rows: Rows, *, pressed: bool) -> Wish:
    name, (state, *before) = prefix(wish.key), shown
    base, seen = before[:3], before[3:]
    typed = [values.get(name + part, "").strip() for part in ("day", "starts", "place")]
    ticked = values.get(name + "plan") == "yes"
    if typed[2] == OTHER:
        rows.elsewhere.add(wish.key)
        typed[2] = seen[2]
    if instead := values.get(name + "instead", ""):
        typed, ticked = [*instead.split(" "), "", ""][:3], True
    elif not ticked and typed != seen and state in ("skipped", "left_out"):
        rows.put_back.add(wish.key)
        ticked = True
    plan = _changed(wish.plan, typed, base, name, rows)
    return replace(wish, plan=plan, wanted=_wanted(state, ticked=ticked, own=plan != wish.plan, pressed=pressed))


def _wanted(state: str, *, ticked: bool, own: bool, pressed: bool) -> bool | None:
    if not ticked:
        return None if state == "skipped" and not pressed else False
    return True if own or pressed or state in ("skipped", "stuck") else None


def _changed(plan: Plan, typed: Sequence[str], base: Sequence[str], name: str, rows: Rows) -> Plan:
    readers = {"day": _day, "starts": _starts, "place": _place}
    for (part, reader), text, followed in zip(readers.items(), typed, base, strict=True):
        if text == followed:
            continue
        try:
            plan = reader(plan, text)
        except Refusal as refusal:
            rows.errors[name + part] = refusal.phrase
    return plan


def _day(plan: Plan, text: str) -> Plan:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refusal(_("Please write a date that exists, such as 2026-12-01.")) from None
    if day < clock.today():
        raise Refusal(_("This day is over. Please choose a day to come."))
    if day > clock.today() + FURTHEST:
        raise Refusal(_("Please choose a day within the next two years."))
    return replace(plan, day=day)


def _starts(plan: Plan, text: str) -> Plan:
    try:
        starts = time.fromisoformat(text if _HOUR.fullmatch(text) else "")
    except ValueError:
        raise Refusal(_("Please write a time, such as 13:30.")) from None
    length = _on_a_day(plan.ends) - _on_a_day(plan.starts)
    ends = _on_a_day(starts) + length
    if ends.date() != _on_a_day(starts).date():
        raise Refusal(_("The class must end after it begins, on the same day."))
    return replace(plan, starts=starts, ends=ends.time())


def _on_a_day(at: time) -> datetime:
    return datetime.combine(date(2000, 1, 1), at)


def _place(plan: Plan, text: str) -> Plan:
    centre, _dash, room = text.partition("-")
    numbers = [int(part) for part in (centre, room) if part.isascii() and part.isdecimal() and len(part) <= 10]
    if len(numbers) != 1 + bool(room) or max(numbers) > LARGEST:
        raise Refusal(_("Please choose one of the answers."))
    return replace(plan, centre_id=numbers[0], room_id=numbers[1] if room else None)


@dataclass(frozen=True, slots=True)
class Line:
    """One date as the page shows it: what its fields hold, and the places that it may choose from."""

    row: Row
    name: str
    day: str
    starts: str
    place: str
    shown: str
    places: Sequence[Place]

    @property
    def instead(self) -> list[tuple[str, Otherwise]]:
        """What else would do, each with the value that chooses it."""
        return [(" ".join(words(one.plan)), one) for one in self.row.instead]

    @property
    def place_words(self) -> str:
        """Where it would be, in words: the room, with its centre where that is not the usual one."""
        own = self.row.wish.plan.centre_id == self.row.wish.base.centre_id
        value = place_value(self.row.wish.plan)
        return next((one.room if own else one.words for one in self.places if one.value == value), "")

    def is_open(self, errors: Mapping[str, Phrase]) -> bool:
        """Whether its fields are to be seen at once: something stands in the way, or was typed wrongly."""
        return self.row.verdict in ("skipped", "stuck") or self.is_wrong(errors)

    def is_wrong(self, errors: Mapping[str, Phrase]) -> bool:
        """Whether one of its fields could not be read, so that there is no verdict on what was typed."""
        return any(self.name + part in errors for part in ("day", "starts", "place"))

    @property
    def may_go_elsewhere(self) -> bool:
        """Whether the other centres are one choice away, and not in the list."""
        return len({one.centre_id for one in self.places}) <= 1


def lines(season: Season, rows: Rows, values: Mapping[str, str], places: Sequence[Place]) -> list[Line]:
    """The dates for the page; a field that could not be read shows what was typed."""
    by_centre: dict[int, list[Place]] = {}
    for place in places:
        by_centre.setdefault(place.centre_id, []).append(place)
    return [_line(row, rows, values, places, by_centre) for row in season.rows]


def _line(
    row: Row, rows: Rows, values: Mapping[str, str], places: Sequence[Place], by_centre: Mapping[int, Sequence[Place]]
) -> Line:
    name, plan, base = prefix(row.wish.key), row.wish.plan, row.wish.base
    now = words(plan)
    shown = " ".join((row.verdict, *words(base), *now))
    typed = {
        part: values.get(name + part, "") if name + part in rows.errors else value
        for part, value in zip(("day", "starts", "place"), now, strict=True)
    }
    own = by_centre.get(plan.centre_id, ())
    everywhere = row.wish.key in rows.elsewhere or plan.centre_id != base.centre_id or not own
    return Line(row, name, **typed, shown=shown, places=places if everywhere else own)
