"""How large a list may be: far beyond any city's, far below what would hurt the server."""

ROWS = 100_000
COLUMNS = 150
CELL = 30_000
