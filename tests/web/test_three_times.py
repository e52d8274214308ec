"""Every form of the server, sent again: three times in a row, three at once, or cut off, it has one effect.

Each form is sent on two copies of one city: on the first at once, then in a row, then with other words under the same
key; on the second it is cut off before and after each commit. Both end with the same rows, and every answer is the
first one.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.applications import Starlette

from outreach import once as keys
from outreach import open_data
from outreach.db import connected, work
from outreach.web import policy
from outreach.web.policy import Rule
from tests import databases, matrix, world
from tests.matrix import Scene
from tests.web import again
from tests.web.again import Rows, Sender, answer, differences, everything, like
from tests.web.filled import FORMS

TIMES, MOST_UNITS = 3, 9
POSTED = [rule for rule in policy.load().values() if "POST" in rule.methods]
# A draft is written over with each key pressed; what is asked of the last one writes nothing.
DRAFTS = {"desk:draft", "desk:saved"}
# These write nothing: they look, or they leave a cookie.
READ = {
    "desk:companions",
    "desk:keys",
    "desk:roster",
    "desk:saved",
    "desk:search",
    "door:enter",
    "door:find",
    "mine:find",
    "mine:find_questionnaire",
    "mine:show",
    "office:clashes",
    "office:door_paper",
    "office:helpers",
}
# These set what the form says; sent again they set the same, and the trail says that somebody did it again.
SET = {
    "office:centre_facts",
    "office:centre_opening",
    "office:close_centre",
    "office:close_room",
    "signin:password",
    "office:account_department",
    "office:change_course",
    "office:change_helper",
    "office:correct_hours",
    "office:department",
    "office:drafts",
    "office:end_absence",
    "office:helper_times",
    "office:kit",
    "office:organisation",
    "office:reset_password",
    "office:delete_centre",
    "office:delete_room",
    "office:room",
    "office:series",
    "office:switch_off",
}
# These make something new each time on purpose: a secret that ends the one before, or a sign-in of its own; and a file
# that is uploaded again is read again, while only the list that somebody confirms is saved. Each search for a name at
# the door is on record.
ANEW = {
    "door:find_name",
    "signin:sign_in",
    "office:issue_pass",
    "office:new_helper_link",
    "office:new_feed",
    "office:imports",
    "office:invite_phone",
    "office:door_sheet",
}
# Done once, these are refused or not found the second time: nothing is left to do, and the rows stay.
GONE = {
    "signin:password": "the old password is another one now",
    "office:confirm_import": "the preview is of an import that is being saved",
    "office:delete_room": "the page of what is gone is gone",
    "office:delete_centre": "the page of what is gone is gone",
}
# For these a whole day has to be played, which their own tests do.
DAYS = {"desk:letters", "desk:posted"}
# The server works on these by itself, in rounds of its own, which a test cannot cut off.
BY_ITSELF = {"office:confirm_import", "office:map_import", "office:restart_import"}
# What else somebody could have written into a form: the first of these fields that it has.
OTHERWISE = {
    "answer": "declines",
    "channel": "counter",
    "name": "別の 名前",
    "name_ja": "別の名前",
    "title_ja": "別の題",
    "label": "別の人",
    "reason_ja": "別の理由",
    "reason": "別の理由",
    "address": "別の町1-1",
    "email": "other@example.jp",
    "capacity": "9",
    "sign_up": "each",
    "first": "2027-01-27",
    "outcome": "failed",
    "gone_id": "1",
    "lesson_id": "1",
    "week": "2027-02-08",
    "walk_ins": "3",
    "confirm": "no",
    "phone_time": "01:30",
    "folder": "年報",
}
# With a used key, other answers are thanked for while the first ones stand; other sheets are looked at once more.
LOOKED_AT = {"mine:answer_questions", "desk:enter_sheets"}
KEYED = [rule for rule in POSTED if "key" in FORMS[rule.name] and rule.name not in DRAFTS | DAYS | READ]
Copy = Callable[[], AbstractAsyncContextManager[None]]


@pytest.fixture(scope="module")
def city(empty_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Scene]]:
    """A database with a city in which there is something for every form to do."""
    url = databases.copy(empty_url, tmp_path_factory.mktemp("city") / "city.db")
    yield url, asyncio.run(_made(url))
    databases.drop(url)


async def _made(url: str) -> Scene:
    async with connected(url):
        return await matrix.scene(await world.morioka())


@pytest.fixture
def app() -> Starlette:
    """The server of all copies of one test."""
    return world.app(**again.LIMITS)


@pytest.fixture
def copies(city: tuple[str, Scene], tmp_path: Path) -> Copy:
    """Opens a fresh copy of the city."""

    @asynccontextmanager
    async def copy() -> AsyncIterator[None]:
        url = await asyncio.to_thread(databases.copy, city[0], tmp_path / uuid4().hex)
        async with connected(url):
            yield
            await open_data.runs.settled()
        await asyncio.to_thread(databases.drop, url)

    return copy


@pytest.mark.parametrize("rule", [rule for rule in POSTED if rule.name not in DAYS], ids=lambda rule: rule.name)
async def test_sent_again_a_form_has_one_effect_and_one_answer(
    rule: Rule, city: tuple[str, Scene], copies: Copy, app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with copies():
        sender = await again.sender(rule, city[1], app)
        once, told = await (_in_a_row if rule.name in READ | BY_ITSELF | ANEW else _at_once)(sender)
        if rule in KEYED and rule.name not in ANEW | LOOKED_AT:
            await _refused_otherwise(sender, once)
    if rule.name not in READ | BY_ITSELF | ANEW:
        async with copies():
            sender = await again.sender(rule, city[1], app)
            assert await _cut_off(sender, once, monkeypatch) == told or rule.name in GONE


async def _at_once(sender: Sender) -> tuple[Rows, tuple[int, str]]:
    """Three times at once, and then twice more."""
    before, name = await everything(), sender.rule.name
    pages = await asyncio.gather(*(sender.send() for _time in range(TIMES)))
    told = sorted({answer(page) for page in pages})
    once = await everything()
    assert _changed(before, once, "") != [], (told, [page.errors for page in pages])
    assert told[0][0] in {200, 204, 303}
    assert len(told) == 1 or name in GONE, told
    for _time in range(TIMES - 1):
        assert answer(await sender.send()) == told[0] or name in GONE
        assert _changed(once, await everything(), name) == []
    return once, like(told[0])


async def _refused_otherwise(sender: Sender, once: Rows) -> None:
    """The same key with another body is refused, and changes nothing."""
    field = next(name for name in OTHERWISE if name in sender.fields)
    page = await sender.send(**{field: OTHERWISE[field]})
    assert page.status == 422
    assert page.errors
    # A page on which needs are shown says in the trail who has seen them.
    assert [said for said in differences(once, await everything()) if "needs.seen" not in said] == []


async def _in_a_row(sender: Sender) -> tuple[Rows, tuple[int, str]]:
    before = await everything()
    page = await sender.send()
    first, name = answer(page), sender.rule.name
    once = await everything()
    assert name in BY_ITSELF or (differences(before, once) == []) == (name in READ), (first, page.errors)
    assert first[0] in {200, 303, 204} or name in READ | BY_ITSELF
    for _time in range(TIMES - 1):
        told = answer(await sender.send())
        assert told == first or name in ANEW | BY_ITSELF | set(GONE)
        assert name in ANEW | BY_ITSELF or _changed(once, await everything(), name) == []
    return once, like(first)


async def _cut_off(sender: Sender, once: Rows, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    before = await everything()
    for number in range(1, MOST_UNITS):
        with again.cut(monkeypatch, number, "before") as came:
            await sender.send()
        if not came():
            break
        if number == 1:
            assert differences(before, await everything()) == []
        with again.cut(monkeypatch, number, "after"):
            await sender.send()
    told = answer(await sender.send())
    assert _changed(once, await everything(), sender.rule.name) == []
    return like(told)


def _changed(one: Rows, other: Rows, name: str) -> list[str]:
    """What differs; where a form sets what it says, the trail may say it several times."""
    return [said for said in differences(one, other) if not (name in SET and said.startswith("audit_entries:"))]


async def test_a_form_whose_key_is_not_looked_at_has_two_effects(
    city: tuple[str, Scene], copies: Copy, app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def forgetful(*_what: object) -> None:
        return None

    rule = next(rule for rule in POSTED if rule.name == "office:centre_closure")
    async with copies():
        sender = await again.sender(rule, city[1], app)
        await sender.send()
        once = await everything()
        with monkeypatch.context() as patched:
            patched.setattr(keys, "claim", forgetful)
            await sender.send()
        assert len((await everything())["closures"]) == len(once["closures"]) + 1


async def test_a_form_that_is_not_taken_whole_is_found_out(
    city: tuple[str, Scene], copies: Copy, app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(verb: Callable[[], Awaitable[object]]) -> object:
        return await verb()

    rule = next(rule for rule in POSTED if rule.name == "public:sign_up")
    async with copies():
        sender = await again.sender(rule, city[1], app)
        before = await everything()
        monkeypatch.setattr(work, "_once", at_once)
        with again.cut(monkeypatch, 1, "before"):
            await sender.send()
        assert differences(before, await everything()) != []
