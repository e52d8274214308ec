"""People with tickets from the web, alone or together, and the pages on which they open them."""

from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from outreach import clock, registration
from outreach.audit import PUBLIC
from outreach.cities import City
from outreach.lessons import Lesson
from outreach.people import Participant, clean_details
from outreach.registration import Registration, Wish
from tests import world
from tests.browser import Browser, Page

EN_DIGITS = "The last four digits"
HANA, ICHIRO, FUMI = ("佐藤 ハナ", "さとう はな"), ("佐藤 一郎", "さとう いちろう"), ("工藤 フミ", "くどう ふみ")
NEXT_WEEK, IN_TWO_WEEKS = 7, 14


def path(of: Registration, end: str = "") -> str:
    return f"/morioka/en/T/{of.token}{end}"


async def on(ahead: int, **over: Any) -> Lesson:
    return await world.lesson(day=world.working_day(ahead), **over)


async def signed_up(of: Lesson, *who: tuple[str, str], phone: str = "019-622-4411") -> list[Registration]:
    """People who signed up on the web, together where they are two."""
    wish = Wish(of.city_id, of.id, "web")
    asked = [clean_details({"name": name, "kana": kana, "phone": phone}, "019") for name, kana in who]
    if len(asked) > 1:
        made = await registration.register_party(wish, asked, key="", by=PUBLIC)
    else:
        made = [await registration.sign_up(wish, asked[0], key="", by=PUBLIC)]
    return [await read(number) for number in made]


async def read(number: int) -> Registration:
    found = await registration.by_id((await world.morioka()).id, number)
    assert found is not None
    return found


async def status_of(*rows: Registration) -> list[str]:
    return [(await Registration.get(id=row.id)).status for row in rows]


async def opened(browser: Browser, of: Registration) -> Page:
    return await (await browser.open(path(of))).form("/show").fill({EN_DIGITS: "4411"}).submit()


async def offered(*who: tuple[str, str], **over: Any) -> list[Registration]:
    """People to whom the seats of a full class are offered, since those who had them gave them up."""
    full = await on(NEXT_WEEK, capacity=len(who), **over)
    before = [
        await signed_up(full, (f"先約 {n}", "せんやく" + "あいう"[n]), phone="019-622-0000") for n in range(len(who))
    ]
    rows = await signed_up(full, *who)
    for [row] in before:
        await registration.cancel(row, by=PUBLIC)
    assert await status_of(*rows) == ["offered"] * len(who)
    return rows


async def mailing() -> None:
    await world.morioka()
    await City.filter(slug="morioka").update(mail_from="classes@city.example.jp")


def without_guard(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> None:
    """Take a guard out from inside: it lets everything pass."""

    async def pass_(*_any: object, **_named: object) -> bool:
        return True

    monkeypatch.setattr(module, name, pass_)


async def her_own(of: Lesson) -> Registration:
    """What the desk took for her long before."""
    return await world.seat(of, await her_record())


async def her_record() -> Participant:
    her = await world.person(name=HANA[0], kana=HANA[1])
    # Not so long ago that the server, which begins its night while the test runs, would have to erase her.
    await Participant.filter(id=her.id).update(created_at=clock.now() - timedelta(days=20))
    return await Participant.get(id=her.id)


async def moved(browser: Browser, row: Registration, to: Lesson) -> Registration:
    sent = {"digits": "4411", "lesson_id": str(to.id), "key": f"k{to.id}"}
    assert (await browser.post(path(row, "/move"), sent)).status == 200
    return await Registration.get(lesson_id=to.id, participant_id=row.participant_id)
