"""Every template compiles, is used, and keeps to its place."""

import re

import pytest
from jinja2 import nodes

from outreach.web import page, policy
from tests.house.ground import TEMPLATES, files

NAMES = sorted(p.relative_to(TEMPLATES).as_posix() for p in files("outreach/web/templates", suffix=".html"))
SHARED = ("layouts/", "parts/", "plain/", "front/")
NAMED = re.compile(r"[\"']([a-z_]+/_?[a-z_]+\.html)[\"']")


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(name: str) -> None:
    page.environment().get_template(name)


def test_a_template_is_used() -> None:
    code = "\n".join(
        p.read_text("utf-8") for p in [*files("outreach/web", suffix=".py"), *files("outreach/web/templates")]
    )
    assert [name for name in NAMES if name not in NAMED.findall(code)] == []


def test_a_template_that_is_named_exists() -> None:
    code = "\n".join(p.read_text("utf-8") for p in files("outreach/web", suffix=".py"))
    assert sorted(set(NAMED.findall(code)) - set(NAMES)) == []


def test_a_page_is_named_after_its_function() -> None:
    pages = {
        name for name in NAMES if not name.startswith(SHARED) and "/_" not in name and not name.endswith("/rooms.html")
    }
    functions = {name.replace(":", "/") + ".html" for name in policy.load()}
    assert sorted(pages - functions) == []


@pytest.mark.parametrize(
    "name", [name for name in NAMES if not name.startswith(("layouts/", "parts/")) and "/_" not in name]
)
def test_a_page_fills_a_layout(name: str) -> None:
    if name.endswith("/rooms.html"):
        return
    tree = page.environment().parse((TEMPLATES / name).read_text("utf-8"))
    extended = [part.template.value for part in tree.find_all(nodes.Extends) if isinstance(part.template, nodes.Const)]
    assert extended
    assert all(layout.startswith("layouts/") or "/_" in layout for layout in extended)


def test_nothing_goes_unescaped_but_our_own_drawings() -> None:
    unescaped = re.compile(r"([\w.\[\]]+)\s*\|\s*safe\b|(autoescape false)")
    texts = [p.read_text("utf-8") for p in files("outreach/web/templates")]
    assert {"".join(found) for text in texts for found in unescaped.findall(text)} <= {"qr", "_drawings[name]"}
    assert unescaped.search("{{ name | safe }}")
