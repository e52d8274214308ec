"""How a clerk walks through the desk: searching, opening a caller's page, taking somebody's details."""

from outreach.lessons import Lesson
from outreach.people import Participant
from tests.browser import Browser, Page

NEWCOMER = {"kana": "くどう ふみ", "name": "工藤 フミ", "phone": "652-1234", "town": "松園", "needs": "前の席"}


async def look_up(desk: Browser, typed: str) -> Page:
    """What the page shows while the clerk types."""
    page = await desk.open("/morioka/en/desk")
    form = page.form("search").fill(q=typed)
    form.values["live"] = ["yes"]
    return await form.submit()


async def enter(desk: Browser, typed: str) -> Page:
    """What follows when she presses Enter."""
    page = await desk.open("/morioka/en/desk")
    return await page.form("search").fill(q=typed).submit()


def found(page: Page) -> list[str]:
    """The words of each person whom a search brought."""
    return [words for words, href in page.links().items() if "/desk/people/" in href]


async def person_page(desk: Browser, who: Participant) -> Page:
    return await desk.open(f"/morioka/en/desk/people/{who.id}")


async def new_page(desk: Browser, **typed: str) -> Page:
    """What follows when a newcomer's details are sent, for the first class there is unless told otherwise."""
    page = await desk.open("/morioka/en/desk/new")
    lesson = {"lesson_id": str((await Lesson.all().first().values())["id"])}
    return await page.form("/desk/new").fill(None, **(lesson | NEWCOMER | typed)).submit()
