"""What is sealed opens at its own place and with its own key only, and a missing key is loud."""

import stat
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import vault

OLD, NEW = b"o" * 32, b"n" * 32
PLACE = "participants|needs|7"
texts = st.text(min_size=1, max_size=200)


@pytest.fixture(autouse=True)
def _known_key_afterwards() -> Iterator[None]:
    yield
    vault.load(None)


@given(texts, st.text(max_size=40), st.text(max_size=40))
def test_a_sealed_text_opens_at_its_place_and_nowhere_else(text: str, place: str, other: str) -> None:
    kept = vault.sealed(text, place)
    assert vault.opened(kept, place) == text
    if place != other:
        with pytest.raises(vault.CannotOpen):
            vault.opened(kept, other)


@given(texts, st.data())
def test_with_any_bit_flipped_it_does_not_open(text: str, data: st.DataObject) -> None:
    kept = bytearray(vault.sealed(text, PLACE).encode())
    at = data.draw(st.integers(0, len(kept) * 8 - 1))
    kept[at // 8] ^= 1 << at % 8
    with pytest.raises(vault.CannotOpen):
        vault.opened(kept.decode("latin-1"), PLACE)


@given(st.text(min_size=1, max_size=80))
def test_whatever_else_stands_there_does_not_open_and_nothing_breaks(text: str) -> None:
    with pytest.raises(vault.CannotOpen):
        vault.opened(text, PLACE)


def test_the_place_is_what_keeps_a_text_from_another_row(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = vault.sealed("前の席", PLACE)
    with pytest.raises(vault.CannotOpen):
        vault.opened(kept, "participants|needs|8")
    # The control: with nothing bound to it, a text of one person opens for another.
    monkeypatch.setattr(vault, "_bound", lambda _place, _number: b"")
    assert vault.opened(vault.sealed("前の席", PLACE), "participants|needs|8") == "前の席"


def test_the_same_text_is_never_sealed_alike_and_an_empty_one_not_at_all() -> None:
    assert len({vault.sealed("前の席", PLACE) for _ in range(100)}) == 100
    assert vault.sealed("", PLACE) == vault.opened("", PLACE) == ""


def test_an_old_key_opens_and_the_newest_one_seals() -> None:
    vault.use({1: OLD})
    kept = vault.sealed("前の席", PLACE)
    vault.use({1: OLD, 2: NEW})
    assert vault.opened(kept, PLACE) == "前の席"
    assert (vault.number_of(kept), vault.number_of(vault.sealed("筆談", PLACE))) == (1, 2)


def test_a_missing_key_is_loud_and_names_its_number_and_not_the_text() -> None:
    vault.use({2: NEW})
    kept = vault.sealed("前の席", PLACE)
    vault.use({1: OLD})
    with pytest.raises(vault.CannotOpen, match="key 2 is missing"):
        vault.opened(kept, PLACE)
    vault.use({2: OLD})
    with pytest.raises(vault.CannotOpen) as trouble:
        vault.opened(kept, PLACE)
    assert "前の席" not in str(trouble.value)


def test_a_file_of_keys_is_its_owners_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    vault.write_new(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        vault.write_new(path)
    assert path.read_bytes() == before


def test_a_key_added_by_another_process_is_used_at_once(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    vault.write_new(path)
    vault.load(path)
    old = vault.sealed("前の席", PLACE)
    assert vault.add_key(path) == 2
    assert vault.numbers() == [1, 2]
    assert vault.number_of(vault.sealed("筆談", PLACE)) == 2
    assert vault.opened(old, PLACE) == "前の席"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["keys"]


def test_a_file_that_was_half_written_once_does_not_stop_the_next_key(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    vault.write_new(path)
    path.with_name("keys.part").write_text("2 half")
    assert vault.add_key(path) == 2
    assert sorted(vault.read(path)) == [1, 2]


def test_two_who_add_a_key_at_once_add_two_and_none_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    vault.write_new(path)
    begin = threading.Barrier(4)

    def add(_number: int) -> int:
        begin.wait()
        return vault.add_key(path)

    with ThreadPoolExecutor(4) as people:
        assert sorted(people.map(add, range(4))) == [2, 3, 4, 5]
    assert sorted(vault.read(path)) == [1, 2, 3, 4, 5]
    assert [one.name for one in tmp_path.iterdir()] == ["keys"]


def _second_comes_in_between(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """One adds a key; before she has put the file in its place, another one tries. Returns what he sealed with it."""
    vault.load(path)
    write, sealed, second = vault._write, [], ThreadPoolExecutor(1)

    def slowly(part: Path, keys: Mapping[int, bytes]) -> None:
        write(part, keys)
        monkeypatch.setattr(vault, "_write", write)
        part.replace(path.with_name("mine"))  # else the second one's file would be in the way of hers
        other = second.submit(vault.add_key, path)
        with suppress(TimeoutError):
            other.result(timeout=0.3)
            sealed.append(vault.sealed("前の席", PLACE))
        path.with_name("mine").replace(part)

    monkeypatch.setattr(vault, "_write", slowly)
    number = vault.add_key(path)
    second.shutdown()
    return number, (sealed or [vault.sealed("前の席", PLACE)])[0]


def test_who_adds_a_key_waits_for_who_is_just_adding_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys"
    vault.write_new(path)
    assert _second_comes_in_between(path, monkeypatch)[0] == 2
    assert sorted(vault.read(path)) == [1, 2, 3]


def test_control_without_waiting_the_key_of_a_sealed_text_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "keys"
    vault.write_new(path)
    monkeypatch.setattr(vault, "_held", lambda _path: nullcontext())
    _number, kept = _second_comes_in_between(path, monkeypatch)
    with pytest.raises(vault.CannotOpen):
        vault.opened(kept, PLACE)


@given(texts, texts)
def test_a_mark_is_of_its_text_its_purpose_and_its_key_and_short_enough(text: str, other: str) -> None:
    vault.use({1: OLD, 99999: NEW})
    kept = vault.mark(text, "operations")
    assert len(kept) <= 64
    assert vault.marks(kept, text, "operations")
    assert vault.marks(kept, other, "operations") == (text == other)
    assert not vault.marks(kept, text, "something else")
    vault.use({1: OLD, 99999: NEW, 100000: NEW})
    assert vault.marks(kept, text, "operations")  # the newest key changes nothing of what was marked before
    vault.use({1: OLD, 99999: OLD})
    assert not vault.marks(kept, text, "operations")
    vault.use({1: OLD})
    assert not vault.marks(kept, text, "operations")


@given(st.text(max_size=70), texts)
def test_whatever_else_stands_there_is_no_mark_of_anything(kept: str, text: str) -> None:
    assert not vault.marks(kept, text, "operations")


@pytest.mark.parametrize(
    "text",
    ["", "\n", "1", "one AAAA", f"1 {'A' * 43}=\n1 {'A' * 43}=", "1 AAAA", "1 A B", "1 ＡＡＡＡ", f"1 {'é' * 43}="],
)
def test_what_is_not_a_file_of_keys_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys"
    path.write_text(text, "utf-8")
    with pytest.raises(vault.NoKeys):
        vault.load(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(vault.NoKeys, match="No such file"):
        vault.load(tmp_path / "nothing")


@given(st.dictionaries(st.integers(0, 999), st.binary(min_size=32, max_size=32), min_size=1, max_size=5))
def test_keys_survive_their_file(tmp_path: Path, keys: dict[int, bytes]) -> None:
    (tmp_path / "keys").write_text(vault.written(keys), "ascii")
    assert vault.read(tmp_path / "keys") == keys
