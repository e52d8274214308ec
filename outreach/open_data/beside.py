"""Which goals in attendances may be told beside the results by month and district, and beside each other.

Everybody knows when, where and of which course each class was. So the goal's number, the results and the numbers of
other goals are sums over the same classes, and their differences could be few people: of a district, of a month, of
the classes that one goal counts and another does not. A goal is told only where none of those can be worked out.
Goals are taken in the order in which they were made, so that a later one takes nothing back.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache, partial
from itertools import product
from typing import NamedTuple

from outreach.open_data.results import people_told
from outreach.open_data.suppression import Figure, is_small, told_by

RESIDENTS, STAFF = "", "staff"
Parted = tuple[str, str, str, frozenset[int]]
# By what somebody may part the classes of a year: their month, district, audience, and the goals that count them.
_PARTED = ((0, 1, 2, 3), (0, 2, 3), (1, 2, 3), (2, 3), (0, 1, 2), (0, 2), (1, 2), (2,))


class Held(NamedTuple):
    """A class that was held: its month, such as 2026-05, its district and audience, who came, and which goals count it.

    Of what ``was_corrected`` after it was published nothing new is told.
    """

    month: str
    district: str
    audience: str
    people: int
    goals: frozenset[int]
    was_corrected: bool = False


@lru_cache(maxsize=256)  # each year that is over is asked for with every page of the goals, and stays as it is
def told(classes: tuple[Held, ...]) -> frozenset[int]:
    """The goals whose attendances of this fiscal year may be told, once all its classes are confirmed."""
    corrected = {one.month for one in classes if one.was_corrected and one.audience == RESIDENTS}
    keys = sorted({_key(one) for one in classes}, key=lambda key: (*key[:3], sorted(key[3])))
    parts = [sum(one.people for one in classes if _key(one) == key) for key in keys]

    def figure(wanted: Callable[[Parted], bool]) -> Figure:
        return frozenset(at for at, key in enumerate(keys) if wanted(key))

    published = _published(classes, corrected, figure)
    small = {one for one in _parted(keys, figure) if is_small(sum(parts[at] for at in one))} - published
    before = told_by(parts, published, small)
    allowed: set[int] = set()
    for goal in sorted({number for one in classes for number in one.goals}):
        whole = figure(partial(_counts, goal))
        if whole in published:
            allowed.add(goal)
            continue
        if is_small(sum(parts[at] for at in whole)) or _is_corrected(goal, classes):
            continue
        if told_by(parts, {*published, whole}, small) <= before:
            published.add(whole)
            allowed.add(goal)
    return frozenset(allowed)


def _key(one: Held) -> Parted:
    return one.month, one.district, one.audience, one.goals


def _is_corrected(goal: int, classes: Iterable[Held]) -> bool:
    return any(one.was_corrected and goal in one.goals for one in classes)


def _published(
    classes: Iterable[Held], corrected: set[str], figure: Callable[[Callable[[Parted], bool]], Figure]
) -> set[Figure]:
    """The sums that the results tell."""
    people: dict[str, dict[str, int]] = {}
    for one in sorted(classes, key=lambda one: one.month):
        if one.audience == RESIDENTS and one.month not in corrected:
            of = people.setdefault(one.month, {})
            of[one.district] = of.get(one.district, 0) + one.people
    found: set[Figure] = set()
    for grouping, table in people_told(people, is_over=True).items():
        if corrected and 0 not in grouping:
            continue  # a year with a correction is not told
        for key, count in table.items():
            if count is not None:
                where = (*zip(grouping, key, strict=True), (2, RESIDENTS))
                found.add(figure(partial(_is_there, where)))
    return found - {frozenset()}


def _parted(keys: Sequence[Parted], figure: Callable[[Callable[[Parted], bool]], Figure]) -> set[Figure]:
    """What somebody may want to know: the classes parted so, those in and out of each goal, and goals less others."""
    goals = sorted({goal for key in keys for goal in key[3]})
    found: set[Figure] = set()
    for places in _PARTED:
        for short in {tuple(key[place] for place in places) for key in keys}:
            here = figure(partial(_is_there, tuple(zip(places, short, strict=True))))
            found.add(here)
            for goal in goals:
                inside = figure(partial(_counts, goal))
                found |= {here & inside, here - inside}
    for goal, other in product(goals, repeat=2):
        one, two = (figure(partial(_counts, number)) for number in (goal, other))
        found |= {one & two, one - two}
    return found - {frozenset()}


def _is_there(where: Iterable[tuple[int, Hashable]], key: Parted) -> bool:
    return all(key[place] == value for place, value in where)


def _counts(goal: int, key: Parted) -> bool:
    return goal in key[3]
