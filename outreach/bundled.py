"""Where the files that travel with the code lie: beside it in a checkout, inside it in an installed wheel."""

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


@cache
def folder(name: str) -> Path:
    """Return the folder `static`, `locales` or `seeds`; raise FileNotFoundError when neither place has it."""
    for place in (PACKAGE / "_bundled" / name, PACKAGE.parent / name):
        if place.is_dir():
            return place
    missing = f"The folder {name!r} is neither beside the package nor inside it."
    raise FileNotFoundError(missing)
