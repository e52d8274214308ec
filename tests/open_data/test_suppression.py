"""No small count of people can be worked out from what is published, however tables are added and subtracted."""

from collections.abc import Iterator, Mapping
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.open_data import suppression
from outreach.open_data.suppression import Grouping, Key, Table, is_small, suppressed

SQUARE = [(0, 1), (0,), (1,), ()]
CUBE = [(0, 1), (1, 2), (0, 2), (0,), (1,), (2,), ()]
YEARS = [(1, 2), (1,), (0, 2), (0,)]
# Linear algebra over this prime finds what it finds over whole numbers, as long as nothing is divided by it.
PRIME = 1_000_003
PEOPLE = st.sampled_from([0, 1, 2, 3, 4, 5, 6, 8, 12])


def square(*rows: tuple[int, ...]) -> dict[Key, int]:
    return {(f"r{at}", f"c{to}"): count for at, row in enumerate(rows) for to, count in enumerate(row)}


def cubes(*sizes: int) -> st.SearchStrategy[dict[Key, int]]:
    keys = list(product(*(range(size) for size in sizes)))
    return st.dictionaries(st.sampled_from(keys), PEOPLE, min_size=1)


def months(draw_from: st.SearchStrategy[dict[Key, int]]) -> st.SearchStrategy[dict[Key, int]]:
    """By fiscal year, month and district; a month lies in one year."""
    return draw_from.map(
        lambda found: {(f"year {int(str(month)) // 3}", month, district): n for (month, district), n in found.items()}
    )


def test_a_count_of_one_to_four_is_hidden_and_none_is_shown_as_it_is() -> None:
    hidden = suppressed({("a",): 1, ("b",): 4, ("c",): 5, ("d",): 0}, [(0,)])[(0,)]

    assert hidden == {("a",): None, ("b",): None, ("c",): 5, ("d",): 0}


def test_what_would_tell_a_small_count_by_its_total_is_hidden_too() -> None:
    tables = suppressed({("a",): 3, ("b",): 7, ("c",): 20}, [(0,), ()])

    assert tables == {(0,): {("a",): None, ("b",): None, ("c",): 20}, (): {(): 30}}


def test_two_hidden_ones_that_are_two_together_must_both_be_one_so_more_is_hidden() -> None:
    tables = suppressed({("a",): 1, ("b",): 1, ("c",): 9}, [(0,), ()])

    assert tables[(0,)] == {("a",): None, ("b",): None, ("c",): None}


def test_what_everybody_knows_is_never_hidden_and_counted_with() -> None:
    facts: dict[Key, int] = {("a", "x"): 3, ("a", "y"): 7, ("b", "x"): 9}

    tables = suppressed(facts, [(0, 1)], known=[(0,)])

    assert tables[(0, 1)] == {("a", "x"): None, ("a", "y"): None, ("b", "x"): 9}
    assert suppressed(facts, [(0, 1)])[(0, 1)][("a", "y")] == 7
    with pytest.raises(ArithmeticError):
        suppressed({("a", "x"): 1, ("a", "y"): 1}, [(0, 1)], known=[(0,)])


def test_in_a_table_with_totals_a_ring_is_hidden() -> None:
    tables = suppressed(square((3, 8, 30), (9, 7, 40), (50, 60, 70)), SQUARE)

    assert [key for key, count in tables[(0, 1)].items() if count is None] == [
        ("r0", "c0"),
        ("r0", "c1"),
        ("r1", "c0"),
        ("r1", "c1"),
    ]
    assert None not in tables[(0,)].values()
    assert None not in tables[(1,)].values()


def test_the_same_people_in_two_tables_are_hidden_in_both() -> None:
    """The district had classes in one month only: its year is that month."""
    facts: dict[Key, int] = {("2026", "04", "east"): 3, ("2026", "04", "west"): 9, ("2026", "05", "west"): 9}
    tables = suppressed(facts, YEARS)

    assert tables[(1, 2)][("04", "east")] is None
    assert tables[(0, 2)][("2026", "east")] is None


def worked_out(facts: Mapping[Key, int], tables: Mapping[Grouping, Table]) -> list[tuple[Grouping, Key]]:
    """The small counts that are sums and differences of any shown ones, by linear algebra over a prime."""
    atoms = list(facts)

    def row(grouping: Grouping, key: Key) -> list[int]:
        return [int(tuple(atom[place] for place in grouping) == key) for atom in atoms]

    shown = [row(g, key) for g, table in tables.items() for key, count in table.items() if count is not None]
    basis = _basis(shown)
    return [
        (grouping, key)
        for grouping, table in tables.items()
        for key in table
        if is_small(sum(n for atom, n in facts.items() if tuple(atom[p] for p in grouping) == key))
        and not any(_reduced(row(grouping, key), basis))
    ]


def _basis(rows: list[list[int]]) -> list[list[int]]:
    basis: list[list[int]] = []
    for row in rows:
        left = _reduced(row, basis)
        if any(left):
            first = next(value for value in left if value)
            basis.append([value * pow(first, -1, PRIME) % PRIME for value in left])
    return basis


def _reduced(row: list[int], basis: list[list[int]]) -> list[int]:
    for one in basis:
        at = next(place for place, value in enumerate(one) if value)
        row = [(value - row[at] * other) % PRIME for value, other in zip(row, one, strict=True)]
    return row


@given(cubes(4, 4))
def test_no_sum_or_difference_in_a_table_with_totals_tells_a_small_count(facts: dict[Key, int]) -> None:
    assert worked_out(facts, suppressed(facts, SQUARE)) == []


@given(cubes(2, 3, 3))
def test_no_sum_or_difference_of_seven_tables_tells_a_small_count(facts: dict[Key, int]) -> None:
    assert worked_out(facts, suppressed(facts, CUBE)) == []


@given(months(cubes(6, 3)))
def test_no_sum_or_difference_of_months_and_years_tells_a_small_count(facts: dict[Key, int]) -> None:
    assert worked_out(facts, suppressed(facts, YEARS)) == []


@given(months(cubes(6, 3)))
def test_no_two_published_tables_together_yield_a_hidden_count(facts: dict[Key, int]) -> None:
    """As somebody with a spreadsheet would try: a count of one table less some of another."""
    tables = suppressed(facts, YEARS)
    for one, other in combinations(tables, 2):
        assert worked_out(facts, {one: tables[one], other: tables[other]}) == []


@given(months(cubes(6, 3)))
def test_what_was_published_before_stays_and_later_tables_tell_nothing_either(facts: dict[Key, int]) -> None:
    before = suppressed(facts, [(1, 2), (1,)])
    tables = suppressed(facts, [(1, 2), (1,)], later=[(0, 2), (0,)])

    assert {grouping: tables[grouping] for grouping in before} == before
    assert worked_out(facts, tables) == []


def worlds(facts: Mapping[Key, int], tables: Mapping[Grouping, Table], most: int) -> Iterator[dict[Key, int]]:
    """Every world of at most ``most`` people a cell in which all that is shown is the same and nothing hidden is 0."""
    atoms = list(facts)
    sums = [
        ([tuple(atom[p] for p in g) == key for atom in atoms], count)
        for g, table in tables.items()
        for key, count in table.items()
    ]

    def going_on(counts: list[int]) -> Iterator[list[int]]:
        done = len(counts) == len(atoms)
        for parts, count in sums:
            total = sum(n for n, is_part in zip(counts, parts, strict=False) if is_part)
            is_whole = done or not any(parts[len(counts) :])
            if count is None and is_whole and not total:
                return
            if count is not None and (total > count or (is_whole and total != count)):
                return
        if done:
            yield counts
            return
        for n in range(most + 1):
            yield from going_on([*counts, n])

    return (dict(zip(atoms, counts, strict=True)) for counts in going_on([]))


@given(st.lists(st.tuples(PEOPLE, PEOPLE), min_size=1, max_size=3))
@settings(max_examples=40)
def test_whoever_tries_all_worlds_finds_each_small_count_to_be_one_of_several(rows: list[tuple[int, ...]]) -> None:
    facts = square(*rows)
    tables = suppressed(facts, SQUARE)
    small = {key for key, count in facts.items() if is_small(count)}
    possible: dict[Key, set[int]] = {key: set() for key in small}
    for world in worlds(facts, tables, max(*facts.values(), 1) + 1):
        for key in small:
            possible[key].add(world[key])
        if all(len(counts) > 1 for counts in possible.values()):
            break
    assert [key for key, counts in possible.items() if len(counts) < 2] == []


@pytest.mark.parametrize("groupings", [SQUARE, [(0, 1), (1,)]])
def test_hiding_only_the_small_ones_would_tell_them(groupings: list[Grouping], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression._World, "hide", lambda self: None)
    facts = square((3, 8), (9, 7))

    assert ((0, 1), ("r0", "c0")) in worked_out(facts, suppressed(facts, groupings))
