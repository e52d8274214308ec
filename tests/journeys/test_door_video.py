"""The film for the camera is hard enough to mean something, readable, and the same each time."""

import random
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageStat

from tests.journeys import door_video
from tests.journeys.door_video import Film, Unreadable, photographed

TICKETS = [f"HTTPS://CLASSES.CITY.MORIOKA.IWATE.JP/MORIOKA/T/{letter * 146}" for letter in "ABCDEFGH"]


def test_a_good_reader_reads_every_sheet_of_the_film() -> None:
    for seed in range(4):
        chance = random.Random(seed)
        for ticket in TICKETS:
            assert photographed(ticket, chance).size == (640, 480)


def test_the_same_seed_gives_the_same_film_and_another_gives_another(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one", "again", "other")]
    for file, seed in zip(files, (1, 1, 2), strict=True):
        Film(seed, shown=6, between=2).write(file, TICKETS[:2])
    one, again, other = (file.read_bytes() for file in files)
    assert one == again != other


def test_its_frames_are_pictures_one_after_another_with_the_bare_table_between(tmp_path: Path) -> None:
    seconds = Film(shown=6, between=3).write(tmp_path / "film", TICKETS[:2])
    assert seconds == pytest.approx(18 / 30)
    frames = [b"\xff\xd8\xff" + rest for rest in (tmp_path / "film").read_bytes().split(b"\xff\xd8\xff")[1:]]
    texts = [_read(frame, tmp_path) for frame in frames]
    assert texts == [[]] * 3 + [[TICKETS[0]]] * 6 + [[]] * 3 + [[TICKETS[1]]] * 6


def _read(frame: bytes, folder: Path) -> list[str]:
    (folder / "frame.jpg").write_bytes(frame)
    return [found.text for found in zxingcpp.read_barcodes(Image.open(folder / "frame.jpg"))]


def test_it_is_folded_askew_dim_and_grainy() -> None:
    seen = photographed(TICKETS[0], random.Random(1))
    corners = [seen.crop(box) for box in ((0, 0, 60, 60), (580, 0, 640, 60), (0, 420, 60, 480), (580, 420, 640, 480))]
    light = [ImageStat.Stat(corner).mean[0] for corner in corners]
    assert max(light) - min(light) > 30
    assert all(ImageStat.Stat(corner).stddev[0] > 8 for corner in corners)
    [found] = zxingcpp.read_barcodes(seen)
    spot = found.position
    assert spot.top_left.y != spot.top_right.y
    assert spot.top_left.x != spot.bottom_left.x


def test_control_a_picture_that_cannot_be_read_stops_the_film(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_video, "NOISE", 250)
    monkeypatch.setattr(door_video, "DIMMEST", 5)
    with pytest.raises(Unreadable):
        [photographed(ticket, random.Random(1)) for ticket in TICKETS]
