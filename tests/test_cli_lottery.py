"""The draws of an installation on the command line: listed, shown, and run again from the rows."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from outreach import clock, db
from outreach.cli import run
from outreach.lessons import Lottery
from outreach.lessons.lots import choose, hash_of
from outreach.registration import lots, lottery
from tests import world
from tests.registration.wishing import people, take


@pytest.fixture
def drawn(database_url: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two classes with a draw, the first of which is drawn; their numbers as one types them."""
    monkeypatch.setenv("OUTREACH_MODE", "test")
    monkeypatch.setenv("OUTREACH_DATABASE_URL", database_url)
    return asyncio.run(_classes(database_url))


async def _classes(url: str) -> list[str]:
    async with db.connected(url):
        now = clock.now()
        with time_machine.travel(now - timedelta(days=3)):
            made = [
                await world.lesson(day=(now + timedelta(days=8)).date(), draws_at=now + timedelta(days=days))
                for days in (-1, 1)
            ]
            for lesson in made:
                await choose(lesson.id, lesson.intake_opens_at)
                for who in await people(3):
                    await take(lesson, who)
        await lottery.draw(made[0].id)
        return [str(lesson.id) for lesson in made]


def of_class(number: str) -> list[str]:
    return ["--city", "morioka", "--class", number]


def test_the_draws_of_a_city_are_listed_and_one_is_shown(drawn: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lottery", "show", "--city", "morioka", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(str(one["class"]), one["entries"], bool(one["drawn_at"])) for one in listed] == [
        (drawn[0], 3, True),
        (drawn[1], 3, False),
    ]
    assert run(["lottery", "show", "--city", "morioka"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines() if ":" in line] == drawn
    assert run(["lottery", "show", *of_class(drawn[1])]) == 0
    promise = json.loads(capsys.readouterr().out)
    assert "seed" not in promise
    assert promise["seed_hash"] == listed[1]["seed_hash"]


def test_what_is_kept_is_run_again_and_compared_with_a_file(
    drawn: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["lottery", "verify", *of_class(drawn[0])]) == 0
    assert "the result is the same" in capsys.readouterr().out
    assert run(["lottery", "show", *of_class(drawn[0])]) == 0
    file = tmp_path / "lots.json"
    file.write_text(capsys.readouterr().out)
    assert run(["lottery", "verify", str(file), *of_class(drawn[0])]) == 0
    capsys.readouterr()
    file.write_text(json.dumps(json.loads(file.read_text()) | {"seats": 9}))
    assert run(["lottery", "verify", str(file), *of_class(drawn[0]), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["faults"][-1] == "the file is not the record that is kept here"


def test_a_record_that_was_drawn_anew_behind_everybodys_back_does_not_hold(
    database_url: str, drawn: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(_forge(database_url, int(drawn[0])))
    assert run(["lottery", "verify", *of_class(drawn[0])]) == 1
    told = capsys.readouterr().out
    assert "the audit trail tells of another list" in told
    assert "not that of this class" in told


async def _forge(url: str, lesson_id: int) -> None:
    """A thief draws the lots again from a seed and a list of his own; the record by itself holds."""
    async with db.connected(url):
        row = await Lottery.get(lesson_id=lesson_id)
        assert row.record is not None
        seed, now = "0" * 64, clock.now()
        facts = lots.Facts("class-x", 1, now, now, now + timedelta(days=1), hash_of(seed), seed)
        forged = lots.record(facts, [lots.Entry(1, 1, 1), lots.Entry(2, 1, 1)])
        assert lottery.verify(forged) == []
        await Lottery.filter(id=row.id).update(record=forged)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["verify"], "name the file"),
        (["verify", "--city", "nowhere", "--class", "1"], "no city 'nowhere'"),
        (["verify", "--city", "morioka", "--class", "999"], "no lots are drawn"),
        (["show", "--city", "nowhere"], "no city 'nowhere'"),
        (["verify", "missing.json"], "missing.json"),
    ],
)
def test_what_is_not_there_is_refused_in_one_sentence(
    words: list[str], told: str, drawn: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["lottery", *words]) == 1
    assert told in capsys.readouterr().err


def test_a_draw_that_is_still_to_come_cannot_be_run_again(drawn: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lottery", "verify", *of_class(drawn[1])]) == 1
    assert "not drawn yet" in capsys.readouterr().err
