"""Whatever somebody types or a program sends, to any form: a sentence, the form as it was, never an error page."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from starlette.applications import Starlette

from outreach.web import policy
from outreach.web.forms import UNSHOWABLE
from outreach.web.policy import Rule
from tests import matrix, world
from tests.browser import Page
from tests.conftest import DIALECT
from tests.matrix import Scene
from tests.web.filled import FORMS, spoken

pytestmark = pytest.mark.usefixtures("database")
LIMITS = {
    "sign_ins_per_hour": 100_000,
    "sign_ups_per_hour": 100_000,
    "tries_per_minute": 100_000,
    "wrong_digits_per_hour": 100_000,
}
MUCH = 300_001  # one more than the least that a server may be told to take
ANSWERED = frozenset({200, 204, 303, 400, 404, 413, 422})
HOSTILE = {
    "nothing": "",
    "blanks": " \u3000 ",
    "very long": "あ" * 10_000,
    "NUL": "サトウ\0",
    "other controls": "サトウ\x01\x1b\x7f\x9b",
    "text turned round": "サトウ\u202eハナ",
    "marks upon marks": "a" + "\u0301" * 300,
    "letters that grow": "İ" * 40,
    "kanji for kana": "佐藤",
    "markup": '"><script>alert(1)</script>{{ 7*7 }}',
    "quotes": "'; DROP TABLE cities; --",
    "a percent sign": "%_\\",
    "too great a number": "9" * 30,
    "just past 64 bits": str(2**63),
    "just past 32 bits": str(2**31),
    "below nothing": "-1",
    "a fraction": "1e3",
    "wide digits": "９９９",
    "31 February": "2027-02-31",
    "long ago": "0001-01-01",
    "the end of days": "9999-12-31",
    "25 o'clock": "25:61",
    "impossible phone": "000-0000-000000",
    "long phone": "019-" + "-" * 45 + "652-1234",
}
# What a database may choke on; the rest of them never gets so far, and PostgreSQL is asked these alone.
DEEP = {"NUL", "very long", "marks upon marks", "too great a number", "just past 64 bits", "just past 32 bits"}
DEEP |= {"below nothing", "long ago", "the end of days"}
# A field has some of them, the next field others, and make drill tries every one in every field.
DRILL = bool(os.environ.get("OUTREACH_DRILL"))
SHARES = 1 if DRILL else 4
TRIED = {what: value for what, value in HOSTILE.items() if DRILL or DIALECT == "sqlite" or what in DEEP}
# Shown again empty, as a password is: they open a ticket.
OPENING = ("show", "cancel", "take_offer", "decline_offer", "move", "change_mail")
UNKEPT = frozenset(f"mine:{name}.digits" for name in OPENING)
TYPED = frozenset({"text", "tel", "search", "date", "time", "number", "email", ""})
POSTED = [rule for rule in policy.load().values() if "POST" in rule.methods]


def _role(rule: Rule) -> str:
    if rule.is_public:
        return "public"
    return next(role for role in ("volunteer", "coordinator", "administrator", *rule.roles) if role in rule.roles)


async def _scenes() -> tuple[Scene, Scene]:
    other = await matrix.scene(await world.tomi())
    return await matrix.scene(await world.morioka()), other


def _ids(at: Scene) -> dict[str, str]:
    lesson = at.lesson
    return {**at.objects, "course_id": str(lesson.course_id), "instructor_id": str(lesson.instructor_id)}


def _filled(rule: Rule, at: Scene) -> dict[str, str]:
    return {name: value.format_map(_ids(at)) for name, value in FORMS[rule.name].items()}


async def _sent(rule: Rule, at: Scene, app: Starlette, values: Mapping[str, str | list[str]]) -> Page:
    body = {"json": spoken(values)} if rule.json else {"data": values}
    return await _posted(rule, at, app, **body)


async def _posted(rule: Rule, at: Scene, app: Starlette, headers: Mapping[str, str] | None = None, **body: Any) -> Page:
    browser = await matrix.arrive(_role(rule), at, app)
    browser.inspecting = True
    page = await browser.send("POST", at.path(rule), headers, **body)
    await browser.close()
    return page


def _kept(page: Page, name: str, value: str) -> bool:
    """Whether a typed value stands in its field again; true where the page has no such field to type in."""
    for control in page.document.all("input", "textarea"):
        if control.get("name") == name and (control.tag == "textarea" or control.get("type", "") in TYPED):
            stands = "".join(control.itertext()) if control.tag == "textarea" else control.get("value", "")
            return stands == UNSHOWABLE.sub("", value)
    return True


def _trouble(page: Page, typed: Mapping[str, str], what: str) -> list[str]:
    if page.status in {403, 422} and page.answer.headers["content-type"] == "application/json":
        return [] if page.answer.json()["refused"]["text"] else [f"{what}: refused without a sentence"]
    if page.status not in ANSWERED:
        return [f"{what}: {page.status}"]
    found = []
    if page.status == 422 and not (page.errors or page.document.by_id.get("main") is not None):
        found.append(f"{what}: refused without a sentence")
    if page.status == 422:
        found += [f"{what}: {name} is lost" for name, value in typed.items() if not _kept(page, name, value)]
    return found


def test_every_form_of_the_server_is_tried() -> None:
    assert {rule.name for rule in POSTED} == set(FORMS)


def test_every_form_meets_every_value_and_every_field_some() -> None:
    for rule in POSTED:
        tried = list(_tried(rule))
        assert {name for name, _what, _value in tried} == set(FORMS[rule.name])
        assert not tried or {what for _name, what, _value in tried} == set(TRIED)


def _tried(rule: Rule) -> Iterator[tuple[str, str, str]]:
    """Each field with what is typed into it: its name, the kind of value, the value. Every form meets every value."""
    fields = FORMS[rule.name]
    shares = min(SHARES, len(fields)) or 1
    for number, name in enumerate(fields):
        for what, value in list(TRIED.items())[number % shares :: shares]:
            yield name, what, value


@pytest.mark.drill
@pytest.mark.parametrize("rule", POSTED, ids=lambda rule: rule.name)
async def test_no_typed_value_leads_to_an_error_page_or_loses_the_form(rule: Rule) -> None:
    own, _other = await _scenes()
    app = world.app(**LIMITS)
    found: list[str] = []

    for name, what, value in _tried(rule):
        typed = {**_filled(rule, own), name: value}
        typed |= {"key": f"{abs(hash((name, what))):032x}"} if "key" in typed and name != "key" else {}
        kept = {one: typed[one] for one in typed if f"{rule.name}.{one}" not in UNKEPT}
        found += _trouble(await _sent(rule, own, app, typed), kept, f"{name} = {what}")

    assert found == []


@pytest.mark.once
@pytest.mark.parametrize("rule", POSTED, ids=lambda rule: rule.name)
async def test_no_broken_request_leads_to_an_error_page(rule: Rule) -> None:
    own, _other = await _scenes()
    app, filled = world.app(**LIMITS, max_body_bytes=MUCH - 1, max_upload_bytes=MUCH - 1), _filled(rule, own)
    kinds = {
        "json": ("application/json", b'{"a": 1}'),
        "no kind": ("", b"a=1"),
        "no boundary": ("multipart/form-data", b"abc"),
        "no end": ("multipart/form-data; boundary=X", b"--X\r\nContent-Disposition: form-data; name"),
        "too much": ("application/x-www-form-urlencoded", b"reason=" + b"x" * MUCH),
        "broken UTF-8": ("application/x-www-form-urlencoded", b"&".join(n.encode() + b"=%ff%fe" for n in filled)),
        "half a character": (
            "application/x-www-form-urlencoded",
            b"&".join(n.encode() + b"=%ED%A0%80" for n in filled),
        ),
    }
    found: list[str] = []

    for what, (kind, body) in kinds.items():
        page = await _posted(rule, own, app, {"Content-Type": kind} if kind else {}, content=body)
        found += _trouble(page, {}, what)
        if what == "too much" and page.status != 413:
            found.append(f"{what}: {page.status}")
    found += _trouble(await _sent(rule, own, app, {n: [v, v] for n, v in filled.items()}), {}, "everything twice")
    found += _trouble(await _sent(rule, own, app, {}), {}, "nothing")

    assert found == []


@pytest.mark.parametrize(
    ("name", "field", "of"),
    [
        ("desk:sign_up", "lesson_id", "lesson_id"),
        ("desk:claim", "lesson_id", "lesson_id"),
        ("door:check_in", "registration_id", "registration_id"),
        ("office:plan", "course_id", "course_id"),
        ("office:plan", "place", "centre_id"),
        ("office:plan", "instructor_id", "instructor_id"),
        ("office:lesson_helpers", "helper_id", "helper_id"),
        ("mine:take_shift", "lesson_id", "lesson_id"),
        ("mine:give_back", "lesson_id", "lesson_id"),
    ],
)
async def test_another_citys_ids_in_a_form_are_refused_at_the_form(name: str, field: str, of: str) -> None:
    own, other = await _scenes()
    rule = policy.load()[name]
    typed = {**_filled(rule, own), field: _ids(other)[of]}

    page = await _sent(rule, own, world.app(**LIMITS), typed)

    assert page.status == 422
    assert page.errors
    assert _trouble(page, typed, field) == []


@pytest.mark.parametrize("name", ["desk:sign_up", "public:sign_up", "office:plan"])
async def test_the_same_form_with_other_details_is_refused_once_and_then_taken(name: str) -> None:
    own, _other = await _scenes()
    rule, app = policy.load()[name], world.app(**LIMITS)
    first = _filled(rule, own)
    other = first | ({"day": "2027-01-21"} if name == "office:plan" else {"kana": "クドウ ハル"})
    assert (await _sent(rule, own, app, first)).status == 303

    page = await _sent(rule, own, app, other)

    assert page.status == 422
    assert page.errors
    assert _trouble(page, other, "other details") == []
    fresh = next(c.get("value", "") for c in page.document.all("input") if c.get("name") == "key")
    assert (await _sent(rule, own, app, other | {"key": fresh})).status == 303


async def test_the_same_form_twice_has_one_effect() -> None:
    own, _other = await _scenes()
    rule, app = policy.load()["public:sign_up"], world.app(**LIMITS)

    pages = [await _sent(rule, own, app, _filled(rule, own)) for _ in range(2)]

    assert [page.status for page in pages] == [303, 303]
    assert pages[0].answer.headers["location"] == pages[1].answer.headers["location"]
