"""The QR code of a ticket, drawn as SVG into the page."""

from functools import lru_cache
from html import escape
from itertools import groupby

from outreach.tickets.tokens import checked_address

QUIET_ZONE = 4  # modules on each side: ISO/IEC 18004, 6.3.8


def qr_svg(address: str, title: str) -> str:
    """Return an inline `<svg>` of an alphanumeric address (else ValueError); it may be printed as it is."""
    return _drawn(qr_modules(address), title)


def link_svg(address: str, title: str) -> str:
    """Return an inline `<svg>` of any address, in upper and lower case; it is larger than a ticket's."""
    return _drawn(_modules(address), title)


def _drawn(rows: tuple[tuple[bool, ...], ...], title: str) -> str:
    size, name = len(rows) + 2 * QUIET_ZONE, escape(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" role="img" aria-label="{name}"'
        f' viewBox="0 0 {size} {size}" shape-rendering="crispEdges"><title>{name}</title>'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{_path(rows)}"/></svg>'
    )


@lru_cache(maxsize=256)
def qr_modules(address: str) -> tuple[tuple[bool, ...], ...]:
    """Return the dark modules row by row, without the quiet zone, at error correction M."""
    return _modules(checked_address(address))


def _modules(address: str) -> tuple[tuple[bool, ...], ...]:
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(address, optimize=0)  # the whole address in one alphanumeric segment
    code.make(fit=True)
    return tuple(tuple(map(bool, row)) for row in code.modules)


def _path(rows: tuple[tuple[bool, ...], ...]) -> str:
    return "".join(
        f"M{start} {y + QUIET_ZONE}h{width}v1h-{width}z"
        for y, row in enumerate(rows)
        for start, width in _dark_runs(row)
    )


def _dark_runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    runs, x = [], QUIET_ZONE
    for dark, group in groupby(row):
        width = len(list(group))
        if dark:
            runs.append((x, width))
        x += width
    return runs
