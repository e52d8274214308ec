"""What a clerk types from the paper, in any width, is read as she means it, or she is told what cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import tickets
from outreach.checkin.ticks import MOST_WALK_INS, Ticks, read_ticks, read_walk_ins
from outreach.refusal import Refusal


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("", set()),
        ("1 3 4-7", {1, 3, 4, 5, 6, 7}),
        ("１、３，４〜６", {1, 3, 4, 5, 6}),
        ("7-5", {5, 6, 7}),
        (" 2,2 ,2-2\n", {2}),
        ("10ー12".replace("ー", "−"), {10, 11, 12}),
    ],
)
def test_lines_and_runs(typed: str, lines: set[int]) -> None:
    assert read_ticks(typed) == Ticks(frozenset(lines))


def test_boxes_and_typed_lines_are_taken_together() -> None:
    assert read_ticks("1 2", [2, 9], [501]) == Ticks(frozenset({1, 2, 9}), (), frozenset({501}))


def test_a_ticket_number_is_one_and_no_run() -> None:
    code = tickets.new_code()
    assert read_ticks(f"1 {tickets.code_words(code)}").codes == (code,)
    assert read_ticks(code).codes == (code,)


@pytest.mark.parametrize(("typed", "code"), [("1 x", "unreadable"), ("1234", "unreadable"), ("1--3", "unreadable")])
def test_what_is_neither_is_named(typed: str, code: str) -> None:
    with pytest.raises(Refusal, match="neither a line of the list nor a ticket number") as refused:
        read_ticks(typed)
    assert (refused.value.code, refused.value.field) == (code, "lines")


def test_a_misread_ticket_number_is_told_apart() -> None:
    code = tickets.new_code()
    wrong = str((int(code[0]) + 1) % 10) + code[1:]
    with pytest.raises(Refusal, match="One of the digits"):
        read_ticks(wrong)


@given(st.sets(st.integers(1, 250), max_size=40), st.sampled_from([" ", ",", "、", "\n", "， "]), st.booleans())
def test_every_way_to_write_the_same_lines_is_read_alike(lines: set[int], between: str, wide: bool) -> None:  # noqa: FBT001
    typed = between.join(map(str, sorted(lines)))
    if wide:
        typed = typed.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert read_ticks(typed).lines == lines


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    try:
        read = read_ticks(typed)
    except Refusal as refusal:
        said = str(refusal)
    else:
        assert all(0 <= number <= 999 for number in read.lines)
        return
    assert said.isprintable()  # a page can hold whatever is repeated in it


@pytest.mark.parametrize(("typed", "count"), [("", 0), ("0", 0), (" ３ ", 3), (str(MOST_WALK_INS), MOST_WALK_INS)])
def test_walk_ins(typed: str, count: int) -> None:
    assert read_walk_ins(typed) == count


@pytest.mark.parametrize("typed", ["-1", "two", "201", "99999", "1.5"])
def test_what_is_no_number_of_people_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_walk_ins(typed)
    assert refused.value.field == "walk_ins"
