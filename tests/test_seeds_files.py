"""The small named world: its files can be read, point at each other rightly, and say what is real."""

import csv
import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from outreach import bundled
from outreach.accounts.rows import ROLES
from outreach.courses import AUDIENCES, DEVICES
from outreach.helpers import KINDS, LANGUAGES, clean_week
from outreach.people.details import clean_details
from outreach.seeding.places import access_of
from outreach.spelling import clean_kana, clean_phone
from outreach.venues import Centre, day_of
from outreach.venues.access import NAMES
from outreach.venues.notation import opening_of

CITIES = ["morioka", "tomi"]
STATES = {"held-and-confirmed", "reported", "held-not-reported", "published", "draft"}
HELD = {"held-and-confirmed", "reported", "held-not-reported"}
SAMPLE_PHONE = re.compile(r"0\d{1,3}-0{2,4}-\d{4}")
CSV_SAMPLE = {"true": True, "false": False}

city_files = pytest.mark.parametrize("city", CITIES)


@cache
def toml(city: str, name: str) -> dict[str, Any]:
    return tomllib.loads((bundled.folder("seeds") / city / f"{name}.toml").read_text("utf-8"))


@cache
def table(city: str, name: str) -> list[dict[str, str]]:
    text = (bundled.folder("seeds") / city / f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))


def keys(rows: list[dict[str, Any]], name: str = "key") -> list[str]:
    return [row[name] for row in rows]


def check_digit(code: str) -> str:
    """The sixth digit of a 全国地方公共団体コード: weights 6, 5, 4, 3, 2, modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(code[:5], (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def is_working(day: date) -> bool:
    return day.weekday() < 5 and not ((day.month, day.day) >= (12, 28) or (day.month, day.day) <= (1, 4))


def lesson_day(offset: int, today: date) -> date:
    """The rule of seeds/README.md, written down a second time."""
    day, step = today + timedelta(offset), timedelta(1 if offset > 0 else -1)
    while offset and not is_working(day):
        day += step
    return day


def every_row(city: str) -> Iterator[tuple[str, bool, str]]:
    for name in ("venues", "rooms"):
        for row in table(city, name):
            yield row["name_ja"], CSV_SAMPLE[row["sample"]], row["source"]
    for row in [*toml(city, "plan")["plans"], *toml(city, "courses")["courses"]]:
        yield (row.get("title") or row["name"])["ja"], row["sample"], row["source"]


@city_files
def test_every_row_is_real_with_a_source_or_a_sample_without_one(city: str) -> None:
    wrong = [name for name, sample, source in every_row(city) if sample == bool(source)]
    assert wrong == []


@city_files
def test_people_and_classes_are_all_samples(city: str) -> None:
    people = toml(city, "people")
    rows = [
        *people["accounts"],
        *people["helpers"],
        *people["participants"],
        *toml(city, "lessons")["lessons"],
    ]
    assert all(row["sample"] is True for row in rows)


@city_files
def test_a_citys_code_has_its_check_digit_and_its_desk_is_a_sample(city: str) -> None:
    row = toml(city, "city")
    assert row["slug"] == city
    assert row["code"][5] == check_digit(row["code"])
    assert row["sample"] is True
    assert SAMPLE_PHONE.fullmatch(row["phone"])
    assert row["phone"].startswith(row["area_code"] + "-")
    assert "見本" in row["phone_hours"]["ja"]
    assert "sample" in row["phone_hours"]["en"]


def test_a_wrong_digit_would_be_seen() -> None:
    assert check_digit("032018") == "8"
    assert check_digit("032108") != "8"


@city_files
def test_every_key_is_there_once(city: str) -> None:
    people, rooms = toml(city, "people"), table(city, "rooms")
    lists = [
        keys(table(city, "venues")),
        keys(table(city, "towns"), "name"),
        keys(toml(city, "courses")["courses"], "slug"),
        keys(toml(city, "plan")["plans"]),
        keys(toml(city, "lessons")["lessons"]),
        keys(people["accounts"], "login"),
        keys(people["helpers"]),
        keys(people["participants"]),
        [row["centre_key"] + "/" + row["key"] for row in rooms],
    ]
    assert [sorted(one) for one in lists] == [sorted(set(one)) for one in lists]


@city_files
def test_rooms_stand_in_centres_and_unknown_seats_stay_blank(city: str) -> None:
    rooms = table(city, "rooms")
    assert set(keys(rooms, "centre_key")) <= set(keys(table(city, "venues")))
    assert [row for row in rooms if row["capacity"] and row["sample"] != "true"] == []
    assert [row for row in rooms if row["sample"] == "true" and "見本" not in row["name_ja"]] == []


@city_files
def test_centres_can_be_read_aloud_called_and_found(city: str) -> None:
    for row in table(city, "venues"):
        assert clean_kana(row["kana"]) == row["kana"]
        assert not row["phone"] or clean_phone(row["phone"]).e164
        assert bool(row["lat"]) == bool(row["lon"]) == bool(row["position_note"])
        assert bool(row["opens"]) == bool(row["closes"]) == bool(row["opening"])
        assert not row["opens"] or f"{row['opens']}-{row['closes']}" in row["opening"]
        assert set(access_of(row["access"])) <= set(NAMES)


@city_files
def test_a_centres_rules_are_in_the_notation_and_named_in_its_source(city: str) -> None:
    known = [row for row in table(city, "venues") if row["opening"]]
    assert all(row["source"] and row["sample"] == "false" for row in known)
    for row in known:
        new_year = day_of(Centre(opening=opening_of(row["opening"])), [], date(2027, 1, 1))
        assert new_year.closed
    assert len(known) == {"morioka": 6, "tomi": 0}[city]


@city_files
def test_towns_have_a_valid_reading_or_none_and_lie_in_their_city(city: str) -> None:
    latitude, longitude = {"morioka": (39.7, 141.2), "tomi": (36.35, 138.35)}[city]
    for row in table(city, "towns"):
        assert not row["kana"] or clean_kana(row["kana"]) == row["kana"]
        assert not row["lat"] or abs(float(row["lat"]) - latitude) < 0.4
        assert not row["lon"] or abs(float(row["lon"]) - longitude) < 0.4
    assert len(table(city, "towns")) <= 200


@city_files
def test_goals_name_courses_of_their_own_unit(city: str) -> None:
    audience = {row["slug"]: row["audience"] for row in toml(city, "courses")["courses"]}
    for plan in toml(city, "plan")["plans"]:
        assert plan["starts"] < plan["ends"]
        assert (plan["starts"].month, plan["starts"].day) == (4, 1)
        for goal in plan["goals"]:
            wanted = {"classes": "residents", "attendances": "staff"}[goal["unit"]]
            assert {audience[slug] for slug in goal["courses"]} == {wanted}


@city_files
def test_a_goal_names_no_consultation_and_a_consultation_is_for_one(city: str) -> None:
    courses = toml(city, "courses")["courses"]
    one_to_one = {row["slug"] for row in courses if row.get("kind", "class") == "consultation"}
    named = {slug for plan in toml(city, "plan")["plans"] for goal in plan["goals"] for slug in goal["courses"]}
    assert not one_to_one & named
    lessons = toml(city, "lessons")["lessons"]
    assert {one["capacity"] for one in lessons if one["course"] in one_to_one} <= {1}
    assert one_to_one == ({"consultation"} if city == "tomi" else set())


@city_files
def test_the_citys_lists_are_real_with_a_source_or_samples_that_say_so(city: str) -> None:
    lists = toml(city, "lists")
    for rows in lists.values():
        assert keys(rows) == sorted(set(keys(rows)), key=keys(rows).index)
        for row in rows:
            assert sorted(row["name"]) == ["en", "ja"]
            assert row["sample"] == ("source" not in row) == ("見本" in row["name"]["ja"])


@city_files
def test_what_names_a_list_names_a_row_of_it(city: str) -> None:
    lists = {kind: set(keys(rows)) for kind, rows in toml(city, "lists").items()}
    planned = toml(city, "lessons")
    rows = [*toml(city, "people")["accounts"], *toml(city, "courses")["courses"], *planned["lessons"]]
    assert {row["department"] for row in rows if "department" in row} <= lists.get("departments", set())
    assert {key for row in rows for key in row.get("cohosts", [])} <= lists["organisations"]
    assert {row["kit"] for row in rows if "kit" in row} <= lists["kits"]


@city_files
def test_the_classes_of_a_series_are_of_its_course_and_have_the_same_people(city: str) -> None:
    planned = toml(city, "lessons")
    for series in planned.get("series", []):
        own = [row for row in planned["lessons"] if row.get("series") == series["key"]]
        assert len(own) >= 2
        assert {row["course"] for row in own} == {series["course"]}
        assert series["sign_up"] != "all" or len({(row["registrations"], row["waiting"]) for row in own}) == 1


def targets(city: str) -> dict[tuple[str, str], int | None]:
    return {
        (plan["key"], goal["key"]): goal.get("target") for plan in toml(city, "plan")["plans"] for goal in plan["goals"]
    }


def test_the_promises_are_those_of_the_plans() -> None:
    assert targets("morioka") == {
        ("2021-2025", "classes"): 130,
        ("2021-2025", "staff-training"): 1000,
        ("2026-2030", "classes"): 130,
        ("2026-2030", "staff-training"): None,
    }
    assert targets("tomi") == {("2022-2025", "classes"): None, ("2026-2030", "classes"): None}


@city_files
def test_courses_are_for_somebody_and_told_in_both_languages(city: str) -> None:
    for row in toml(city, "courses")["courses"]:
        assert row["audience"] in AUDIENCES
        assert row["device"] in DEVICES
        assert row["minutes"] == (30 if row.get("kind") == "consultation" else 90)
        for text in (row["title"], row["description"], row["bring"]):
            assert sorted(text) == ["en", "ja"]
            assert all(text.values())


@city_files
def test_participants_pass_the_rules_of_the_form_and_use_sample_phones(city: str) -> None:
    towns, asked = set(keys(table(city, "towns"), "name")), ("name", "kana", "phone", "town", "age_band")
    for row in toml(city, "people")["participants"]:
        details = clean_details({name: row[name] for name in (*asked, "device", "needs", "language")}, area_code="019")
        assert details.name == row["name"]
        assert details.kana == row["kana"]
        assert not row["phone"] or SAMPLE_PHONE.fullmatch(row["phone"])
        assert row["audience"] == "staff" or row["town"] in towns


@city_files
def test_every_role_has_an_account_and_helpers_point_at_theirs(city: str) -> None:
    people = toml(city, "people")
    roles = {row["login"]: row["roles"] for row in people["accounts"]}
    assert {role for some in roles.values() for role in some} == set(ROLES)
    for helper in people["helpers"]:
        assert helper["kind"] in KINDS
        assert clean_kana(helper["kana"]) == helper["kana"]
        assert (helper["kind"] == "instructor") == bool(helper["account"])
        assert not helper["account"] or "instructor" in roles[helper["account"]]


@city_files
def test_helpers_have_sample_phones_and_hours_that_can_be(city: str) -> None:
    for helper in toml(city, "people")["helpers"]:
        assert SAMPLE_PHONE.fullmatch(helper.get("phone") or "090-0000-0000")
        assert set(helper.get("languages", [])) <= set(LANGUAGES)
        for weekday, starts, ends in helper.get("hours", []):
            assert clean_week({f"{weekday}_1_from": starts, f"{weekday}_1_to": ends})


@city_files
def test_no_assistant_is_wanted_in_two_classes_at_once(city: str) -> None:
    lessons = toml(city, "lessons")["lessons"]
    for today in (date(2026, 4, 1) + timedelta(days) for days in range(800)):
        hours = [(lesson_day(one["day"], today), one["starts"], one["ends"], one["assistants"]) for one in lessons]
        for first, second in combinations(hours, 2):
            if set(first[3]) & set(second[3]) and first[0] == second[0]:
                assert first[2] <= second[1] or second[2] <= first[1], today


@city_files
def test_classes_point_at_what_exists(city: str) -> None:
    people = toml(city, "people")
    kinds = {row["key"]: row["kind"] for row in people["helpers"]}
    rooms = {(row["centre_key"], row["key"]): row["capacity"] for row in table(city, "rooms")}
    courses = keys(toml(city, "courses")["courses"], "slug")
    for lesson in toml(city, "lessons")["lessons"]:
        assert lesson["course"] in courses
        assert lesson["capacity"] <= int(rooms[lesson["centre"], lesson["room"]] or 500)
        assert kinds[lesson["instructor"]] == "instructor"
        assert {kinds[key] for key in lesson["assistants"]} <= {"assistant"}


@city_files
def test_classes_have_seats_and_people_for_their_registrations(city: str) -> None:
    audience = {row["slug"]: row["audience"] for row in toml(city, "courses")["courses"]}
    people = keys(toml(city, "people")["participants"], "audience")
    for lesson in toml(city, "lessons")["lessons"]:
        taken, waiting = lesson["registrations"], lesson["waiting"]
        assert taken <= lesson["capacity"]
        assert not waiting or taken == lesson["capacity"]
        assert taken + waiting <= people.count(audience[lesson["course"]])
        assert lesson["attended"] <= taken
        # One instructor or assistant for four learners: 財務省 予算執行調査 (June 2023) on the national programme.
        assert 4 * (1 + len(lesson["assistants"])) >= taken


@city_files
def test_a_class_is_reported_by_its_instructor_and_confirmed_by_another(city: str) -> None:
    people = toml(city, "people")
    account = {row["key"]: row["account"] for row in people["helpers"]}
    coordinators = {row["login"] for row in people["accounts"] if "coordinator" in row["roles"]}
    for lesson in toml(city, "lessons")["lessons"]:
        assert lesson["state"] in STATES
        assert (lesson["day"] < 0) == (lesson["state"] in HELD) == (lesson["attended"] > 0)
        reported = lesson["state"] in {"held-and-confirmed", "reported"}
        assert lesson["reported_by"] == (account[lesson["instructor"]] if reported else "")
        confirmed = lesson["state"] == "held-and-confirmed"
        assert (lesson["confirmed_by"] in coordinators) if confirmed else not lesson["confirmed_by"]


@city_files
def test_on_whatever_day_the_demo_starts_no_class_clashes(city: str) -> None:
    lessons = toml(city, "lessons")["lessons"]
    for today in (date(2026, 4, 1) + timedelta(days) for days in range(800)):
        days = [lesson_day(lesson["day"], today) for lesson in lessons]
        slots = [(day, lesson["starts"]) for day, lesson in zip(days, lessons, strict=True)]
        places = [(*slot, one["centre"], one["room"]) for slot, one in zip(slots, lessons, strict=True)]
        leaders = [(*slot, one["instructor"]) for slot, one in zip(slots, lessons, strict=True)]
        assert len(set(places)) == len(set(leaders)) == len(lessons), today
        assert all((day < today) == (one["day"] < 0) for day, one in zip(days, lessons, strict=True))


def test_the_demo_shows_every_state_of_a_class() -> None:
    states = [lesson["state"] for lesson in toml("morioka", "lessons")["lessons"]]
    assert {state: states.count(state) for state in STATES} == {
        "held-and-confirmed": 5,
        "reported": 1,
        "held-not-reported": 2,
        "published": 12,
        "draft": 1,
    }
