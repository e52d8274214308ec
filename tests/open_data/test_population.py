"""地域・年齢別人口: the published layout with both ends, a city's own columns, what is refused by row and column."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.goal.population import BANDS, town_key
from outreach.open_data import population as towns
from outreach.open_data import tables
from outreach.open_data.population import OLD, Found
from outreach.refusal import Refusal


def _old(end: str, *rows: tuple[str, int], **cells: str) -> str:
    """A file in the published layout; in each town everybody counted n times, once for each age and sex."""
    lines = [",".join(OLD[end])]
    for name, count in rows:
        own = {"地域名": name, "調査年月日": "2026-04-01", "都道府県名": "岩手県", "総人口": str(40 * count)} | cells
        lines.append(",".join(own.get(h, str(count) if "歳" in h else "") for h in OLD[end]))
    return "\r\n".join(lines)


def _read(text: str, day: date | None = None, /, **meanings: str) -> Found:
    table = tables.read(text.encode("utf-8-sig"), "towns.csv")
    return towns.read(table, towns.suggested(table.headings) | meanings, day)


def _refused(text: str, **meanings: str) -> list[tuple[int | None, str, str]]:
    return [(row, heading, why.text("en")) for row, heading, why in _read(text, None, **meanings).refused]


def test_the_published_layout_has_47_columns_and_moriokas_own_end_two_more() -> None:
    assert (len(OLD["85"]), len(OLD["90"])) == (45 + 2, 47 + 2)


@pytest.mark.parametrize(("end", "eighty_up"), [("85", 4), ("90", 6)])
def test_the_published_layout_is_known_with_either_end(end: str, eighty_up: int) -> None:
    found = _read(_old(end, ("青山一丁目", 3), ("大通", 1)))

    assert (found.layout, found.day, found.refused, found.left_out) == ("old", date(2026, 4, 1), [], [])
    assert found.towns[0].people == (3 * 24, 3 * 4, 3 * 4, 3 * eighty_up)
    assert found.together == (4 * 24, 16, 16, 4 * eighty_up)


def test_a_citys_own_columns_are_guessed_only_where_their_headings_say_so() -> None:
    headings = [
        "町名",
        "総数",
        "15歳未満",
        "60～69歳",
        "60歳代男",
        "70〜79歳",
        "８０歳以上",
        "65歳以上",
        "15-64歳",
        "75歳以上",
    ]

    found = towns.suggested(headings)

    assert found == {
        "町名": "town",
        "総数": "total",
        "60～69歳": "sixties",
        "70〜79歳": "seventies",
        "８０歳以上": "eighty_up",
    }


def test_of_an_age_the_sum_is_taken_or_its_halves_never_both() -> None:
    both = towns.suggested(["60-69歳", "60-69歳の男性", "60-69歳の女性"])
    halves = towns.suggested(["60-64歳の男性", "60-64歳の女性", "65-69歳"])

    assert both == {"60-69歳": "sixties"}
    assert halves == {"60-64歳の男性": "sixties", "60-64歳の女性": "sixties", "65-69歳": "sixties"}


@pytest.mark.parametrize(
    "headings",
    [["60-64歳"], ["60-64歳", "66-69歳"], ["60-64歳", "64-69歳"], ["60-69歳の男性"], ["60-64歳", "65-69歳", "60-69歳"]],
)
def test_a_band_of_which_a_part_is_missing_or_there_twice_is_not_guessed(headings: list[str]) -> None:
    assert towns.suggested(headings) == {}


def test_columns_that_a_person_names_are_added_up_and_the_rest_comes_from_the_total() -> None:
    found = _read(
        "町,全部,六十,六十五,七十,八十\n青山,100,10,5,20,7\n",
        date(2026, 10, 1),
        町="town",
        全部="total",
        六十="sixties",
        六十五="sixties",
        七十="seventies",
        八十="eighty_up",
    )

    assert (found.layout, found.day) == ("own", date(2026, 10, 1))
    assert found.towns[0].people == (58, 15, 20, 7)


def test_what_is_wrong_is_named_by_its_row_and_column_and_nothing_may_be_saved() -> None:
    head = "地域名,総人口,0-59歳,60-69歳,70-79歳,80歳以上\n"
    assert _refused(f"{head}青山,100,50,20,many,10\n大通,10,5,2,2,1\n") == [
        (2, "70-79歳", "“many” is no number of people.")
    ]
    assert _refused(f"{head}青山,110,50,20,20,20\n大通,10,50,2,2,1\n") == [
        (3, "総人口", "The ages add up to 55, more than the total 10.")
    ]
    assert _refused(f"{head}青山,10,5,2,2,1\n青山,10,5,2,2,1\n") == [
        (3, "地域名", "This town stands in another row, too.")
    ]
    assert _refused(f"{head},10,5,2,2,1\n青山,10,5,2,2,1\n") == [(2, "地域名", "The name of the town is missing.")]
    found = _read(f"{head}青山,100,50,20,many,10\n大通,10,5,2,2,1\n", date(2026, 4, 1))
    with pytest.raises(Refusal) as refused:
        towns.refuse_if_wrong(found)
    assert refused.value.code == "rows"


@pytest.mark.parametrize("text", ["2026-02-30", "2026/4-1", "R8.4.1", "46113", "2026-04"])
def test_a_day_that_is_none_is_refused_and_never_guessed(text: str) -> None:
    wrong = _refused(_old("85", ("大通", 1), 調査年月日=text))

    assert wrong == [(2, "調査年月日", f"“{text}” is no date.")]


@pytest.mark.parametrize("text", ["2026-04-01", "2026/4/1", "2026.04.01", "20260401", "2026年4月1日", "２０２６-04-01"])
def test_a_day_is_read_as_offices_write_it(text: str) -> None:
    assert _read(_old("85", ("大通", 1), 調査年月日=text)).day == date(2026, 4, 1)


def test_without_a_day_nothing_is_saved() -> None:
    found = _read("地域名,総人口,60-69歳,70-79歳,80歳以上\n青山,100,10,10,10\n大通,9,1,1,1\n")

    assert not found.refused
    with pytest.raises(Refusal) as refused:
        towns.refuse_if_wrong(found)
    assert refused.value.field == "day"


def test_rows_of_two_days_are_refused() -> None:
    text = _old("85", ("青山", 1)) + "\r\n" + _old("85", ("大通", 1), 調査年月日="2025-04-01").partition("\r\n")[2]

    assert [why for _row, _heading, why in _refused(text)] == [
        "The rows were counted on several days. Please bring in one day at a time."
    ]


def test_totals_and_numbers_that_are_kept_back_are_left_out_and_told() -> None:
    head = "地域名,総人口,0-59歳,60-69歳,70-79歳,80歳以上\n"
    found = _read(f"{head}総 数,100,50,20,20,10\n青山,90,50,20,20,-\n山奥,x,x,x,x,x\n")

    assert [town.name for town in found.towns] == ["青山"]
    assert found.towns[0].people == (50, 20, 20, 0)
    assert [(row, name) for row, name, _why in found.left_out] == [(2, "総 数"), (4, "山奥")]


@pytest.mark.parametrize("missing", ["town", "sixties", "seventies", "eighty_up"])
def test_columns_that_are_not_told_are_asked_for(missing: str) -> None:
    table = tables.read("地域名,総人口,60-69歳,70-79歳,80歳以上\n青山,100,10,10,10\n".encode(), "a.csv")
    known = {heading: meaning for heading, meaning in towns.suggested(table.headings).items() if meaning != missing}

    found = towns.read(table, known)

    assert len(found.refused) == 1
    assert found.towns == []


@pytest.mark.parametrize(
    ("name", "key"),
    [("青山一丁目", "青山"), ("青山２丁目", "青山"), ("大字 下米内", "下米内"), ("大通", "大通"), ("一丁目", "一丁目")],
)
def test_parts_of_a_town_come_together(name: str, key: str) -> None:
    assert town_key(name) == key


@given(st.lists(st.tuples(*[st.integers(0, 9999)] * len(BANDS)), min_size=1, max_size=8), st.booleans())
def test_everybody_of_a_good_file_is_counted_once(rows: list[tuple[int, ...]], with_total: bool) -> None:  # noqa: FBT001 - drawn
    head = ["町名", *(["総数"] if with_total else []), "0-59歳", "60-69歳", "70-79歳", "80歳以上"]
    lines = [[f"町{n}", *([str(sum(row))] if with_total else []), *map(str, row)] for n, row in enumerate(rows)]

    found = _read("\n".join(",".join(line) for line in [head, *lines]))

    assert found.refused == []
    assert [town.people for town in found.towns] == rows


@given(
    st.lists(st.lists(st.text(max_size=6), min_size=3, max_size=7), min_size=2, max_size=5),
    st.lists(st.sampled_from(["", *towns.MEANINGS]), min_size=7, max_size=7),
)
def test_no_table_breaks_it(grid: list[list[str]], meanings: list[str]) -> None:
    try:
        table = tables.read("\n".join(",".join(row) for row in grid).encode("utf-8", "replace"), "a.csv")
    except Refusal:
        return
    found = towns.read(table, dict(zip(table.headings, meanings, strict=False)))
    assert found.towns or found.refused or found.left_out
