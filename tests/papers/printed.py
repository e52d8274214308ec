"""Reading a PDF back as people and machines do: its words, its facts, its pictures and the codes on them."""

import io
import math
import subprocess
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import zxingcpp
from PIL import Image

from outreach.tickets.qr import qr_modules

MM_PER_INCH = 25.4
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True)
class Word:
    """A word where it stands, in points from the top left of its page."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass
class Printed:
    """One PDF, laid into a folder."""

    path: Path

    def tool(self, *command: str) -> bytes:
        return subprocess.run([*command, str(self.path), "-"], capture_output=True, check=True).stdout

    @property
    def text(self) -> str:
        """All words without spaces: a narrow column may break anywhere."""
        return "".join(self.tool("pdftotext", "-raw").decode().replace("\u200b", "").split())

    @property
    def info(self) -> dict[str, str]:
        lines = subprocess.run(["pdfinfo", str(self.path)], capture_output=True, check=True).stdout.decode()
        rows = (line.partition(":") for line in lines.splitlines())
        return {name.strip(): value.strip() for name, _colon, value in rows}

    @property
    def pages(self) -> int:
        return int(self.info["Pages"])

    @property
    def is_ua(self) -> bool:
        """Whether its metadata say that it keeps PDF/UA-1 (ISO 14289-1), part 1."""
        xmp = subprocess.run(["pdfinfo", "-meta", str(self.path)], capture_output=True, check=True).stdout.decode()
        return "pdfuaid" in xmp and (
            "<pdfuaid:part>1</pdfuaid:part>" in xmp.replace("\n", "") or 'pdfuaid:part="1"' in xmp
        )

    def words(self) -> list[Word]:
        html = self.tool("pdftotext", "-bbox").decode()
        found = []
        pages = ET.fromstring(html).iter("{http://www.w3.org/1999/xhtml}page")
        for number, page in enumerate(pages, 1):
            for one in page:
                place = (float(one.attrib[name]) for name in ("xMin", "yMin", "xMax", "yMax"))
                found.append(Word(number, one.text or "", *place))
        return found

    def pictures(self, dpi: int = 100) -> list[Image.Image]:
        folder = self.path.with_suffix("")
        folder.mkdir()
        command = ["pdftoppm", "-r", str(dpi), "-gray", str(self.path), str(folder / "page")]
        subprocess.run(command, check=True)
        return [Image.open(io.BytesIO(one.read_bytes())) for one in sorted(folder.iterdir())]

    def codes(self, dpi: int = 100) -> list[list[str]]:
        """What the codes of each page say."""
        return [[code.text for code in zxingcpp.read_barcodes(one, formats=QR)] for one in self.pictures(dpi)]

    def modules(self, dpi: int = 150) -> list[float]:
        """How many millimetres each module of the tickets' codes is wide on paper."""
        found = [code for one in self.pictures(dpi) for code in zxingcpp.read_barcodes(one, formats=QR)]
        return [_side(code.position) / len(qr_modules(code.text)) / dpi * MM_PER_INCH for code in found]


def _side(position: zxingcpp.Position) -> float:
    left, right = position.top_left, position.top_right
    return math.dist((left.x, left.y), (right.x, right.y))


def printed(pdf: bytes, folder: Path, name: str = "paper") -> Printed:
    path = folder / f"{name}.pdf"
    path.write_bytes(pdf)
    return Printed(path)
