"""No sentence that everybody reads stands outside of the catalogue: in a language of nobody all is bracketed."""

from datetime import date, timedelta

import pytest

from outreach.i18n import words
from outreach.web import policy
from outreach.web.locale import join
from tests import matrix, pseudo, world
from tests.browser import Browser, Page
from tests.document import Document

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]
FILES = (".ics", ".csv", ".json", ".geojson", ".xlsx", ".xml", ".pdf", ".js", ".webmanifest", ".zip")
ROOMS = ("public:", "mine:", "data:", "door:")


def _dates() -> set[str]:
    days = [date(2026, 1, 1) + timedelta(days=after) for after in range(365)]
    return {word for day in days for word in pseudo._WORD.findall(words.date_words(day, pseudo.TAG))}


# The language's own name in the menu, and the names of licences and of things.
SAME = {"Bahasa", "Indonesia", "CC", "BY", "iPad", "iPhone", "Mac", "Outlook"}
# A page for developers, in Japanese, which production does not show.
WITHOUT = {"public:gallery"}


async def _pages(at: matrix.Scene, browser: Browser) -> list[tuple[str, Page]]:
    found = []
    for rule in policy.load().values():
        if not (rule.is_public and rule.name.startswith(ROOMS) and "GET" in rule.methods):
            continue
        if rule.name in WITHOUT or "/api/" in rule.path or rule.path.endswith(FILES):
            continue
        page = await browser.open(join(at.path(rule), pseudo.TAG))
        if page.html:
            assert page.status == 200, rule.name
            found.append((rule.name, page))
    return found


async def test_every_word_of_the_public_pages_comes_from_the_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    at = await matrix.scene(await world.morioka())
    pseudo.speak(monkeypatch)
    browser = Browser(world.app(), inspecting=False)

    pages = await _pages(at, browser)

    known = SAME | _dates()
    left = {name: sorted(set(pseudo.bare(page.document)) - known) for name, page in pages}
    assert {name: found for name, found in left.items() if found} == {}
    assert len(pages) > 20


def test_a_sentence_that_nobody_marked_is_found() -> None:
    page = Document(
        f"""<html lang="{pseudo.TAG}"><body><p>⟦Sáíd ⟦wíthín⟧ <b>óóóó</b> ⟧ Forgotten <b>words</b></p>
        <img alt="picture"><p lang="ja">教室</p><p translate="no">Hana</p><p>12 ⟦óó⟧ https://a.example/b</p>"""
    )
    assert pseudo.bare(page) == ["Forgotten", "words", "picture"]


def test_a_sentence_that_only_staff_read_is_not_spoken() -> None:
    spoken = pseudo.Pseudo()
    assert spoken.gettext("Home") in ("Home", pseudo.pseudo("Home"))
    assert spoken.gettext("All classes").startswith("⟦Áll")
    assert spoken.gettext("Nobody has translated this") == "Nobody has translated this"
    assert len(pseudo.pseudo("Please choose your city.")) >= 1.4 * len("Please choose your city.")
    assert "%(count)s" in pseudo.pseudo("%(count)s people")
