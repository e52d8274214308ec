"""Each rule of the clash engine: what is in the way, and beside it what is only just not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from outreach.i18n import phrase
from outreach.lessons import clashes
from outreach.lessons.clashes import Clash
from outreach.refusal import Refusals
from tests.lessons import towns
from tests.lessons.oracle import House, Meeting, Shut, Someone, Town
from tests.lessons.test_clashes_oracle import seen

WEDNESDAY, MONDAY_HOLIDAY = date(2026, 11, 25), date(2026, 11, 23)
NINE_TO_NINE = {day: [(540, 1260)] for day in range(7)}
WISH = Meeting(WEDNESDAY, 600, 690, centre=1, room=11, instructor=1)
OTHER = replace(WISH, instructor=2, number=7)
QUIET = replace(OTHER, centre=2, room=21)


def town(*meetings: Meeting, house: House | None = None, **first: object) -> Town:
    houses = {1: house or House(rooms=(11, 12)), 2: House(rooms=(21,))}
    people = {number: Someone() for number in (1, 2, 3)} | {1: Someone(**first)}  # type: ignore[arg-type] # its fields
    return Town(houses, people, {1: 5}, meetings)


def kinds(wish: Meeting, around: Town, *beside: Meeting) -> set[tuple[str, str]]:
    return {(kind, weight) for kind, weight, _other in seen(wish, around, beside)}


@pytest.mark.parametrize(
    ("kind", "weight", "wish", "around", "near_miss"),
    [
        ("room", "hard", WISH, town(replace(OTHER, begins=689, ends=700)), town(replace(OTHER, begins=690, ends=700))),
        ("room", "hard", WISH, town(OTHER), town(replace(OTHER, room=12))),
        ("room", "hard", WISH, town(OTHER), town(replace(OTHER, cancelled=True))),
        (
            "padding",
            "soft",
            replace(WISH, after=10),
            town(replace(OTHER, begins=699, ends=760)),
            town(replace(OTHER, begins=700, ends=760)),
        ),
        (
            "padding",
            "soft",
            replace(WISH, after=10),
            town(replace(OTHER, begins=705, ends=760, before=6)),
            town(replace(OTHER, begins=705, ends=760, before=5)),
        ),
        ("room_unknown", "soft", replace(WISH, room=None), town(OTHER), town(replace(OTHER, centre=2, room=21))),
        ("room_unknown", "soft", WISH, town(replace(OTHER, room=None)), town(replace(OTHER, room=12))),
        ("instructor", "hard", WISH, town(replace(QUIET, instructor=1)), town(QUIET)),
        ("instructor", "hard", WISH, town(replace(QUIET, helpers=(1,))), town(replace(QUIET, helpers=(3,)))),
        (
            "helper",
            "hard",
            replace(WISH, helpers=(3,)),
            town(replace(QUIET, helpers=(3,))),
            town(replace(QUIET, begins=700, ends=790)),
        ),
        ("helper", "hard", replace(WISH, helpers=(2,)), town(QUIET), town(replace(QUIET, instructor=3))),
        (
            "travel",
            "soft",
            WISH,
            town(replace(QUIET, instructor=1, begins=719, ends=790)),
            town(replace(QUIET, instructor=1, begins=720, ends=790)),
        ),
        (
            "travel",
            "soft",
            WISH,
            town(replace(QUIET, instructor=1, begins=500, ends=600)),
            town(replace(OTHER, instructor=1, room=12, begins=500, ends=600)),
        ),
        (
            "kits",
            "hard",
            replace(WISH, kit=1, phones=3),
            town(replace(QUIET, kit=1, phones=3)),
            town(replace(QUIET, kit=1, phones=2)),
        ),
        ("closed", "hard", WISH, town(house=House(closed_weekday=2)), town(house=House(closed_weekday=3))),
        (
            "closed",
            "hard",
            WISH,
            town(house=House(gone_from=WEDNESDAY)),
            town(house=House(gone_from=WEDNESDAY + timedelta(1))),
        ),
        (
            "closed",
            "hard",
            WISH,
            town(house=House(rooms=(11, 12), room_gone=(11, WEDNESDAY))),
            town(house=House(rooms=(11, 12), room_gone=(12, WEDNESDAY))),
        ),
        (
            "closed",
            "hard",
            WISH,
            town(house=House(shut=(Shut(WEDNESDAY, WEDNESDAY),))),
            town(house=House(shut=(Shut(WEDNESDAY, WEDNESDAY, room=12),))),
        ),
        ("hours", "hard", replace(WISH, begins=539), town(house=House(hours=NINE_TO_NINE)), town(house=House())),
        (
            "hours",
            "hard",
            WISH,
            town(house=House(hours=NINE_TO_NINE, shut=(Shut(WEDNESDAY, WEDNESDAY, None, 680, 720),))),
            town(house=House(hours=NINE_TO_NINE, shut=(Shut(WEDNESDAY, WEDNESDAY, None, 690, 720),))),
        ),
        (
            "hours_padding",
            "soft",
            replace(WISH, begins=540, before=1),
            town(house=House(hours=NINE_TO_NINE)),
            town(house=House()),
        ),
        ("absent", "soft", WISH, town(away=((WEDNESDAY, WEDNESDAY),)), town(away=((MONDAY_HOLIDAY, MONDAY_HOLIDAY),))),
        ("unavailable", "soft", WISH, town(suits={2: [(600, 689)]}), town(suits={2: [(600, 650), (650, 690)]})),
        ("unavailable", "soft", WISH, town(suits={1: [(0, 1440)]}), town()),
        ("left", "hard", WISH, town(left=WEDNESDAY), town(left=WEDNESDAY + timedelta(1))),
        ("left", "soft", replace(WISH, instructor=2, helpers=(1,)), town(left=WEDNESDAY), town()),
        ("holiday", "soft", replace(WISH, day=MONDAY_HOLIDAY), town(), town(house=House(closed_on_holidays=True))),
        ("staffing", "note", replace(WISH, seats=5), town(), None),
        ("phones", "note", replace(WISH, kit=1, phones=3, seats=4), town(), None),
    ],
)
def test_a_rule_finds_what_is_in_the_way_and_not_what_is_only_near(
    kind: str, weight: str, wish: Meeting, around: Town, near_miss: Town | None
) -> None:
    assert (kind, weight) in kinds(wish, around)
    if near_miss:
        assert kind not in {one for one, _weight in kinds(wish, near_miss)}


def test_enough_hands_and_enough_phones_need_no_word() -> None:
    assert kinds(replace(WISH, seats=4, kit=1, phones=4), town()) == set()
    assert (
        kinds(replace(WISH, seats=9, helpers=(2, 3)), town())
        == kinds(replace(WISH, seats=9, wanted=2), town())
        == set()
    )


def test_phones_are_counted_at_the_busiest_moment_and_not_summed_over_the_whole_class() -> None:
    early, late = replace(QUIET, ends=640, kit=1, phones=3), replace(QUIET, begins=640, kit=1, phones=3, number=8)

    assert kinds(replace(WISH, kit=1, phones=2), town(early, late)) == {("phones", "note")}
    assert ("kits", "hard") in kinds(replace(WISH, kit=1, phones=2), town(early, replace(late, begins=639)))


def test_a_class_that_moves_does_not_clash_with_where_it_was() -> None:
    assert kinds(replace(OTHER, begins=615), town(OTHER)) == set()


def test_classes_of_one_save_clash_with_each_other_and_a_moved_one_leaves_its_old_place() -> None:
    twin = replace(WISH, instructor=3)
    moved = replace(OTHER, begins=800, ends=890)

    assert kinds(WISH, town(), WISH, twin) == {("room", "hard")}
    assert kinds(WISH, town(OTHER), moved) == set()
    assert kinds(WISH, town(), WISH) == set()


def test_setting_up_just_after_midnight_clashes_with_the_evening_before() -> None:
    late = replace(OTHER, day=WEDNESDAY - timedelta(1), begins=1380, ends=1435)

    assert kinds(replace(WISH, begins=10, ends=60, before=20), town(late)) == {("padding", "soft")}


def test_a_clash_names_who_where_and_when() -> None:
    found = clashes.found(towns.slot(WISH), towns.picture(town(replace(OTHER, instructor=1))))

    assert [one.sentence.text("en") for one in found] == [
        "Room 11 is taken by “Class 7” on Wednesday 25 November, 10 am to 11:30 am.",
        "Helper 1 is needed in “Class 7” on Wednesday 25 November, 10 am to 11:30 am.",
    ]
    assert {one.lesson_id for one in found} == {7}


def test_another_room_or_the_nearest_hours_are_offered() -> None:
    around = towns.picture(town(OTHER, house=House(rooms=(11, 12), hours=NINE_TO_NINE)))

    offered = clashes.alternatives(towns.slot(WISH), around)

    assert [one.room_name.text("en") for one in offered if one.room_name] == ["Room 12"]
    times = [one.starts_at for one in offered if not one.room_name]
    assert times == [towns.moment(WEDNESDAY, minute) for minute in (690, 720, 750)]


def test_nothing_is_offered_where_nothing_is_in_the_way() -> None:
    assert clashes.alternatives(towns.slot(replace(WISH, seats=20)), towns.picture(town())) == []


HARD, SOFT, NOTE = (
    Clash("room", "hard", phrase("no")),
    Clash("padding", "soft", phrase("hardly")),
    Clash("staffing", "note", phrase("well")),
)


@pytest.mark.parametrize(
    ("found", "reason", "codes"),
    [
        ([[HARD]], "because", ["clash"]),
        ([[SOFT], [HARD, HARD]], "because", ["clash", "clash"]),
        ([[], [NOTE, SOFT]], "", ["soft"]),
        ([[SOFT]], " \u3000 ", ["soft"]),
        ([[SOFT]], "x" * 201, ["too_long"]),
        ([[SOFT]], "a\u202eb", ["character"]),
    ],
)
def test_hard_clashes_refuse_and_soft_ones_want_a_reason(
    found: list[list[Clash]], reason: str, codes: list[str]
) -> None:
    with pytest.raises(Refusals) as refused:
        clashes.check(found, reason)

    assert [one.code for one in refused.value] == codes


def test_a_reason_is_kept_tidy_and_notes_never_refuse() -> None:
    assert clashes.check([[SOFT, NOTE]], "  the hall\u200b agreed ") == "the hall agreed"
    assert clashes.check([[NOTE]], "") == ""
