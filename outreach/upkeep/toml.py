"""Writing TOML 1.0, which the standard library only reads: plain values, lists, texts by language, tables of rows.

Inline tables are sorted by key: PostgreSQL does not keep the order of a JSON document.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

Row = Mapping[str, Any]


def value(thing: object) -> str:
    """One value as TOML writes it. Raises TypeError for what a row of ours never holds."""
    if isinstance(thing, bool):
        return "true" if thing else "false"
    if isinstance(thing, int | float | date):
        return str(thing)
    if isinstance(thing, str):
        return json.dumps(thing, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(thing, Mapping):
        inside = ", ".join(f"{_key(key)} = {value(one)}" for key, one in sorted(thing.items()))
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(thing, list | tuple):
        return f"[{', '.join(map(value, thing))}]"
    raise TypeError(type(thing).__name__)


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else value(key)


def table(row: Row) -> str:
    """The lines of one row; a None is left out, because nobody has found it out."""
    return "".join(f"{_key(name)} = {value(cell)}\n" for name, cell in row.items() if cell is not None)


def rows(name: str, found: Iterable[Row]) -> str:
    """An array of tables."""
    return "\n".join(f"[[{name}]]\n{table(row)}" for row in found)
