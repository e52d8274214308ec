"""Lines and texts keep what was written, and nothing that cannot be seen."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.refusal import Refusal
from outreach.spelling import clean_line, clean_text
from outreach.spelling.characters import graphemes


def code_of(refusal: pytest.ExceptionInfo[Refusal]) -> tuple[str, str | None]:
    return refusal.value.code, refusal.value.field


def test_a_line_is_one_line() -> None:
    assert clean_line(" 前の席 \n\n 希望\u200b ") == "前の席 希望"


def test_a_text_keeps_its_lines() -> None:
    assert clean_text(" 一行目 \r\n二行目　です\r\u2028四 \n\n") == "一行目\n二行目 です\n\n四"


def test_too_long_is_said_with_the_limit() -> None:
    with pytest.raises(Refusal, match="at most 5 characters") as caught:
        clean_line("あ" * 6, 5, field="note")
    assert code_of(caught) == ("too_long", "note")
    assert clean_text("あ" * 5, 5)


def test_nothing_is_allowed_unless_it_is_required() -> None:
    assert clean_line("  ") == clean_text("\n") == ""
    with pytest.raises(Refusal) as caught:
        clean_line(" ", field="reason", required=True)
    assert code_of(caught) == ("required", "reason")


@pytest.mark.parametrize("clean", [clean_line, clean_text])
@pytest.mark.parametrize("sign", ["\0", "\x08", "\u202d", "\udc80", "\U000e007f"])
def test_what_hides_or_crashes_is_refused(clean: Callable[..., str], sign: str) -> None:
    with pytest.raises(Refusal) as caught:
        clean(f"a{sign}b", field="note")
    assert code_of(caught) == ("character", "note")


def test_a_picture_of_several_signs_stays_whole() -> None:
    family = "👩\u200d👩\u200d👧"
    assert clean_line(family) == family
    assert graphemes(family) == 1


@given(st.text())
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    try:
        kept = clean_text(typed)
    except Refusal:
        return
    assert clean_text(kept) == kept
    assert clean_line(clean_line(kept)) == clean_line(kept)
