"""What is plainly damaged is repaired and named; what is unclear stays as it came; nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.open_data import cells, codes, hours
from outreach.open_data.cells import Cell, Reader
from outreach.venues.access import BY_HEADING

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
MORIOKA = cells.code("032018")
READERS: dict[str, Reader] = {
    "code": MORIOKA,
    "identity": cells.identity,
    "kana": cells.kana,
    "phone": cells.phone,
    "latitude": cells.degrees("latitude"),
    "longitude": cells.degrees("longitude"),
    "hour": cells.hour,
    "flag": cells.flag,
    "flags": cells.flags(BY_HEADING),
    "corporate": cells.corporate,
    "line": cells.line(20),
    "days": hours.days,
    "remark": hours.remark,
    "closed": hours.closed,
}


def kinds(cell: Cell) -> list[str]:
    return [kind for kind, _before, _after in cell.steps]


@pytest.mark.parametrize("name", READERS)
@given(text=TEXTS)
def test_a_cell_that_cannot_be_read_stays_exactly_as_it_came(name: str, text: str) -> None:
    cell = READERS[name](text)
    if cell.trouble:
        assert (cell.text, cell.steps) == (text, ())
    if not cell.steps:
        assert cell.text == text


@pytest.mark.parametrize("name", READERS)
@given(text=TEXTS)
def test_a_repair_tells_each_step_from_what_came_to_what_is_kept(name: str, text: str) -> None:
    cell = READERS[name](text)
    if cell.steps:
        assert cell.steps[0][1] == text
        assert cell.steps[-1][2] == cell.text


@pytest.mark.parametrize("name", READERS)
@given(text=TEXTS)
def test_reading_a_repaired_cell_again_repairs_nothing(name: str, text: str) -> None:
    once = READERS[name](text)
    again = READERS[name](once.text)
    assert again.steps == ()
    assert (again.text, again.fact, again.trouble) == (once.text, once.fact, once.trouble)


@pytest.mark.parametrize(
    ("text", "code", "lost"),
    [
        ("032018", "032018", []),
        ("32018", "032018", ["zero"]),
        ("03201", "032018", ["check"]),
        ("3201", "032018", ["zero-check"]),
        ("０３２０１８", "032018", ["wide"]),
        (" 032018", "032018", ["space"]),
        ("13101", "131016", ["check"]),
        ("92011", "092011", ["zero"]),
    ],
)
def test_a_damaged_municipality_code_is_repaired_and_told(text: str, code: str, lost: list[str]) -> None:
    cell = MORIOKA(text)
    assert (cell.fact, kinds(cell)) == (code, lost)


@pytest.mark.parametrize("text", ["032019", "999999", "03", "0320188", "盛岡市", "3.2018E+4"])
def test_what_may_be_no_code_or_two_is_not_repaired(text: str) -> None:
    assert MORIOKA(text) == Cell(text, trouble="code")


def _every_code() -> list[str]:
    fives = (f"{number:05}" for number in range(1000, 48000, 7))
    return [five + codes.check_digit(five) for five in fives]


@given(st.sampled_from(_every_code()), st.sampled_from(["zero", "check"]))
def test_a_repair_of_a_code_is_right_or_is_not_made(code: str, lost: str) -> None:
    damaged = code.removeprefix("0") if lost == "zero" else code[:5]
    assert cells.code(code)(damaged).fact == code
    stranger = cells.code("000000")(damaged)
    assert stranger.trouble == "code" or stranger.fact == code


@pytest.mark.parametrize(
    ("text", "kept", "done"),
    [
        ("019-651-4111", "019-651-4111", []),
        ("(076)288-6703", "076-288-6703", ["brackets"]),
        ("076(288)6703", "076-288-6703", ["brackets"]),
        ("（０７６）２８８－６７０３", "076-288-6703", ["wide", "brackets"]),
        ("019-651-4111 内線2345", "019-651-4111 内線2345", []),
    ],
)
def test_a_phone_in_brackets_or_wide_digits_is_repaired(text: str, kept: str, done: list[str]) -> None:
    cell = cells.phone(text)
    assert (cell.text, cell.fact, kinds(cell)) == (kept, kept, done)


@pytest.mark.parametrize("text", ["0761-73-3939;(ｽﾎﾟ-ﾂｾﾝﾀ-)", "651-4111", "市役所へ", "019-651-4111、019-651-4112"])
def test_a_phone_that_is_none_or_two_stays_raw(text: str) -> None:
    assert cells.phone(text) == Cell(text, trouble="phone")


@pytest.mark.parametrize(
    ("axis", "text", "fact"),
    [
        ("latitude", "36.49987388", 36.49987388),
        ("latitude", "370732", 37.125556),
        ("latitude", "3707321", 37.125583),
        ("longitude", "1365412.5", 136.903472),
        ("longitude", "13654125", 136.903472),
        ("longitude", "１３６．６", 136.6),
    ],
)
def test_coordinates_in_degrees_minutes_and_seconds_become_decimal(axis: str, text: str, fact: float) -> None:
    assert cells.degrees(axis)(text).fact == pytest.approx(fact, abs=1e-6)


@given(st.integers(24, 45), st.integers(0, 59), st.integers(0, 59), st.integers(0, 9))
def test_any_degrees_minutes_and_seconds_come_out_within_a_tenth_of_a_second(d: int, m: int, s: int, t: int) -> None:
    fact = cells.degrees("latitude")(f"{d:02}{m:02}{s:02}{t}").fact
    assert fact == pytest.approx(d + m / 60 + (s + t / 10) / 3600, abs=1e-6)


@pytest.mark.parametrize(
    ("axis", "text", "trouble"),
    [
        ("longitude", "23693007", "place"),
        ("latitude", "376099", "place"),
        ("latitude", "140.23", "abroad"),
        ("latitude", "0", "abroad"),
        ("latitude", "北緯36度", "place"),
        ("latitude", "-36.5", "abroad"),
    ],
)
def test_coordinates_that_are_none_or_not_in_japan_are_listed(axis: str, text: str, trouble: str) -> None:
    assert cells.degrees(axis)(text) == Cell(text, trouble=trouble)


@pytest.mark.parametrize(
    ("text", "fact"), [("9:00", "09:00"), ("09:00:00", "09:00"), ("9：00", "09:00"), ("22:00", "22:00")]
)
def test_an_hour_is_read(text: str, fact: str) -> None:
    assert cells.hour(text).fact == fact


@pytest.mark.parametrize("text", ["日の出", "24時間", "平日10:00、土日祝日9:00", "08:30（受付開始）", "25:00", "9:60"])
def test_what_is_not_one_hour_stays_raw(text: str) -> None:
    assert cells.hour(text) == Cell(text, trouble="time")


def test_half_width_kana_become_full_width_and_kanji_are_no_reading() -> None:
    assert cells.kana("ｼﾝｼﾞｮｳ１ｺﾞｳ").text == "シンジョウ１ゴウ"
    assert cells.kana("シンジョウ１ゴウリョクチ").fact == "シンジョウ１ゴウリョクチ"
    assert cells.kana("新庄公園").trouble == "kana"


@pytest.mark.parametrize(("text", "ok"), [("5000020172120", True), ("5.00002E+12", False), ("5000020172121", False)])
def test_a_corporate_number_cut_off_by_a_spreadsheet_is_kept_raw_and_listed(text: str, ok: bool) -> None:  # noqa: FBT001
    cell = cells.corporate(text)
    assert (cell.text, cell.trouble) == (text, "" if ok else "corporate")


@pytest.mark.parametrize(
    ("text", "fact", "trouble"),
    [("有", "yes", ""), ("○", "yes", ""), ("不可", "no", ""), ("×", "no", ""), ("1階のみ", "1階のみ", "flag")],
)
def test_a_flag_is_read_where_its_word_is_known(text: str, fact: str, trouble: str) -> None:
    assert (cells.flag(text).fact, cells.flag(text).trouble) == (fact, trouble)


@given(st.text(max_size=20))
def test_a_cell_made_safe_for_spreadsheets_comes_back_as_it_was(text: str) -> None:
    assert cells.unguarded(cells.spreadsheet_safe(text)) == text


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd|x", "＝1", "\t=1", "+81-19-651-4111"]
)
def test_a_formula_never_stands_bare_in_a_published_file(text: str) -> None:
    assert cells.spreadsheet_safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-", "-5.2", "+5", "東会館", "'", ""])
def test_numbers_and_dashes_stay_pure_in_a_published_file(text: str) -> None:
    assert cells.spreadsheet_safe(text) == text
