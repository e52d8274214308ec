"""Rules about the code itself: small files with honest names, one clock, nothing of the machine it was written on."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.ground import ROOT, files, lines

LONGEST = 400
EMPTY_NAMES = {"utils", "util", "common", "misc", "base", "manager", "managers", "service", "services", "core"}
CLOCKS = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)\(")
# An address in a stylesheet, script or template that a browser would fetch; names of namespaces are never fetched.
ELSEWHERE = re.compile(r"""(?:(?:src|action)=["']|url\(["']?|@import ["']|fetch\(["']|import ["'])(?:https?:)?//""")
HERE = re.compile(r"(?<![\w.\-/$}])/(?:work|farm|root|home/\w+)/")
REGISTRIES = re.compile(r"registry\.npm" + r"js|pypi\.(?:org|python)|files\.python" + r"hosted", re.IGNORECASE)


def found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [f"{place}: {line.strip()[:100]}" for path in paths for place, line in lines(path) if pattern.search(line)]


def written_by_us(suffix: str) -> list[Path]:
    return [p for p in files(suffix=suffix) if "vendor" not in p.parts and "migrations" not in p.parts]


@pytest.mark.parametrize("suffix", [".py", ".js", ".css", ".html", ".sh"])
def test_a_file_fits_a_few_screens(suffix: str) -> None:
    counts = {p: len(p.read_text("utf-8").splitlines()) for p in written_by_us(suffix)}
    assert [str(p) for p, count in counts.items() if count > LONGEST] == []


def test_a_module_is_named_after_what_it_does() -> None:
    names = {part for p in files("outreach", suffix=".py") for part in (*p.parent.parts[len(ROOT.parts) :], p.stem)}
    assert names & EMPTY_NAMES == set()


def test_a_module_says_in_a_sentence_what_it_is() -> None:
    silent = [p for p in files("outreach", suffix=".py") if "migrations" not in p.parts and p.stat().st_size]
    assert [str(p) for p in silent if not p.read_text("utf-8").startswith('"""')] == []


def test_time_enters_through_the_clock_only() -> None:
    assert found(CLOCKS, [p for p in files("outreach", suffix=".py") if p.name != "clock.py"]) == []
    assert CLOCKS.search("at = datetime.now(UTC)")


def test_nothing_is_fetched_from_elsewhere() -> None:
    shown = [p for p in files("static", "outreach/web/templates") if "vendor" not in p.parts]
    assert found(ELSEWHERE, shown) == []
    assert ELSEWHERE.search('<script src="https://cdn.example/a.js">')
    assert ELSEWHERE.search("src: url(//fonts.example/a)")


def test_no_path_of_one_machine_is_written_down() -> None:
    assert found(HERE, [p for p in files() if p.name != Path(__file__).name]) == []
    assert HERE.search("cd /" + "root/outreach")
    assert not HERE.search("/{city}/desk/work/")


def test_no_registry_of_packages_is_written_down() -> None:
    assert found(REGISTRIES, list(files())) == []
    assert REGISTRIES.search('"resolved": "https://registry.npm' + 'js.org/x"')


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b|# type: ignore$|# noqa$")
    assert found(later, written_by_us(".py") + written_by_us(".js") + written_by_us(".html")) == []


@pytest.mark.slow
def test_imports_run_one_way() -> None:
    linter = str(Path(sys.executable).with_name("lint-imports"))
    run = subprocess.run([linter, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "guilty"),
    [
        ("outreach/clock.py", "import outreach.lessons"),
        ("outreach/lessons/spy.py", "import starlette.requests"),
        ("outreach/web/desk/spy.py", "import outreach.web.door"),
        ("outreach/homeless.py", '"""A module without a place in the story."""'),
    ],
)
def test_an_import_against_the_story_breaks_the_build(module: str, guilty: str, tmp_path: Path) -> None:
    for path in [*files("outreach", suffix=".py"), ROOT / "pyproject.toml"]:
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    spied = tmp_path / module
    spied.write_text((spied.read_text("utf-8") if spied.exists() else "") + f"\n{guilty}\n", "utf-8")
    linter = str(Path(sys.executable).with_name("lint-imports"))
    environment = {"PYTHONPATH": str(tmp_path), "PATH": ""}
    run = subprocess.run(
        [linter, "--no-logo", "--no-cache"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert module.removesuffix(".py").rpartition("/")[2] in run.stdout.partition("Broken contracts")[2]
