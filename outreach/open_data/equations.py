"""What published sums leave open: the ways in which their parts could be others while every sum stays as it is."""

from collections.abc import Collection, Iterator
from fractions import Fraction
from math import lcm

Move = dict[int, int]
# Nearly all that occurs are whole numbers, with which Python is many times as fast as with fractions.
Number = int | Fraction
Row = dict[int, Number]


class Sums:
    """Published figures, each as the set of its parts; parts that a figure tells alone are known."""

    def __init__(self, parts: list[int], published: Collection[frozenset[int]]) -> None:
        self.parts = parts
        known = {next(iter(figure)) for figure in published if len(figure) == 1}
        known |= {at for figure in published if not sum(parts[at] for at in figure) for at in figure}
        self.known = frozenset(known)
        self.published = {figure: figure - known for figure in published if figure - known}
        self.rows: list[Row] = []
        self.made_of: list[Row] = []
        self.pivots: list[int] = []
        self.names = sorted(self.published, key=lambda figure: (len(self.published[figure]), sorted(figure)))
        for number, figure in enumerate(self.names):
            self._take(dict.fromkeys(self.published[figure], 1), {number: 1})

    def _take(self, row: Row, made: Row) -> None:
        """Gauss and Jordan: the row is brought in, and its pivot taken out of all others."""
        for at, (pivot, other) in enumerate(zip(self.pivots, self.rows, strict=True)):
            if by := row.get(pivot):
                _add(row, other, -by)
                _add(made, self.made_of[at], -by)
        if not row:
            return
        # A large part can move either way, so that more of the moves are possible.
        pivot = max(row, key=lambda at: (self.parts[at], -at))
        if (by := row[pivot]) != 1:
            row, made = ({at: _exact(value, by) for at, value in one.items()} for one in (row, made))
        for at, other in enumerate(self.rows):
            if by := other.get(pivot):
                _add(other, row, -by)
                _add(self.made_of[at], made, -by)
        self.rows.append(row)
        self.made_of.append(made)
        self.pivots.append(pivot)

    def moves(self) -> Iterator[Move]:
        """Changes of the parts that no sum shows; all others are made of these. Each also the other way round."""
        free = sorted(set(range(len(self.parts))) - self.known - set(self.pivots))
        touching: dict[int, list[int]] = {}
        for number, row in enumerate(self.rows):
            for at in row:
                touching.setdefault(at, []).append(number)
        for at in free:
            numbers = touching.get(at, [])
            move: Row = {at: 1}
            move |= {self.pivots[number]: -self.rows[number][at] for number in numbers}
            whole = lcm(*(value.denominator for value in move.values()))
            yield {place: int(value * whole) for place, value in move.items()}
            yield {place: -int(value * whole) for place, value in move.items()}

    def telling(self, figure: frozenset[int]) -> list[frozenset[int]]:
        """The published figures by which this one can be worked out; all that touch it where it cannot be."""
        left: Row = dict.fromkeys(figure - self.known, 1)
        made: Row = {}
        for number, pivot in enumerate(self.pivots):
            if by := left.get(pivot):
                _add(left, self.rows[number], -by)
                _add(made, self.made_of[number], by)
        if left:
            return [one for one in self.names if not one.isdisjoint(figure)]
        return [self.names[number] for number in made]


def _exact(value: Number, by: Number) -> Number:
    found = Fraction(value) / by
    return found.numerator if found.denominator == 1 else found


def _add(row: Row, other: Row, by: Number) -> None:
    for at, value in other.items():
        if total := row.get(at, 0) + by * value:
            row[at] = total
        else:
            row.pop(at, None)
