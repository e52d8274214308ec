"""The tables of classes: by goal, month, centre, district, course, department and co-host, and one by one."""

from collections.abc import Callable, Hashable, Iterable, Sequence

from outreach.i18n import Phrase, pick
from outreach.i18n.phrase import phrase as _
from outreach.i18n.words import month_words
from outreach.reports.facts import Class, Facts
from outreach.reports.people import People
from outreach.reports.report import Cell, Mark, Table
from outreach.reports.rows import source

HELD = _("Classes held")
CAME = _("People who came")
OPEN = _("Over, not confirmed")
PLANNED = _("Still to come")
CANCELLED = _("Called off")
TOGETHER = _("Together")
NAMELESS = _("(not stated)")
RULE = _(
    "Classes held: rows that are counted by the counting rule. People who came: the sum of the same rows; who came"
    " twice counts twice. The other columns: the rows with that standing instead."
)
Key = Hashable
_STATES = ("counted", "open", "planned", "cancelled")


class Counting:
    """Makes tables of a report's classes."""

    def __init__(self, facts: Facts, people: People) -> None:
        self.facts, self.people = facts, people
        self.say, self.language = facts.asked.say, facts.asked.language

    def months(self) -> Table:
        """Each month of the period, also one without a class."""
        period = self.facts.asked.period
        every = [period.first.replace(year=period.year + (m < 4), month=m) for m in (*range(4, 13), 1, 2, 3)]
        firsts = [period.month] if period.month else every
        keys = {f"{first:%Y-%m}": month_words(first, self.language) for first in firsts}
        return self._by("month", _("Month"), keys, lambda one: one.month, source="month", title=_("By month"))

    def centres(self) -> Table:
        """Each centre that has a class, those with the most first."""
        names = {one.id: self._name(one.name) for one in self.facts.where.centres.values()}
        return self._by("centre", _("Centre"), names, lambda one: one.centre_id, source="centre", title=_("By centre"))

    def districts(self) -> Table:
        """Each district that has a class."""
        names = {one.district: one.district or self.say(NAMELESS) for one in self.facts.where.centres.values()}

        def district(one: Class) -> str:
            return self.facts.where.centres[one.centre_id].district

        return self._by("district", _("District"), names, district, source="district", title=_("By district"))

    def courses(self) -> Table:
        """Each course for residents that has a class."""
        return self._courses("residents", "courses", _("By course"))

    def training(self) -> Table:
        """Each course for the city's own staff that has a class: never among the classes for residents."""
        return self._courses("staff", "training", _("Training for the city's own staff"))

    def _courses(self, audience: str, key: str, title: Phrase) -> Table:
        names = {id_: self._name(texts) for id_, texts in self.facts.where.courses.items()}
        return self._by(
            "course", _("Course"), names, lambda one: one.course_id, "course", title, audience=audience, key=key
        )

    def departments(self) -> Table:
        """Each department that looks after a class."""
        names = {id_: self._name(texts) for id_, texts in self.facts.where.departments.items()}
        names[0] = self.say(NAMELESS)
        return self._by(
            "department", _("Department"), names, lambda one: one.department_id or 0, "department", _("By department")
        )

    def _by(
        self,
        name: str,
        heading: Phrase,
        names: dict[int, str] | dict[str, str],
        key_of: Callable[[Class], Key],
        source: str,
        title: Phrase,
        *,
        audience: str = "residents",
        key: str = "",
    ) -> Table:
        found: dict[Key, list[Class]] = {}
        for one in self.facts.those(lambda one: one.audience == audience):
            found.setdefault(key_of(one), []).append(one)
        order: Iterable[Key] = names if name == "month" else sorted(found, key=lambda at: (-_held(found[at]), str(at)))
        lines, sources = [], []
        if found and set(found) <= {0, ""}:  # nobody has named any
            order = ()
        for at in order:
            came = self.people.who_came(name, at) if name == "course" else self.people.who_came(name, audience, at)
            lines.append((names[at], *self._counts(found.get(at, []), came)))  # type: ignore[index]  # its own keys
            sources.append(self._source(audience, **{source: at}))
        if lines and not self.facts.asked.period.month:
            every = [one for of in found.values() for one in of]
            came = self.people.who_came("audience", audience)
            lines.append((self.say(TOGETHER), *self._counts(every, came)))
            sources.append(self._source(audience))
        return self._table(
            key or f"{name}s", title, heading, lines, sources, has_sum=bool(lines) and not self.facts.asked.period.month
        )

    def _table(
        self,
        key: str,
        title: Phrase,
        heading: Phrase,
        lines: Sequence[tuple[Cell, ...]],
        sources: Sequence[str],
        *,
        has_sum: bool,
    ) -> Table:
        head = tuple(self.say(one) for one in (heading, HELD, CAME, OPEN, PLANNED, CANCELLED))
        return Table(key, self.say(title), head, tuple(lines), tuple(sources), self.say(RULE), has_sum)

    def _counts(self, of: Sequence[Class], came: Cell) -> tuple[Cell, ...]:
        held, *others = (sum(one.state == state for one in of) for state in _STATES)
        return (self.counted(held), came, *others)

    def counted(self, count: int) -> Cell:
        """A count of classes, where the three counts agree."""
        return count if self.facts.agreement.agrees else Mark.RECONCILING

    def _source(self, audience: str, **more: object) -> str:
        return source(self.facts.asked, state="counted", audience=audience, **more)

    def _name(self, texts: dict[str, str]) -> str:
        return pick(texts, self.language).text

    def cohosts(self) -> Table:
        """Each organisation that hosts a course with the city, and the city alone."""
        facts = self.facts
        mine = facts.those(lambda one: one.audience == "residents")
        hosts = sorted({host for of in facts.cohosts.values() for host in of})
        lines, sources = [], []
        for host in hosts:
            of = [one for one in mine if host in facts.cohosts.get(one.course_id, ())]
            came = self.people.who_came(f"cohost:{host}", "residents", True)  # noqa: FBT003 - a key
            lines.append((self._name(facts.organisations[host]), *self._counts(of, came)))
            sources.append(self._source("residents", cohosts=host))
        if hosts:
            alone = [one for one in mine if not facts.cohosts.get(one.course_id)]
            came = self.people.who_came("alone", "residents", True)  # noqa: FBT003 - a key
            lines.append((self.say(_("The city alone")), *self._counts(alone, came)))
            sources.append(self._source("residents", cohosts=None))
        return self._table("cohosts", _("By co-host"), _("Co-host"), lines, sources, has_sum=False)

    def held(self) -> Table:
        """Every class of the period that counts, by its day; the city's own staff apart from residents."""
        counted = self.facts.those(lambda one: one.state == "counted")
        lines = [self._line(one) for one in sorted(counted, key=lambda one: (one.audience == "staff", one.day, one.id))]
        agrees = self.facts.agreement.agrees
        return Table(
            key="held",
            title=self.say(_("The classes that were held")),
            head=tuple(
                self.say(one)
                for one in (
                    *(_("Date"), _("Course"), _("Centre"), _("District"), _("Held for"), _("Class number"), CAME),
                )
            ),
            rows=tuple(lines) if agrees else (),
            sources=tuple(source(self.facts.asked, **{"class": line[-2]}) for line in lines) if agrees else (),
            rule=self.say(_("Each class that is counted by the counting rule, with the people of its report.")),
        )

    def _line(self, one: Class) -> tuple[Cell, ...]:
        centre = self.facts.where.centres[one.centre_id]
        place = (self._name(self.facts.where.courses[one.course_id]), self._name(centre.name), centre.district)
        held_for = _("Residents") if one.audience == "residents" else _("The city's staff")
        return (one.day, *place, self.say(held_for), one.id, self.people.who_came("class", one.id))


def _held(of: Sequence[Class]) -> int:
    return sum(one.state == "counted" for one in of)
