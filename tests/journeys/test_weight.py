"""What a public page asks of an old phone on a slow line: bytes and requests of each, from a real server."""

import sys
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import httpx2
import pytest

from outreach import db
from outreach.courses import Course
from outreach.goal import Goal
from outreach.lessons import Lesson
from outreach.web import policy
from outreach.web.policy import Rule
from tests.document import Document
from tests.drills.server import Server
from tests.house.ground import ROOT
from tests.matrix import PLACE

pytestmark = pytest.mark.journey

MOST_BYTES, MOST_REQUESTS = 40_000, 5
ROOMS = ("public:", "data:open_data", "mine:find")
FETCHED = {"link": "href", "script": "src", "img": "src"}
# Links that a browser follows by itself; alternates and the canonical address are for others.
LOADED = {"stylesheet", "icon", "manifest", "preload"}


@dataclass
class Weight:
    """What comes over the line for one page: compressed bodies, and what holds up its first view."""

    name: str
    requests: int = 0
    bytes: int = 0
    blocking: list[str] = field(default_factory=list)

    @property
    def too_much(self) -> bool:
        """Whether this is more than a public page may ask for, or waits for a script."""
        return self.bytes > MOST_BYTES or self.requests > MOST_REQUESTS or bool(self.blocking)


def pages() -> list[Rule]:
    """The pages that everybody may open without a key in the address."""
    return [
        rule
        for rule in policy.load().values()
        if rule.name.startswith(ROOMS) and "GET" in rule.methods and "." not in rule.path and "code}" not in rule.path
    ]


async def ids_of(url: str) -> dict[str, str]:
    """What stands in the addresses of a seeded city, by the names in the routes."""
    async with db.connected(url):
        lesson = await Lesson.filter(city__slug="morioka", status="published").order_by("-starts_at").first()
        goal = await Goal.filter(plan__city__slug="morioka").first()
        course = await Course.filter(city__slug="morioka").first()
        assert lesson
        assert goal
        assert course
        await Lesson.filter(id=lesson.id).update(draws_at=lesson.starts_at)
        found = {"lesson_id": lesson.id, "centre_id": lesson.centre_id, "goal_id": goal.id, "course_id": course.id}
    return {"city": "morioka", **{name: str(value) for name, value in found.items()}}


def _fetches(element: Element) -> bool:
    return element.tag != "link" or element.get("rel") in LOADED


async def _weight(client: httpx2.AsyncClient, name: str, path: str) -> Weight:
    page = await client.get(path)
    assert page.status_code == 200, path
    document = Document(page.text)
    parts = {e.get(FETCHED[e.tag], "") for e in document.all(*FETCHED) if _fetches(e)} - {""}
    blocking = [e.get("src", "") for e in document.all("script") if e.get("src") and "defer" not in e.attrib]
    answers = [page, *[await client.get(part) for part in sorted(parts)]]
    return Weight(name, len(answers), sum(answer.num_bytes_downloaded for answer in answers), blocking)


async def test_a_public_page_is_light_and_needs_no_script_for_its_first_view(server: Server, seeded_url: str) -> None:
    ids = await ids_of(seeded_url)
    async with httpx2.AsyncClient(base_url=server.address, headers={"Accept-Encoding": "gzip"}) as client:
        found = [
            await _weight(client, rule.name, PLACE.sub(lambda place: ids[place[1]], rule.path)) for rule in pages()
        ]
    sys.stdout.writelines(f"{one.name:28} {one.bytes / 1000:5.1f} KB  {one.requests} requests\n" for one in found)
    assert len(found) > 15
    assert [one for one in found if one.too_much] == []


def test_sheets_and_the_readers_script_fetch_nothing_more() -> None:
    sheets = [path.read_text("utf-8") for path in (ROOT / "static/css").glob("*.css")]
    assert [text for text in sheets if "url(" in text or "@import" in text] == []
    assert "import" not in (ROOT / "static/js/reader.js").read_text("utf-8")


@pytest.mark.parametrize("much", [Weight("a", 6, 1), Weight("a", 1, 40_001), Weight("a", 1, 1, ["/static/js/x.js"])])
def test_too_much_is_seen(much: Weight) -> None:
    assert much.too_much
    assert not Weight("a", 5, 40_000).too_much
