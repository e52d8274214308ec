"""The QR code is small, sharp, described, and any camera reads it back."""

import re
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from outreach.tickets import new_token, qr_svg, ticket_address
from outreach.tickets.qr import QUIET_ZONE, qr_modules

LOCAL = "http://127.0.0.1:8000"
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


@pytest.mark.parametrize("host", [LOCAL, "https://classes.city.morioka.iwate.jp"])
def test_a_camera_reads_the_address_back(host: str) -> None:
    address = ticket_address(host, "morioka", new_token())
    [seen] = zxingcpp.read_barcodes(photographed(qr_svg(address, "Ticket")))
    assert seen.text == address
    assert seen.ec_level == "M"


def test_the_code_stays_small_enough_to_print() -> None:
    version_4 = 17 + 4 * 4
    assert len(qr_modules(ticket_address(LOCAL, "morioka", "A" * 26))) <= version_4


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
