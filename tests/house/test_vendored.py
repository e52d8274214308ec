"""What others wrote and we serve: byte for byte as they published it, with licence and version, whole in a wheel."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from outreach.app import create_app
from outreach.settings import Settings
from tests.house.ground import ROOT

VENDOR, MODULES = ROOT / "static/vendor", ROOT / "node_modules"
# Where a package keeps its built files; folders of these names are never committed here.
BUILT = ("", "dist", "build")
# The library within zxing-wasm has a licence of its own, which the package only links to.
OURS = {"zxing-wasm/LICENSE.zxing-cpp"}
PACKAGES = sorted(path.parent.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("package.json"))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _published(vendored: Path) -> list[Path]:
    package = next(name for name in PACKAGES if vendored.relative_to(VENDOR).as_posix().startswith(f"{name}/"))
    rest = vendored.relative_to(VENDOR / package)
    return [MODULES / package / built / rest for built in BUILT]


def altered() -> list[str]:
    """The vendored files that are not in node_modules just so."""
    return [
        name
        for path in _files(VENDOR)
        if (name := path.relative_to(VENDOR).as_posix()) not in OURS
        and path.read_bytes() not in [one.read_bytes() for one in _published(path) if one.is_file()]
    ]


def test_what_others_wrote_is_as_they_published_it() -> None:
    assert altered() == []


def test_one_changed_byte_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    copy = tmp_path / "zxing-wasm/LICENSE"
    copy.parent.mkdir()
    copy.write_bytes((VENDOR / "zxing-wasm/LICENSE").read_bytes() + b" ")
    monkeypatch.setattr(f"{__name__}.VENDOR", tmp_path)
    assert altered() == ["zxing-wasm/LICENSE"]


@pytest.mark.parametrize("package", PACKAGES)
def test_each_says_its_licence_and_the_version_that_the_checks_install(package: str) -> None:
    said = json.loads((VENDOR / package / "package.json").read_text("utf-8"))
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    assert (VENDOR / package / "LICENSE").is_file()
    assert (said["name"], said["version"]) == (package, wanted[package])


def test_the_reader_of_codes_comes_from_here_with_the_type_that_browsers_want() -> None:
    client = TestClient(create_app(Settings(mode="test", database_url="sqlite://:memory:")))
    answer = client.get("/static/vendor/zxing-wasm/reader/zxing_reader.wasm")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/wasm")
    assert answer.content == (VENDOR / "zxing-wasm/reader/zxing_reader.wasm").read_bytes()
