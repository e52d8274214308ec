"""The door's page for a volunteer's own phone, and what that phone sends over HTTP."""

import base64
import hashlib
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from outreach import bundled, checkin, clock, vault
from outreach.audit import SYSTEM, AuditEntry
from outreach.checkin import DoorEvent, DoorPhone, WalkIn, invitations, phones
from outreach.lessons import Lesson
from outreach.refusal import Refusal
from outreach.web.door import envelopes, own_phone
from outreach.web.shield import POLICY
from tests import world
from tests.browser import Browser, Page
from tests.checkin.phone import Phone, at_door

pytestmark = pytest.mark.usefixtures("database")
GENEROUS = {"tries_per_minute": 100_000, "searches_per_hour": 100_000}
NAME = "阿部 ヨネ"


@pytest.fixture
def app() -> Starlette:
    return world.app(**GENEROUS)


async def _say(browser: Browser, path: str, body: object) -> Page:
    return await browser.send("POST", f"/morioka/en/door/phone/{path}", json=body)


async def _told(browser: Browser, phone: Phone, path: str, **message: Any) -> Page:
    text = json.dumps({"at": phone.now, **message})
    return await _say(browser, path, phone.envelope(path, text))


def _refused(page: Page) -> tuple[int, str]:
    refused = page.answer.json()["refused"]
    assert refused["text"]
    return page.status, refused["code"]


# ── the page ──


async def test_the_page_is_strict_but_for_the_reader_and_the_worker(app: Starlette) -> None:
    await world.morioka()
    page = await Browser(app).open("/morioka/en/door/phone")
    own = set(page.answer.headers["content-security-policy"].split("; "))
    everywhere = {rule.strip() for rule in POLICY.split(";")}
    assert own - everywhere == {"script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'", "form-action 'none'"}
    assert everywhere - own == {"script-src 'self'", "form-action 'self'"}


async def test_the_page_is_the_same_for_everybody_and_carries_nobodys_data(app: Starlette) -> None:
    lesson = await world.held_lesson()
    await world.seat(lesson)
    clerk = await world.visitor("clerk", on=app)
    pages = [await browser.open("/morioka/door/phone") for browser in (Browser(app), clerk)]
    asked = await Browser(app).open("/morioka/door/phone?utm=1")
    assert pages[0].html == pages[1].html == asked.html
    assert "佐藤" not in pages[0].html


async def test_the_worker_keeps_each_file_by_its_content_for_this_page_alone(app: Starlette) -> None:
    await world.morioka()
    browser = Browser(app)
    for shell in ("/morioka/door/phone", "/morioka/en/door/phone"):
        worker = await browser.open(f"{shell}/worker.js")
        told = json.loads(worker.text.partition("self.door = ")[2].partition(";\n")[0])
        assert worker.answer.headers["service-worker-allowed"] == told["shell"] == shell
        assert dict(told["files"]).keys() >= {shell, "/static/js/door/page.js", "/static/css/door.css"}
        assert "/static/js/door/worker.js" not in dict(told["files"])
        browser.inspecting = False
        for path, digest in told["files"]:
            content = (await browser.open(path)).answer.content
            assert digest == f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}", path
        browser.inspecting = True


async def test_another_page_is_another_version(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    city = await world.morioka()
    browser = Browser(app)
    worker = await browser.open("/morioka/door/phone/worker.js")
    again = await browser.open("/morioka/door/phone/worker.js")
    await type(city).filter(id=city.id).update(phone="019-600-0001")
    other = await browser.open("/morioka/door/phone/worker.js")
    assert worker.text == again.text
    assert worker.text.splitlines()[0] != other.text.splitlines()[0]


async def test_every_script_that_the_page_loads_is_kept(app: Starlette) -> None:
    """Followed import by import from the page, so that none is forgotten."""
    await world.morioka()
    kept = {name for name, _digest in own_phone._files()}
    root = bundled.folder("static")
    found, left = set(), ["js/door/page.js"]
    while left:
        name = left.pop()
        found.add(f"/static/{name}")
        for target in the_imports((root / name).read_text("utf-8")):
            path = (root / name).parent.joinpath(target).resolve().relative_to(root.resolve()).as_posix()
            if f"/static/{path}" not in found:
                left.append(path)
    assert found - kept == set()
    assert len(found) > 10


def the_imports(script: str) -> list[str]:
    return [part.split('"')[1] for part in script.split("from ")[1:] if part.startswith('"')]


async def test_the_page_says_what_it_is_called_on_a_home_screen(app: Starlette) -> None:
    await world.morioka()
    page = await Browser(app).open("/morioka/en/door/phone/manifest.webmanifest")
    facts = json.loads(page.text)
    assert facts["start_url"] == facts["scope"] == "/morioka/en/door/phone"
    assert facts["lang"] == "en"
    assert page.answer.headers["content-type"] == "application/manifest+json"


# ── joining and sending ──


async def _invited(lesson: Lesson) -> tuple[str, str]:
    return await invitations.invite_sheet(lesson.city_id, lesson.centre_id, lesson.day, by=SYSTEM)


async def test_a_phone_joins_with_the_code_and_the_number_and_learns_no_name(app: Starlette) -> None:
    lesson = await world.held_lesson()
    await world.seat(lesson, await world.person(name=NAME, kana="アベ ヨネ"))
    secret, pin = await _invited(lesson)
    browser, phone = Browser(app), Phone()
    asked = {"secret": secret, "public_key": phone.public_key}

    assert _refused(await _say(browser, "join", asked)) == (422, "pin")
    wrong = f"{(int(pin) + 1) % 1_000_000:06}"
    assert _refused(await _say(browser, "join", {**asked, "pin": wrong})) == (422, "pin")
    pages = [await _say(browser, "join", {**asked, "pin": pin}) for _time in range(2)]

    assert [page.status for page in pages] == [200, 200]
    first, again = (page.answer.json() for page in pages)
    assert (first["phone"], first["number"]) == (again["phone"], again["number"]) == ((await DoorPhone.get()).id, 1)
    assert {"lessons", "people", "salt", "keys", "version"} <= first["bundle"].keys()
    assert "阿部" not in pages[0].text
    assert abs(first["now"] - clock.now().timestamp() * 1000) < 60_000


async def test_guessing_at_invitations_is_slowed_down_and_told_in_the_readers_language() -> None:
    await world.morioka()
    browser = Browser(world.app(tries_per_minute=1))
    asked = {"secret": "x" * 32, "public_key": Phone().public_key}
    told = [_refused(await _say(browser, "join", asked)) for _time in range(4)]
    assert told == [*[(422, "ended")] * 3, (429, "429")]
    page = await browser.send("POST", "/morioka/door/phone/join", json=asked)
    assert "待って" in page.answer.json()["refused"]["text"]


async def test_past_the_limit_not_even_the_right_number_is_looked_at() -> None:
    lesson = await world.held_lesson()
    secret, pin = await _invited(lesson)
    asked = {"secret": secret, "public_key": Phone().public_key}
    browser = Browser(world.app(tries_per_minute=1))
    for _time in range(3):
        assert _refused(await _say(browser, "join", asked)) == (422, "pin")
    assert _refused(await _say(browser, "join", {**asked, "pin": pin})) == (429, "429")
    assert not await DoorPhone.all().exists()
    assert (await _say(Browser(world.app()), "join", {**asked, "pin": pin})).status == 200


async def test_what_a_phone_wrote_arrives_once_over_http(app: Starlette) -> None:
    lesson = await world.held_lesson()
    seat = await world.seat(lesson)
    phone, browser = await at_door(lesson), Browser(app)
    event = phone.scan(seat)

    pages = [await _say(browser, "sync", phone.envelope("sync", phone.message())) for _time in range(2)]

    for page in pages:
        told = page.answer.json()
        assert (page.status, told["stored"], told["refused"], told["state"]) == (200, [event["id"]], [], "open")
    assert pages[0].answer.json()["bundle"]["people"][0]["a"] > 0
    assert await DoorEvent.all().count() == 1
    assert await checkin.present(lesson.id) == 1


async def test_only_the_phone_itself_speaks_for_it(app: Starlette) -> None:
    lesson = await world.held_lesson()
    phone, other, browser = await at_door(lesson), Phone(), Browser(app)
    other.id = phone.id
    message = phone.message()

    assert _refused(await _say(browser, "sync", other.envelope("sync", message))) == (403, "phone")
    assert _refused(await _say(browser, "find", phone.envelope("sync", message))) == (403, "phone")
    assert _refused(await _say(browser, "sync", {**phone.envelope("sync", message), "phone": 999})) == (403, "phone")
    elsewhere = await browser.send("POST", "/tomi/door/phone/sync", json=phone.envelope("sync", message))
    assert elsewhere.status == 404
    await world.tomi()
    elsewhere = await browser.send("POST", "/tomi/door/phone/sync", json=phone.envelope("sync", message))
    assert _refused(elsewhere) == (403, "phone")
    assert (await _say(browser, "sync", phone.envelope("sync", message))).status == 200


# ── names ──


async def test_a_name_is_found_on_record_and_written_down_nowhere(app: Starlette) -> None:
    lesson = await world.held_lesson()
    seat = await world.seat(lesson, await world.person(name=NAME, kana="アベ ヨネ"))
    phone, browser = await at_door(lesson), Browser(app)

    page = await _told(browser, phone, "find", lesson=lesson.id, typed="あべ")

    mark = checkin.bundle.mark(phone.salt, seat.token)
    facts = {"name": NAME, "kana": "アベ ヨネ", "t": mark, "number": None, "state": "in", "here": False}
    assert page.answer.json() == {"found": [facts]}
    entry = await AuditEntry.get(action="door.searched")
    assert entry.actor == f"phone:{phone.id}"
    assert "アベ" not in str(entry.detail)
    assert "あべ" not in str(entry.detail)
    assert _refused(await _told(browser, phone, "find", lesson=lesson.id, typed=" "))[0] == 422


async def test_names_are_only_for_an_open_phone_and_its_own_door(app: Starlette) -> None:
    lesson = await world.held_lesson()
    other = await world.held_lesson(centre=await world.centre(key="west"), instructor=await world.instructor(login="w"))
    tomorrow = await world.lesson()
    phone, browser = await at_door(lesson), Browser(app)
    for away in (other, tomorrow):
        assert _refused(await _told(browser, phone, "find", lesson=away.id, typed="あべ")) == (422, "lesson")
    await phones.revoke(lesson.city_id, phone.id, by=SYSTEM)
    assert _refused(await _told(browser, phone, "find", lesson=lesson.id, typed="あべ")) == (422, "revoked")


async def test_the_name_of_a_walk_in_is_kept_sealed_and_once(app: Starlette) -> None:
    lesson = await world.held_lesson()
    phone, browser = await at_door(lesson), Browser(app)
    event = phone.write("walk_in", lesson.id, number=1)
    told = {"lesson": lesson.id, "event": event["id"], "name": NAME}

    pages = [await _told(browser, phone, "walk-in", **told) for _time in range(2)]

    assert [page.answer.json() for page in pages] == [{"ok": True}] * 2
    row = await WalkIn.get()
    assert "阿部" not in row.name_sealed
    assert vault.opened(row.name_sealed, f"walk_ins|name_sealed|{row.event_id}") == NAME


# ── what cannot be read ──

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = ("secret", "pin", "public_key", "phone", "message", "signature")
ODD = [
    *("", "null", "[]", "1", '"x"', "{", "NaN", '{"phone": NaN}', '{"phone": 1e999}', "[" * 100_000),
    *('{"a":' * 50_000, '{"phone": ' + "9" * 5000 + "}", '{"phone": 1.0}', '{"phone": true}', '{"phone": -1}'),
    *('{"secret": "\\u0000"}', '{"secret": "\\ud800"}', '{"secret": ["x"]}', '{"public_key": {"x": 1}}'),
    *('{"phone": 1, "message": "\\ud800", "signature": "A"}', '{"phone": 1, "message": 5, "signature": "A"}'),
    *('{"phone": 1, "message": "{}", "signature": "\\u00e9"}', '{"phone": 2147483648, "message": ""}'),
]


async def test_a_phone_looks_for_so_many_names_in_an_hour_and_another_one_for_its_own() -> None:
    lesson = await world.held_lesson()
    await world.seat(lesson, await world.person(name=NAME, kana="アベ ヨネ"))
    browser, phone, other = Browser(world.app(searches_per_hour=2)), await at_door(lesson), await at_door(lesson)
    for _time in range(2):
        assert (await _told(browser, phone, "find", lesson=lesson.id, typed="あべ")).answer.json()["found"]
    assert _refused(await _told(browser, phone, "find", lesson=lesson.id, typed="あべ")) == (429, "often")
    assert await AuditEntry.filter(action="door.searched").count() == 2
    assert (await _told(browser, phone, "sync", last=0, have="", events=[], done=False)).status == 200
    assert (await _told(browser, other, "find", lesson=lesson.id, typed="あべ")).status == 200


@pytest.mark.parametrize("path", ["join", "sync", "find", "walk-in"])
async def test_no_odd_body_is_more_than_a_refusal_with_a_sentence(path: str, app: Starlette) -> None:
    await world.morioka()
    browser = Browser(app)
    for body in [*(one.encode() for one in ODD), b"\xff\xfe", '{"secret": "x"}'.encode("utf-16")]:
        page = await browser.send("POST", f"/morioka/en/door/phone/{path}", content=body)
        assert _refused(page)[0] in {403, 422}, body[:60]


async def test_no_odd_message_of_a_phone_is_more_than_a_refusal(app: Starlette) -> None:
    phone, browser = await at_door(await world.held_lesson()), Browser(app)
    for path in ("sync", "find", "walk-in"):
        for message in [*(one for one in ODD if "\\ud800" not in one), '{"lesson": 1}', '{"lesson": "1"}', "\0"]:
            page = await _say(browser, path, phone.envelope(path, message))
            assert page.status == 422, (path, message[:60])
            assert _refused(page)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(st.sampled_from(MEMBERS), JSON), junk=st.binary(max_size=30))
def test_whatever_is_sent_is_read_or_refused(body: dict[str, Any], junk: bytes) -> None:
    for sent in (json.dumps(body).encode(), junk, json.dumps(body).encode() + junk):
        with suppress(Refusal):
            found = envelopes.read(sent)
            assert isinstance(found, dict)
            assert len(envelopes.text_of(found, "secret", 100)) <= 100
            assert 0 < envelopes.number_of(found, "phone") < 2**31


async def test_without_the_refusal_an_odd_body_is_an_error_page(
    app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(envelopes, "read", json.loads)
    await world.morioka()
    page = await Browser(app, inspecting=False).send("POST", "/morioka/en/door/phone/join", content=b"{")
    assert page.status == 500
