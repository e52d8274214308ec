"""What the papers promise is there: commands, settings, links, decisions."""

import re
from pathlib import Path

import pytest

from outreach.settings import Settings
from tests.house.ground import ROOT, files

PAPERS = [p for p in files(suffix=".md") if not {"vendor", "seeds"} & set(p.parts)]
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
LINK = re.compile(r"(?<!`)\[[^\]]*\]\((?!https?:|mailto:|#)([^)#]+)[^)]*\)")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.name)
def test_each_make_command_in_a_paper_exists(paper: Path) -> None:
    told = re.findall(r"(?:^|`)make ([a-z][a-z-]*)", paper.read_text("utf-8"), re.MULTILINE)
    assert sorted(set(told) - TARGETS) == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.name)
def test_each_link_in_a_paper_leads_to_a_file(paper: Path) -> None:
    leads = LINK.findall(paper.read_text("utf-8"))
    assert [target for target in leads if not (paper.parent / target).exists()] == []


@pytest.mark.parametrize("paper", ["docs/operations.md", "docs/operations.ja.md"])
def test_each_setting_is_explained(paper: str) -> None:
    if not (ROOT / paper).exists() and paper.endswith(".ja.md"):
        return
    text = (ROOT / paper).read_text("utf-8")
    names = {f"OUTREACH_{name.upper()}" for name in Settings.model_fields}
    assert sorted(name for name in names if f"`{name}`" not in text) == []


def test_no_setting_is_explained_that_does_not_exist() -> None:
    told = set(re.findall(r"`OUTREACH_([A-Z_]+)`", (ROOT / "docs/operations.md").read_text("utf-8")))
    assert sorted(told - {name.upper() for name in Settings.model_fields}) == []


def test_a_decision_takes_about_ten_lines_and_they_are_counted() -> None:
    decisions = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [int(p.name[:4]) for p in decisions] == list(range(1, len(decisions) + 1))
    assert [p.name for p in decisions if len(p.read_text("utf-8").splitlines()) > 20] == []


def test_help_explains_each_command() -> None:
    explained = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert TARGETS - explained == {"tools"}
