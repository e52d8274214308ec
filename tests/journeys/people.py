"""The six people of the journey, each with a browser of her own."""

import re
from dataclasses import dataclass

from playwright.async_api import Browser, BrowserContext, Page, expect

from outreach import i18n

PASSWORD = "demo-outreach-2026"
PHONE_SIZE = {"width": 390, "height": 844}
PATIENCE = 8_000


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at her browser."""

    page: Page
    address: str

    async def open(self, path: str) -> None:
        """Type an address."""
        answer = await self.page.goto(path if "://" in path or path.startswith("HTTP") else self.address + path)
        assert answer is not None
        assert answer.status == 200, (answer.status, path)

    async def press(self, words: str, *, exact: bool = False) -> None:
        """Press the button or link with these words."""
        by_words = self.page.get_by_role("button", name=words, exact=exact)
        await by_words.or_(self.page.get_by_role("link", name=words, exact=exact)).first.click()

    async def write(self, field: str, text: str) -> None:
        """Fill a field of the form."""
        await self.page.locator(f"#field-{field}").fill(text)

    async def reads(self, words: str, language: str = "en") -> None:
        """See a sentence of the page, whatever stands in its blanks."""
        await expect(self.page.locator("main")).to_contain_text(sentence(words, language))

    async def sign_in(self, login: str) -> None:
        """Sign in as a member of the staff."""
        await self.open("/morioka/en/sign-in")
        await self.write("login", login)
        await self.write("password", PASSWORD)
        await self.press("Sign in", exact=True)
        await expect(self.page).not_to_have_url(re.compile("sign-in"))


def sentence(words: str, language: str) -> re.Pattern[str]:
    """A sentence in a language, as a pattern that leaves its blanks open."""
    parts = re.split(r"%\(\w+\)s", i18n.gettext(language, words))
    return re.compile(".*".join(map(re.escape, parts)))


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who takes part, and the contexts in which they browse."""

    coordinator: Person
    resident: Person
    clerk: Person
    volunteer: Person
    instructor: Person
    auditor: Person
    contexts: tuple[BrowserContext, ...]

    def hurry(self, patience: int) -> None:
        """Wait no longer than so many milliseconds for what should be on a page."""
        for context in self.contexts:
            context.set_default_timeout(patience)

    async def leave(self) -> None:
        """Close every browser."""
        for context in self.contexts:
            await context.close()


async def gathered(browser: Browser, address: str) -> People:
    """Six people, each in a context of her own; the volunteer has a phone."""
    contexts = [await browser.new_context(locale="ja-JP") for _person in range(5)]
    phone = await browser.new_context(locale="ja-JP", viewport=PHONE_SIZE, is_mobile=True, has_touch=True)  # type: ignore[arg-type]  # a plain dict is taken
    contexts.insert(3, phone)
    people = []
    for context in contexts:
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(PATIENCE)
        people.append(Person(await context.new_page(), address))
    coordinator, resident, clerk, volunteer, instructor, auditor = people
    return People(coordinator, resident, clerk, volunteer, instructor, auditor, tuple(contexts))
