"""The wheel carries all that the demo needs, and nothing of the workshop."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from urllib.error import URLError
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from tests.drills.server import free_port
from tests.house.ground import ROOT, files

LONGEST_START = 240


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_carries_code_templates_rules_styles_texts_and_seeds(wheel: Path) -> None:
    inside = set(ZipFile(wheel).namelist())
    own = {p.relative_to(ROOT).as_posix() for p in files("outreach") if p.suffix in {".py", ".html", ".toml", ".typ"}}
    shown = [*files("static", "locales", "seeds"), *files("static", suffix=".wasm")]
    bundled = {f"outreach/_bundled/{p.relative_to(ROOT).as_posix()}" for p in shown}
    assert sorted((own | bundled) - inside) == []
    assert wheel.name.endswith("py3-none-any.whl")


@pytest.mark.slow
def test_the_wheel_leaves_the_workshop_at_home(wheel: Path) -> None:
    strangers = [n for n in ZipFile(wheel).namelist() if not n.startswith(("outreach/", "outreach-"))]
    assert strangers == []


@pytest.mark.slow
def test_the_wheel_alone_in_an_empty_environment_runs_the_demo(wheel: Path, tmp_path: Path) -> None:
    outreach = _installed(wheel, tmp_path / "empty")
    with _demo(outreach, tmp_path) as address:
        assert "盛岡市" in _page(f"{address}/morioka")
        assert "Tomi" in _page(f"{address}/tomi/en")
        style = _page(f"{address}/morioka").partition('href="/static/')[2].partition('"')[0]
        assert "font-family" in _page(f"{address}/static/{style}")


def _installed(wheel: Path, venv: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    pip = [str(venv / "bin/python"), "-m", "pip", "install", "-q"]
    quick = Path(sys.executable).parent / "uv"
    if quick.exists():
        pip = [str(quick), "pip", "install", "-q", "--python", str(venv / "bin/python")]
    subprocess.run([*pip, "-c", str(ROOT / "constraints.txt"), str(wheel)], check=True)
    return venv / "bin/outreach"


@contextmanager
def _demo(outreach: Path, folder: Path) -> Iterator[str]:
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OUTREACH_", "PYTHON"))}
    command = [str(outreach), "demo", "--folder", str(folder / "demo"), "--port", str(port)]
    with (folder / "said.txt").open("wb") as said:
        demo = subprocess.Popen(command, cwd=folder, env=clean, stdout=said, stderr=said)
    try:
        _wait(f"http://127.0.0.1:{port}/", demo)
        yield f"http://127.0.0.1:{port}"
    finally:
        demo.terminate()
        demo.wait(20)
        shutil.rmtree(folder / "demo")


def _wait(address: str, demo: "subprocess.Popen[bytes]") -> None:
    until = monotonic() + LONGEST_START
    while monotonic() < until and demo.poll() is None:
        try:
            _page(address)
        except URLError:
            continue
        return
    pytest.fail("the demo did not answer")


def _page(address: str) -> str:
    with urlopen(address, timeout=10) as answer:
        text: str = answer.read().decode()
    return text
