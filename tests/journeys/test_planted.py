"""The search for planted texts finds them in every spelling; otherwise that it finds none would say nothing."""

import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.journeys.planted import in_folder, in_text, spellings

NAME = "菊地 キヨ"
CODES = ("utf-8", "utf-16-le", "utf-16-be")


@pytest.mark.parametrize("code", CODES)
def test_a_text_is_found_in_each_encoding_in_the_middle_of_a_file(code: str, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "000003.log").write_bytes(b"\x00\x01" + NAME.encode(code) + b"\xff")
    [found] = in_folder(tmp_path, [NAME, "佐藤 ハナ"])
    assert found.startswith(f"deep/000003.log: {NAME}")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("before", [0, 1, 2, 3, 7])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_text_is_found_in_base64_wherever_it_begins(code: str, before: int, encode: object) -> None:
    assert callable(encode)
    held = encode(b"x" * before + NAME.encode(code) + "と".encode(code)).decode()
    assert in_text(held, [NAME])


def test_a_text_is_found_escaped_and_in_an_address() -> None:
    assert in_text(json.dumps({"name": NAME}), [NAME])
    assert in_text(f"/find?q={quote(NAME)}", [NAME])


def test_control_another_text_is_not_found_and_no_spelling_is_so_short_that_chance_finds_it() -> None:
    held = "".join(base64.b64encode(f"菊地 キク{n}".encode()).decode() for n in range(50))
    assert in_text(held, [NAME]) == []
    assert min(map(len, spellings("キヨ"))) >= 5
