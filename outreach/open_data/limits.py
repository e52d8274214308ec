"""How large a list may be: far beyond any city's, far below what would hurt the server."""

from outreach.i18n.phrase import phrase as _
from outreach.refusal import Refusal

ROWS = 100_000
COLUMNS = 150
CELL = 30_000
UNPACKED = 100_000_000


def too_many() -> Refusal:
    """The refusal of a table beyond the limits."""
    sentence = _(
        "The table is larger than {rows} rows or {columns} columns. Please split it.", rows=ROWS, columns=COLUMNS
    )
    return Refusal(sentence, "file", "too-many")


def bomb() -> Refusal:
    """The refusal of a workbook that would fill the memory."""
    sentence = _("This workbook unpacks to far more than a list of centres can need, so it was not opened.")
    return Refusal(sentence, "file", "bomb")
