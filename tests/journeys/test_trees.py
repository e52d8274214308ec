"""What a screen reader is given on the way to a seat: trees of names and roles, kept as files to be read."""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.journeys.places import NARROW, SIGN_UP, Place, rules

pytestmark = [pytest.mark.journey, pytest.mark.slow]

TREES = Path(__file__).parent / "trees"
AFRESH = bool(os.environ.get("OUTREACH_NEW_TREES"))
# What differs from day to day and from run to run.
CHANGING = (
    (re.compile(r"/T/[A-Z2-7]{20,}"), "/T/KEY"),
    (re.compile(r"/(classes|centres|courses)/\d+"), r"/\1/N"),
    (re.compile(r"令和\s?\d+\s?年|\b20\d\d\s?年"), "YEAR"),
    (re.compile(r"\d+月\s?\d+日"), "DAY"),
    (re.compile(r"\s?[（(]\s?[日月火水木金土]\s?[）)]"), ""),
    (re.compile(r"(https://[a-z.]+/[^?\s]*)\?\S+"), r"\1?WHAT"),
    (re.compile(r"\b\d{4}-\d{4}\b"), "NUMBER"),
)


def settled(tree: str) -> str:
    """A tree without what is another one tomorrow."""
    for changing, constant in CHANGING:
        tree = changing.sub(constant, tree)
    return tree + "\n"


@pytest.mark.parametrize("language", ["ja", "ja-x-easy"])
async def test_the_way_to_a_seat_as_a_screen_reader_has_it(language: str, place: Place, chromium: Browser) -> None:
    context = await chromium.new_context(viewport=NARROW, locale="ja-JP", java_script_enabled=False)  # type: ignore[arg-type]  # a plain dict
    different = []
    for rule in rules(*SIGN_UP):
        await place.visit(context, rule, language)
        tree = settled(await context.pages[0].locator("body").aria_snapshot())
        file = TREES / f"{rule.name.replace(':', '-')}.{language}.yaml"
        if AFRESH:
            file.write_text(tree, "utf-8")
        if file.read_text("utf-8") != tree:
            different.append(f"{file.name}: look at it, then OUTREACH_NEW_TREES=1\n{tree}")
    await context.close()
    assert not different, "\n".join(different)


def test_the_trees_hold_each_reading_once_and_name_every_field() -> None:
    for file in TREES.glob("*.yaml"):
        text = file.read_text("utf-8")
        assert "きょうしつ" not in text  # readings are for eyes
        assert not re.search(r"- (button|link|textbox|combobox|radio|checkbox)( \[|:|$)", text, re.MULTILINE), file.name
