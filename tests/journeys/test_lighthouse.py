"""Lighthouse, which others wrote, on the way to a seat: accessibility, good practice and being found, each 100."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from outreach import db
from outreach.cities import City
from outreach.lessons import Lesson
from tests.checkers import CHROMIUM, ROOT
from tests.journeys.places import Place, rules

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.drill]

DRILL = bool(os.environ.get("OUTREACH_DRILL"))
LIGHTHOUSE = ROOT / "node_modules/.bin/lighthouse"
PAGES = ("public:home", "public:classes", "public:lesson", "public:sign_up", "public:questions")
WANTED = ("accessibility", "best-practices", "seo")
# The form is kept out of search engines on purpose: it is reached from its class.
ON_PURPOSE = {"public:sign_up": {"is-crawlable"}}


async def judged(address: str, file: Path) -> dict[str, Any]:
    """What Lighthouse says about a page on its phone profile."""
    command = [str(LIGHTHOUSE), address, "--quiet", "--output=json", f"--output-path={file}"]
    command += ["--only-categories=performance," + ",".join(WANTED)]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
    run = await asyncio.create_subprocess_exec(*command, env={**os.environ, "CHROME_PATH": CHROMIUM})
    assert await run.wait() == 0
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def faults(report: dict[str, Any], on_purpose: set[str]) -> list[str]:
    """The audits of the wanted categories that do not have the full score."""
    audits = [ref["id"] for name in WANTED for ref in report["categories"][name]["auditRefs"] if ref["weight"]]
    return [
        f"{audit}: {report['audits'][audit]['score']}"
        for audit in audits
        if report["audits"][audit]["score"] not in (1, None) and audit not in on_purpose
    ]


@pytest.mark.skipif(not DRILL, reason="make drill: a page takes Lighthouse half a minute")
async def test_the_way_to_a_seat_has_the_full_score(place: Place, tmp_path: Path, database_url: str) -> None:
    async with db.connected(database_url):  # samples are kept out of search engines
        await City.all().update(is_sample=False)
        await Lesson.all().update(is_sample=False)
    found = []
    for rule in rules(*PAGES):
        report = await judged(place.address(rule, "ja"), tmp_path / "report.json")
        speed = report["categories"]["performance"]["score"]
        sys.stdout.write(f"{rule.name:24} performance {speed and round(speed * 100)}\n")
        found += [f"{rule.name}: {line}" for line in faults(report, ON_PURPOSE.get(rule.name, set()))]
    assert found == []


def test_control_an_audit_below_the_full_score_is_a_fault() -> None:
    refs: dict[str, Any] = {name: {"auditRefs": []} for name in WANTED}
    refs["seo"] = {"auditRefs": [{"id": "title", "weight": 1}]}
    report = {"categories": refs, "audits": {"title": {"score": 0.5}}}
    assert faults(report, set()) == ["title: 0.5"]
    assert faults(report, {"title"}) == []
