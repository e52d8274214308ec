"""Small counts of people are hidden, and others with them, so that no sum or difference of what is published tells one.

A count of 1 to 4 could point at somebody, so it is hidden wherever it stands. 0 points at nobody and is shown. Whoever
has all tables can add and subtract them; further counts are hidden until each small one could still be another number
in a world in which everything that was published is just as it is. Such a world is looked for, not assumed
(complementary cell suppression; A. Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4).
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from outreach.open_data.equations import Move, Sums

SMALLEST = 5  # the smallest count of people that is shown
Key = tuple[Hashable, ...]
Grouping = tuple[int, ...]
Table = dict[Key, int | None]
# A published count by the smallest parts that it is the sum of.
Figure = frozenset[int]


def is_small(count: int) -> bool:
    """Whether so few people were counted that the number may not be shown."""
    return 0 < count < SMALLEST


def suppressed(
    facts: Mapping[Key, int],
    groupings: Collection[Grouping],
    later: Collection[Grouping] = (),
    known: Collection[Grouping] = (),
) -> dict[Grouping, Table]:
    """The counts of ``facts`` added up for each of the groupings, with None for what must not be shown.

    ``facts`` has people by key, such as (year, month, district); a grouping names places in that key: (1, 2) is the
    table by month and district, (1,) that by month, () the one total. All tables that are published about the same
    people belong into one call: only what is hidden together is safe together. Tables of ``later`` are published when
    the others are out already: only in them more is hidden, as nothing can be taken back that everybody has.
    What everybody knows in any case, such as how many answered at all, is ``known``: it is never hidden. Raises
    ArithmeticError where what is out or known already tells a small count.
    """
    world = _World.of(facts, [*groupings, *known])
    world.tell(known)
    world.hide()
    if later:
        before, world = world, _World.of(facts, [*groupings, *known, *later])
        world.tell(known)
        for grouping, table in before.tables.items():
            world.hidden |= {world.tables[grouping][key] for key, one in table.items() if one in before.hidden}
            world.out |= set(world.tables[grouping].values())
        world.hide()
    return {
        grouping: {key: None if figure in world.hidden else world.value[figure] for key, figure in table.items()}
        for grouping, table in world.tables.items()
    }


def told_by(parts: list[int], published: Collection[Figure], small: Collection[Figure]) -> set[Figure]:
    """The small figures that can be worked out from the published ones; each is given as the set of its parts."""
    secret = set(small) - set(published)
    value = {figure: sum(parts[at] for at in figure) for figure in secret.union(published)}
    bare = _World(parts, {}, value, secret).bare(sorted(secret, key=sorted))
    return set(bare[1]) if bare else set()


@dataclass(slots=True)
class _World:
    """What there is to publish: ``parts`` are the smallest counts, ``tables`` the figures made of them.

    Figures that are ``out`` already are as they are.
    """

    parts: list[int]
    tables: dict[Grouping, dict[Key, Figure]]
    value: dict[Figure, int]
    hidden: set[Figure]
    out: set[Figure] = field(default_factory=set)

    @classmethod
    def of(cls, facts: Mapping[Key, int], groupings: Collection[Grouping]) -> "_World":
        places: dict[tuple[Key, ...], int] = {}
        parts: list[int] = []
        members: dict[tuple[Grouping, Key], set[int]] = {}
        for key, count in facts.items():
            seen = tuple(_key(key, grouping) for grouping in groupings)
            at = places.setdefault(seen, len(places))
            parts.extend([0] * (at + 1 - len(parts)))
            parts[at] += count
            for grouping, short in zip(groupings, seen, strict=True):
                members.setdefault((grouping, short), set()).add(at)
        tables: dict[Grouping, dict[Key, Figure]] = {grouping: {} for grouping in groupings}
        for (grouping, short), of in members.items():
            tables[grouping][short] = frozenset(of)
        value = {figure: sum(parts[at] for at in figure) for table in tables.values() for figure in table.values()}
        return cls(parts, tables, value, {figure for figure, count in value.items() if is_small(count)})

    def tell(self, known: Collection[Grouping]) -> None:
        """Take the figures of these tables as out, small ones, too."""
        for grouping in known:
            self.out |= set(self.tables[grouping].values())
        self.hidden -= self.out

    def hide(self) -> None:
        """Hide more until every small figure could be another number."""
        small = sorted(self.hidden, key=sorted)
        while bare := self.bare(small):
            sums, figures = bare
            before = len(self.hidden)
            for figure in figures:
                self._hide_beside(figure, sums)
            if len(self.hidden) == before:
                raise ArithmeticError("what is published already tells a small count")

    def bare(self, small: list[Figure]) -> tuple[Sums, list[Figure]] | None:
        """The small figures that can be worked out, with the sums that tell them; None where there is none."""
        sums = Sums(self.parts, [figure for figure in self.value if figure not in self.hidden])
        hidden: dict[int, list[Figure]] = {}
        for figure in self.hidden:
            for at in figure:
                hidden.setdefault(at, []).append(figure)
        moved: set[Figure] = set()
        for move in sums.moves():
            moved |= self._moved(move, hidden)
        bare = [figure for figure in small if figure not in moved]
        return (sums, bare) if bare else None

    def _moved(self, move: Move, hidden: Mapping[int, list[Figure]]) -> set[Figure]:
        """The hidden figures that are others after this move; none where the world may not differ by it.

        Nobody is counted below 0, and what is hidden is never 0.
        """
        if any(self.parts[at] + by < 0 for at, by in move.items()):
            return set()
        changes: dict[Figure, int] = {}
        for at, by in move.items():
            for figure in hidden.get(at, ()):
                changes[figure] = changes.get(figure, 0) + by
        if any(self.value[figure] + by <= 0 for figure, by in changes.items()):
            return set()
        return {figure for figure, by in changes.items() if by}

    def _hide_beside(self, figure: Figure, sums: Sums) -> None:
        """Hide one figure more among those by which this one is worked out: one that closes a ring, a small one."""
        telling = sums.telling(figure)
        shown = [one for one in self.value if self.value[one] > 0 and one not in self.hidden and one not in self.out]
        within = [one for one in shown if any(one < other for other in telling)]
        beside = within or [one for one in shown if one in telling]
        if beside:  # else another one of this round has hidden it
            best = min(beside, key=lambda one: (-_rings(one, sums.names), self.value[one], sorted(one)))
            self.hidden.add(best)


def _key(key: Key, grouping: Grouping) -> Key:
    return tuple(key[place] for place in grouping)


def _rings(figure: Figure, sums: Iterable[Figure]) -> int:
    return sum(figure < one for one in sums)
