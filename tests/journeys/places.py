"""Every page under its address: a server with one of everything, and a sign-in for every role."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.async_api import BrowserContext, Response

from outreach import i18n
from outreach.web import policy
from outreach.web.locale import join
from outreach.web.policy import Rule
from tests import world
from tests.drills.server import Server
from tests.matrix import Scene

# 1280 CSS pixels at 400 % zoom are 320 (WCAG 2.2, 1.4.10).
NARROW = {"width": 320, "height": 640}
MIDDLE = {"width": 768, "height": 1024}
WIDE = {"width": 1280, "height": 900}
NO_PAGES = frozenset({"office:poster", "office:door_guide", "office:delivered_file"})
# What a page wants to know in its address.
QUERIES = {
    "public:questions": "?q=phone",
    "office:dry_run": "?ids={lesson_id}&kind=cancelled",
    "office:city_reports": "?kind=year",
}
COUNTED = frozenset({"office:correct"})  # of a class that was reported and signed
FITTING = ("volunteer", "coordinator", "clerk", "instructor", "administrator", "auditor")
FILES = (".ics", ".csv", ".json", ".geojson", ".xlsx", ".xml", ".pdf", ".js", ".webmanifest", ".py", ".zip")
# The pages on the way to a seat, in their order.
SIGN_UP = ("public:home", "public:classes", "public:lesson", "public:sign_up", "mine:ticket")


@dataclass(frozen=True, slots=True)
class Place:
    """A server with one of everything, and a sign-in for every role."""

    server: Server
    scene: Scene
    secrets: Mapping[str, str]

    def cookies(self, rule: Rule) -> list[dict[str, str]]:
        """What the browser of a fitting visitor carries."""
        role = next((role for role in FITTING if role in rule.roles), None)
        name = "outreach-door" if role == "volunteer" else "outreach"
        return [{"name": name, "value": self.secrets[role], "url": self.server.address}] if role else []

    def address(self, rule: Rule, language: str, over: Mapping[str, str] | None = None) -> str:
        """Where a page is in a language; ``over`` gives other objects than the scene's, by their names in the path."""
        asked = QUERIES.get(rule.name, "").format(**self.scene.objects)
        counted = {"lesson_id": self.scene.objects["counted_id"]} if rule.name in COUNTED else {}
        return self.server.address + join(self.scene.path(rule, {**counted, **(over or {})}), language) + asked

    async def visit(
        self, context: BrowserContext, rule: Rule, language: str, over: Mapping[str, str] | None = None, look: str = ""
    ) -> Response | None:
        """Open a page in the context's only tab as a fitting visitor; ``look`` is the cookie of her switches."""
        cookies = self.cookies(rule)
        if look:
            cookies.append({"name": "outreach-look", "value": look, "url": self.server.address})
        await context.clear_cookies()
        await context.add_cookies(cookies)  # type: ignore[arg-type]  # plain dicts are taken
        page = context.pages[0] if context.pages else await context.new_page()
        return await page.goto(self.address(rule, language, over))


async def keys(at: Scene) -> dict[str, str]:
    """A sign-in for every role of the scene's city."""
    accounts = {role: await world.account(at.city, role) for role in FITTING[1:]}
    secrets = {role: await world.sign_in(account) for role, account in accounts.items()}
    return {**secrets, "volunteer": at.secrets["volunteer"]}


def pages() -> list[Rule]:
    """Every page that is HTML."""
    rules = policy.load().values()
    return [
        rule
        for rule in rules
        if "GET" in rule.methods
        and rule.name not in NO_PAGES
        and "/api/" not in rule.path
        and not rule.path.endswith(FILES)
    ]


def rules(*names: str) -> list[Rule]:
    """These pages, in this order."""
    return [policy.load()[name] for name in names]


def is_for_staff(rule: Rule) -> bool:
    """Whether the page speaks the languages of the staff only."""
    return rule.name.partition(":")[0] in ("desk", "office", "signin")


def speaking(language: str) -> list[Rule]:
    """Every page that is there in this language."""
    return [rule for rule in pages() if language in i18n.STAFF or not is_for_staff(rule)]
