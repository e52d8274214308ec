"""The two checkers that others wrote: the W3C's for HTML and CSS, and axe for accessibility, from node_modules."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from playwright.async_api import Page

ROOT = Path(__file__).parent.parent
VNU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
AXE = ROOT / "node_modules/axe-core/axe.min.js"
EXPLAINED = ROOT / "tests/journeys/incomplete.toml"
BOTH = "() => axe.run(document, {resultTypes: ['violations', 'incomplete']})"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
SECONDS = 1200
# What somebody typed into a field is given back as it was typed: the message, then what stands around the place.
TYPED = re.compile(
    "(Potentially b|B)ad value .* for attribute “value” on element “input”"
    "|The value of attribute “value” on element “input” .* is not in Unicode Normalization Form C"
    # It knows no Filipino (BCP 47 fil), which is Tagalog (tl) with more words.
    '|This document appears to be written in Tagalog but the “html” start tag has “lang="fil"”.*'
    "|Text run is not in Unicode Normalization Form C.*</textarea>",
    re.DOTALL,
)


def unwanted() -> bool:
    """Whether somebody chose to do without the checkers (OUTREACH_NO_CHECKERS=1); nothing else skips them."""
    return os.environ.get("OUTREACH_NO_CHECKERS") == "1"


def vnu(paths: Iterable[Path]) -> list[str]:
    """What the Nu HTML checker finds in these HTML, CSS or SVG files: ``file:line: sentence``, warnings included.

    Raises RuntimeError when Java or the checker is missing.
    """
    files = [str(path) for path in paths]
    if unwanted() or not files:
        return []
    java = shutil.which("java")
    if java is None or not VNU.exists():
        message = "the HTML checker needs Java and `npm ci` (make test does both)"
        raise RuntimeError(message)
    command = [java, "-jar", str(VNU), "--format", "json", "--also-check-css", "--also-check-svg", "--exit-zero-always"]
    run = subprocess.run([*command, *files], capture_output=True, text=True, timeout=SECONDS, check=True)
    found = json.loads(run.stderr or run.stdout)["messages"]
    meant = [m for m in found if m.get("subType") == "warning" or m["type"] != "info"]
    return [_told(m) for m in meant if not TYPED.match(f"{m['message']} {m.get('extract', '')}")]


def _told(message: dict[str, object]) -> str:
    place = Path(str(message.get("url", "")).removeprefix("file:")).name
    return f"{place}:{message.get('lastLine', '?')}: {message['message']} {str(message.get('extract', '')).strip()!r}"


@lru_cache
def _axe_source() -> str:
    if not AXE.exists():
        message = "axe is missing: run `npm ci` (make test does)"
        raise RuntimeError(message)
    return AXE.read_text("utf-8")


async def axe(page: Page) -> list[str]:
    """What axe finds on an open page (WCAG 2.2 A and AA and good practice): ``rule: sentence: where``.

    What it cannot decide counts as found too, unless incomplete.toml says why it is all right. The source goes in by
    evaluate, which a strict content security policy does not stop.
    """
    if unwanted():
        return []
    await page.evaluate(_axe_source())
    found = await page.evaluate(BOTH)
    nodes = [(v, node) for v in found["violations"] for node in v["nodes"]]
    open_ones = [
        (v, node) for v in found["incomplete"] for node in v["nodes"] if not explained(page.url, v["id"], node)
    ]
    return [f"{v['id']}: {v['help']}: {node['target']}: {node['html']}" for v, node in nodes] + [
        f"{v['id']} (undecided, not explained): {messages(node)}: {node['html']}" for v, node in open_ones
    ]


def messages(node: dict[str, Any]) -> str:
    """Why axe could not decide about an element."""
    return " | ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])


def explained(address: str, rule: str, node: dict[str, Any]) -> bool:
    """Whether incomplete.toml says why this element is all right."""
    return any(
        entry["rule"] == rule
        and re.search(entry["message"], messages(node))
        and re.search(entry["html"], node["html"])
        and entry.get("pages", "") in address
        for entry in _explanations()
    )


@lru_cache
def _explanations() -> list[dict[str, str]]:
    found: list[dict[str, str]] = tomllib.loads(EXPLAINED.read_text("utf-8"))["explained"]
    return found


async def axe_rule(page: Page, rule: str) -> list[str]:
    """What one rule of axe finds, also one that is left out otherwise (contrast of 7:1)."""
    await page.evaluate(_axe_source())
    found = await page.evaluate("async (rule) => (await axe.run(document, {runOnly: [rule]})).violations", rule)
    return [f"{v['id']}: {node['target']}: {node['html']}" for v in found for node in v["nodes"]]


async def overflow(page: Page) -> list[str]:
    """What is wider than the window, so that a person would have to scroll sideways (WCAG 1.4.10)."""
    wider: list[str] = await page.evaluate(
        """() => {
          const room = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= room) return [];
          return [...document.querySelectorAll('body, body *')]
            .filter((e) => Math.max(e.getBoundingClientRect().right, e.scrollWidth) > room)
            .map((e) => e.outerHTML.slice(0, 120));
        }"""
    )
    return wider


def main(folder: str) -> int:
    """Check every page that the tests collected into a folder (OUTREACH_COLLECT_PAGES); 1 when something is wrong."""
    pages = sorted(Path(folder).glob("*.html"))
    found = vnu(pages)
    sys.stdout.writelines(f"{line}\n" for line in found)
    sys.stdout.write(f"{len(pages)} different pages checked by the Nu HTML checker, {len(found)} complaints\n")
    return 1 if found or not pages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
