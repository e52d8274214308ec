"""The QR code is small, sharp, described, and any camera reads it back, also from a creased printout held askew."""

import random
import re
import sys
from datetime import date
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from outreach.tickets import new_token, qr_svg, signing, ticket_address
from outreach.tickets.qr import QUIET_ZONE, qr_modules

LOCAL = "http://127.0.0.1:8000"
HOST = "https://classes.city.morioka.iwate.jp"
VERSION_8 = 17 + 4 * 8
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
PAPER, INK, FRAME = 225, 45, 720
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\d+z")
SVG = "{http://www.w3.org/2000/svg}"


def photographed(svg: str, scale: int = 6) -> Image.Image:
    """Paint the drawing as a browser would."""
    root = ET.fromstring(svg)
    size = int(root.attrib["viewBox"].split()[2])
    picture = Image.new("L", (size * scale, size * scale), 255)
    pen = ImageDraw.Draw(picture)
    for x, y, width in (map(int, run) for run in RUN.findall(root.findall(f"{SVG}path")[1].attrib["d"])):
        pen.rectangle((x * scale, y * scale, (x + width) * scale - 1, (y + 1) * scale - 1), fill=0)
    return picture


def a_ticket(host: str = HOST, token: str = "") -> str:
    """The address in the QR of a signed ticket."""
    ticket = signing.signed(3, 20261, date(2026, 11, 25), token or new_token())
    return ticket_address(host, "morioka", ticket)


def folded(sheet: Image.Image, luck: random.Random, creases: int) -> Image.Image:
    """The sheet after it was folded so often, and carried in a bag: along the creases the ink is gone."""
    worn = sheet.copy()
    pen = ImageDraw.Draw(worn)
    size = sheet.width
    for number in range(creases):
        at, slant = luck.uniform(0.3, 0.7) * size, luck.uniform(-0.04, 0.04) * size
        ends = ((at, 0), (at + slant, size)) if number % 2 else ((0, at), (size, at + slant))
        pen.line(ends, fill=PAPER - 25, width=round(size * luck.uniform(0.006, 0.01)))
    for _speck in range(60):
        x, y = luck.uniform(0, size), luck.uniform(0, size)
        pen.ellipse((x, y, x + size / 150, y + size / 150), fill=luck.choice((PAPER, INK)))
    return worn


def held_askew(sheet: Image.Image, luck: random.Random) -> Image.Image:
    """The sheet as it lies before the camera: turned, and nearer at one side."""
    width, height, room = sheet.width, sheet.height, round(sheet.width * 0.25)
    table = Image.new("L", (width + 2 * room, height + 2 * room), 90)
    table.paste(sheet, (room, room))
    turned = table.rotate(luck.uniform(-25, 25), Image.Resampling.BICUBIC, fillcolor=90)
    wide, high = turned.size
    corners = ((0, 0), (0, high), (wide, high), (wide, 0))
    near = [at + luck.uniform(-0.09, 0.09) * wide for corner in corners for at in corner]
    return turned.transform(turned.size, Image.Transform.QUAD, near, Image.Resampling.BICUBIC, fillcolor=90)


def seen_by_a_phone(address: str, seed: int, creases: int = 4) -> Image.Image:
    """A frame of a phone's camera: the paper creased and askew, light from one side, blurred and grainy."""
    luck = random.Random(seed)
    drawn = photographed(qr_svg(address, "Ticket"), scale=12)
    paper = drawn.point(lambda shade: PAPER if shade else INK)
    scene = held_askew(folded(paper, luck, creases), luck).resize((FRAME, FRAME), Image.Resampling.BILINEAR)
    light = Image.linear_gradient("L").rotate(luck.choice((0, 90, 180, 270))).resize(scene.size)
    lit = ImageChops.multiply(scene, light.point(lambda shade: 130 + shade * 125 // 255))
    grain = Image.frombytes("L", scene.size, bytes(luck.choices(range(108, 149), k=FRAME * FRAME)))
    return ImageChops.add(lit.filter(ImageFilter.GaussianBlur(1.2)), grain, offset=-128)


@pytest.mark.parametrize("host", [LOCAL, HOST])
def test_a_camera_reads_the_address_back(host: str) -> None:
    address = a_ticket(host)
    [seen] = zxingcpp.read_barcodes(photographed(qr_svg(address, "Ticket")))
    assert seen.text == address
    assert seen.ec_level == "M"


def read_in(frames: int, creases: int) -> int:
    """In how many frames of so many the phone reads the ticket; whatever else it read would be a wrong ticket."""
    address = a_ticket(token="ABCDEFGHIJKLMNOPQRSTUVWXYA")
    pictures = (seen_by_a_phone(address, seed, creases) for seed in range(frames))
    texts = [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture, formats=QR)]
    assert set(texts) <= {address}
    return len(texts)


@pytest.mark.parametrize(("creases", "fewest"), [(0, 12), (2, 10), (4, 6)])
def test_a_phone_reads_it_from_a_creased_printout_held_askew(creases: int, fewest: int) -> None:
    # Each frame is another sheet, held otherwise; a camera shows more than ten of one sheet in a second.
    assert read_in(12, creases) >= fewest


def test_control_of_a_sheet_that_is_nothing_but_creases_nothing_is_read() -> None:
    assert read_in(4, 60) == 0


def test_the_code_of_a_usual_address_is_a_version_8(capsys: pytest.CaptureFixture[str]) -> None:
    address = a_ticket()
    size = len(qr_modules(address))
    with capsys.disabled():
        sys.stdout.write(f"\n{len(address)} characters: QR version {(size - 17) // 4}-M, {size} modules\n")
    assert size == VERSION_8
    longest = 221 - len(address.removeprefix(HOST.upper())) - len("https://")
    assert len(qr_modules(a_ticket("https://" + "a" * longest))) == VERSION_8
    assert len(qr_modules(a_ticket("https://" + "a" * (longest + 1)))) > VERSION_8


def test_control_lower_case_would_need_a_bigger_code_and_is_not_drawn() -> None:
    import qrcode

    address = ticket_address(LOCAL, "morioka", "A" * 26)
    lower = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M)
    lower.add_data(address.lower())
    lower.make()
    assert lower.modules_count > len(qr_modules(address))
    with pytest.raises(ValueError, match="cannot hold"):
        qr_svg(address.lower(), "Ticket")


def test_the_quiet_zone_stays_white() -> None:
    picture = photographed(qr_svg(ticket_address(LOCAL, "morioka", "A" * 26), "Ticket"), scale=1)
    inner = picture.getbbox() and Image.eval(picture, lambda shade: 255 - shade).getbbox()
    assert inner == (QUIET_ZONE, QUIET_ZONE, picture.width - QUIET_ZONE, picture.height - QUIET_ZONE)


def test_a_screen_reader_hears_the_title_which_cannot_become_markup() -> None:
    root = ET.fromstring(qr_svg(ticket_address(LOCAL, "morioka", "A" * 26), "<b>受講票 & QR</b>"))
    title = root.find(f"{SVG}title")
    assert root.attrib["role"] == "img"
    assert title is not None
    assert title.text == "<b>受講票 & QR</b>"


def test_the_drawing_passes_a_strict_content_security_policy() -> None:
    svg = qr_svg(ticket_address(LOCAL, "morioka", "A" * 26), "Ticket")
    assert "style" not in svg
    assert "<script" not in svg
    assert 'shape-rendering="crispEdges"' in svg
