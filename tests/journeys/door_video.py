"""What the camera of a phone sees at the door: printouts that were folded, held askew, in poor light, by a shaky hand.

Chromium plays such a film instead of a camera and begins again at its end. The same seed gives the same film.
"""

import io
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from outreach.tickets.qr import QUIET_ZONE, qr_modules

WIDTH, HEIGHT = 640, 480
RATE = 30  # frames in a second, at which Chromium plays such a file
SHOWN, BETWEEN = 21, 8
SHAKES = 2  # different pictures of one sheet, played in turn
SHEET = 420
PAPER, INK, TABLE = 232, 38, 92
NOISE = 44
DIMMEST = 118
Corner = tuple[float, float]
Corners = tuple[Corner, Corner, Corner, Corner]


class Unreadable(AssertionError):
    """A picture that even a good reader cannot read would prove nothing about a page."""


@dataclass(frozen=True, slots=True)
class Film:
    """How long things are to be seen, in frames, and the seed of all that is left to chance."""

    seed: int = 5
    shown: int = SHOWN
    between: int = BETWEEN

    def write(self, file: Path, addresses: Iterable[str]) -> float:
        """Write a film that shows the sheets one after another, and the bare table between; returns its seconds."""
        chance = random.Random(self.seed)
        frames = 0
        with file.open("wb") as film:
            for address in addresses:
                for picture in self._seen(address, chance):
                    film.write(picture)
                    frames += 1
        return frames / RATE

    def _seen(self, address: str, chance: random.Random) -> Iterator[bytes]:
        shakes = [_jpeg(photographed(address, chance)) for _shake in range(SHAKES if address else 0)]
        yield from [_jpeg(_table(chance))] * self.between
        yield from (shakes[number // 3 % SHAKES] for number in range(self.shown if address else 0))


def photographed(address: str, chance: random.Random) -> Image.Image:
    """One frame with the sheet. Raises Unreadable when a good reader reads something else from it."""
    scene = _held(_folded(_sheet(address), chance), chance)
    seen = _grainy(_lit(scene, chance).filter(ImageFilter.GaussianBlur(chance.uniform(0.6, 1.1))), chance)
    qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    texts = [found.text for found in zxingcpp.read_barcodes(seen, formats=qr)]
    if texts != [address]:
        message = f"the reader sees {texts} instead of {address}"
        raise Unreadable(message)
    return seen


def _table(chance: random.Random) -> Image.Image:
    return _grainy(_lit(Image.new("L", (WIDTH, HEIGHT), TABLE), chance), chance)


def _sheet(address: str) -> Image.Image:
    """A printed ticket: the code, and some lines of text below."""
    rows = qr_modules(address)
    step = (SHEET - 48) // (len(rows) + 2 * QUIET_ZONE)
    left = (SHEET - step * len(rows)) // 2
    sheet = Image.new("L", (SHEET, SHEET + 40), PAPER)
    pen = ImageDraw.Draw(sheet)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                at = (left + x * step, left + y * step)
                pen.rectangle((*at, at[0] + step - 1, at[1] + step - 1), fill=INK)
    for line in range(3):
        pen.rectangle((left, SHEET + line * 12, SHEET - left - 60 * line, SHEET + line * 12 + 4), fill=INK + 40)
    return sheet


def _folded(sheet: Image.Image, chance: random.Random) -> Image.Image:
    """Folded once across and once down: each quarter leans a little, and the creases stay grey."""
    wide, high = sheet.size
    x, y = wide * chance.uniform(0.4, 0.6), high * chance.uniform(0.4, 0.6)
    bent = (x + chance.uniform(-5, 5), y + chance.uniform(-5, 5))
    quarters = [
        ((0, 0, int(x), int(y)), ((0, 0), (0, y), bent, (x, 0))),
        ((int(x), 0, wide, int(y)), ((x, 0), bent, (wide, y), (wide, 0))),
        ((0, int(y), int(x), high), ((0, y), (0, high), (x, high), bent)),
        ((int(x), int(y), wide, high), (bent, (x, high), (wide, high), (wide, y))),
    ]
    mesh = [(box, tuple(n for corner in corners for n in corner)) for box, corners in quarters]
    folded = sheet.transform(sheet.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC, fillcolor=PAPER)
    shade = Image.new("L", sheet.size, 255)
    pen = ImageDraw.Draw(shade)
    pen.line((x, 0, x, high), fill=150, width=3)
    pen.line((0, y, wide, y), fill=165, width=3)
    return ImageChops.multiply(folded, shade.filter(ImageFilter.GaussianBlur(1.5)))


def _held(sheet: Image.Image, chance: random.Random) -> Image.Image:
    """The sheet as it is held before the camera: turned, and nearer on one side."""
    wide, high = sheet.size

    def near(x: float, y: float) -> Corner:
        return (x + chance.uniform(-26, 26), y + chance.uniform(-20, 20))

    left, top = (WIDTH - 408) / 2, 18
    held = (near(left, top), near(left + 408, top), near(left + 408, top + 444), near(left, top + 444))
    seen = _across(held, (wide, high))
    return sheet.transform(
        (WIDTH, HEIGHT), Image.Transform.PERSPECTIVE, seen, Image.Resampling.BICUBIC, fillcolor=TABLE
    )


def _across(corners: Corners, size: tuple[int, int]) -> tuple[float, ...]:
    """The eight numbers that lead from a frame with these corners back to a picture of this size.

    Heckbert, Fundamentals of Texture Mapping (1989), 2.2.2: the unit square to four corners, then turned round.
    """
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    dx1, dx2, dx3 = x1 - x2, x3 - x2, x0 - x1 + x2 - x3
    dy1, dy2, dy3 = y1 - y2, y3 - y2, y0 - y1 + y2 - y3
    whole = dx1 * dy2 - dx2 * dy1
    g, h = (dx3 * dy2 - dx2 * dy3) / whole, (dx1 * dy3 - dx3 * dy1) / whole
    a, b, c = x1 - x0 + g * x1, x3 - x0 + h * x3, x0
    d, e, f = y1 - y0 + g * y1, y3 - y0 + h * y3, y0
    unit = a * e - b * d
    across = ((e - f * h), (c * h - b), (b * f - c * e))
    down = ((f * g - d), (a - c * g), (c * d - a * f))
    apart = ((d * h - e * g) / unit, (b * g - a * h) / unit)
    scale = (size[0] / unit, size[1] / unit)
    return (*(n * scale[0] for n in across), *(n * scale[1] for n in down), *apart)


def _lit(scene: Image.Image, chance: random.Random) -> Image.Image:
    """Light from one side only."""
    light = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(scene.size)
    return ImageChops.multiply(scene, light.point([DIMMEST + shade * (255 - DIMMEST) // 255 for shade in range(256)]))


def _grainy(scene: Image.Image, chance: random.Random) -> Image.Image:
    grain = Image.frombytes("L", scene.size, chance.randbytes(scene.width * scene.height))
    shifted = grain.point([shade * NOISE // 255 for shade in range(256)])
    return ImageChops.add(scene, shifted, 1, -NOISE // 2)


def _jpeg(picture: Image.Image) -> bytes:
    kept = io.BytesIO()
    picture.convert("RGB").save(kept, "JPEG", quality=70)
    return kept.getvalue()
