import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from outreach import db, seeding
from outreach.bundled import folder
from outreach.cli import run
from outreach.db import sql
from outreach.settings import DEVELOPMENT_SECRET, Settings

PASSWORD = "hanami-no-ato-de"
DOCS = Path(__file__).parent.parent / "docs" / "operations.md"


@pytest.fixture
def city_url(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.setenv("OUTREACH_MODE", "test")
    monkeypatch.setenv("OUTREACH_DATABASE_URL", database_url)
    monkeypatch.setenv("OUTREACH_BACKUP_FOLDER", str(tmp_path / "backups"))
    return database_url


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", _Lines())


class _Lines:
    def readline(self) -> str:
        return f"{PASSWORD}\n"


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_help_comes_without_loading_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    code = "import sys; from outreach.cli import run; run(['--help']); print({'tortoise', 'jinja2'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "doctor" in done.stdout
    assert done.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize("words", [["seed", "tomi", "--nonsense"], ["user", "create"], ["nonsense"]])
def test_a_mistyped_command_ends_with_2_and_says_what_is_wrong(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 2
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    assert "Error" in told.out + told.err


def test_a_database_without_tables_is_refused_with_the_command_that_helps(
    bare_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OUTREACH_MODE", "test")
    monkeypatch.setenv("OUTREACH_DATABASE_URL", bare_url)
    for words in (["serve"], ["seed"], ["verify"], ["backup"], ["user", "list", "tomi"]):
        assert run(words) == 1
        assert "outreach migrate" in capsys.readouterr().err
    assert run(["migrate"]) == 0
    assert run(["verify"]) == 0


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("SECRET", DEVELOPMENT_SECRET, "OUTREACH_SECRET"),
        ("SECRET", "short", "OUTREACH_SECRET"),
        ("KEY_FILE", None, "OUTREACH_KEY_FILE"),
        ("KEY_FILE", "/nowhere/keys", "/nowhere/keys cannot be read"),
        ("PUBLIC_URL", "http://classes.city.example", "https://"),
        ("WORKERS", "2", "SQLite serves one process"),
        ("PORT", "99999", "OUTREACH_PORT"),
    ],
)
def test_production_refuses_to_start_with_an_unsafe_setting(
    setting: str, value: str | None, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    safe = {"MODE": "production", "SECRET": "x" * 40, "PUBLIC_URL": "https://classes.city.example", "KEY_FILE": "keys"}
    for name, chosen in (safe | {setting: value}).items():
        if chosen is not None:
            monkeypatch.setenv(f"OUTREACH_{name}", chosen)
    assert run(["serve"]) == 1
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said


def test_sqlite_is_served_by_one_process_also_outside_production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OUTREACH_MODE", "test")
    monkeypatch.setenv("OUTREACH_DATABASE_URL", f"sqlite://{tmp_path / 'outreach.db'}")
    assert run(["serve", "--workers", "2"]) == 1
    assert "PostgreSQL" in capsys.readouterr().err


def test_an_account_is_made_shown_reset_and_switched_off(
    city_url: str, typed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["seed", "tomi"]) == 0
    create = ["user", "create", "tomi", "hana", "--name", "花子", "--role", "clerk", "--password-stdin"]
    assert run(create) == 0
    assert run(create) == 1  # the name is taken now
    assert run(["user", "reset", "tomi", "hana", "--password-stdin"]) == 0
    assert run(["user", "off", "tomi", "hana"]) == 0
    capsys.readouterr()
    assert run(["user", "list", "tomi", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"login": "hana", "name": "花子", "roles": ["clerk"], "is_active": False}
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["user", "off", "tomi", "nobody"],
        ["user", "list", "nowhere"],
        ["user", "create", "tomi", "hana", "--name", "花子", "--role", "queen", "--password-stdin"],
        ["seed", "nowhere"],
        ["export", "nowhere", "out"],
        ["import", "no-such-folder"],
        ["restore", "no-such-file"],
    ],
)
def test_what_is_not_there_is_refused_in_one_sentence(
    city_url: str, typed: None, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(["seed", "tomi"])
    capsys.readouterr()
    assert run(words) == 1
    said = capsys.readouterr().err
    assert said.strip().splitlines()[-1].startswith("outreach: ")
    assert "Traceback" not in said


def test_no_command_takes_a_password_as_an_argument() -> None:
    from outreach.cli import preparing, users

    for command in (users.create, users.reset, preparing.seed):
        taken = {name for name in command.__annotations__ if "password" in name}
        assert taken <= {"password_stdin"}


def test_seeding_twice_adds_nothing(city_url: str, typed: None, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["seed", "--accounts", "--password-stdin", "--json"]
    assert run(words) == 0
    first = printed(capsys)
    assert set(first) == {"morioka", "tomi"}
    assert run(words) == 0
    again = printed(capsys)
    assert [sum(kinds.values()) for kinds in again.values() if isinstance(kinds, dict)] == [0, 0]


def test_a_backup_is_made_restored_and_verified(city_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["seed", "tomi"])
    capsys.readouterr()
    assert run(["backup", "--json"]) == 0
    path = str(printed(capsys)["path"])
    assert run(["restore", path]) == 1
    assert "--replace" in capsys.readouterr().err
    assert run(["restore", path, "--replace"]) == 0
    assert run(["verify"]) == 0


async def _harm(url: str) -> None:
    async with db.connected(url):
        await seeding.plant(seeding.read(folder("seeds") / "tomi"), password=PASSWORD)
        await sql.run("UPDATE lessons SET taken = taken + 1 WHERE id = (SELECT min(id) FROM lessons)")


def test_verify_ends_with_1_and_a_list_where_a_counter_is_wrong(
    city_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    import asyncio

    asyncio.run(_harm(city_url))
    assert run(["verify", "--json"]) == 1
    broken = printed(capsys)["broken"]
    assert isinstance(broken, list)
    assert [one["subject"] for one in broken] == ["lesson:1"]


def test_the_doctor_names_what_waits_and_what_is_missing(
    bare_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OUTREACH_MODE", "test")
    monkeypatch.setenv("OUTREACH_DATABASE_URL", bare_url)
    assert run(["doctor", "--json"]) == 1
    found = {one["what"]: one["state"] for one in json.loads(capsys.readouterr().out)}
    assert found["migrations"] == "bad"
    run(["migrate"])
    capsys.readouterr()
    assert run(["doctor", "--json"]) == 0
    found = {one["what"]: one["state"] for one in json.loads(capsys.readouterr().out)}
    assert (found["migrations"], found["database"], found["cities"]) == ("good", "good", "warning")


def test_the_doctor_answers_also_where_no_database_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OUTREACH_MODE", "test")
    monkeypatch.setenv("OUTREACH_DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing")
    assert run(["doctor"]) == 1
    assert "WRONG" in capsys.readouterr().out
    assert run(["verify"]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_every_setting_is_documented_and_nothing_else() -> None:
    documented = set(re.findall(r"^\| `OUTREACH_(\w+)`", DOCS.read_text("utf-8"), re.MULTILINE))
    assert documented == {name.upper() for name in Settings.model_fields}


def test_the_documented_defaults_are_the_defaults() -> None:
    rows = dict(re.findall(r"^\| `OUTREACH_(\w+)` \| `([^`]*)`", DOCS.read_text("utf-8"), re.MULTILINE))
    # An empty default is written as (empty).
    told = {name: str(field.default) for name, field in Settings.model_fields.items() if field.default != ""}
    assert {name.lower(): default for name, default in rows.items()} == told


def test_every_command_is_documented() -> None:
    from outreach.cli import _COMMANDS

    text = DOCS.read_text("utf-8")
    assert [name for name in _COMMANDS if f"outreach {name}" not in text] == []


def test_what_will_be_erased_is_shown_and_then_erased(city_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["seed", "tomi"])
    capsys.readouterr()
    assert run(["erase", "tomi", "--dry-run", "--json"]) == 0
    coming = printed(capsys)["tomi"]
    assert isinstance(coming, list)
    assert {one["kind"] for one in coming} <= {"needs", "waited", "person"}
    assert len(coming) > 0
    assert run(["erase", "--dry-run"]) == 0
    capsys.readouterr()
    assert run(["erase", "tomi", "--json"]) == 0
    proofs = printed(capsys)["tomi"]
    assert isinstance(proofs, list)
    assert all(proof["counts"]["before"] == proof["counts"]["after"] for proof in proofs)
    assert run(["erase", "nowhere"]) == 1
    assert run(["erase-after", "tomi", "needs", "14"]) == 0
    assert run(["erase-after", "tomi", "names", "14"]) == 1
    assert run(["erase-after", "tomi", "needs", "99999"]) == 1
    assert run(["verify"]) == 0
