"""The role matrix as data: policy.toml names every route and who may use it; what is not named is closed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from outreach.accounts import ROLES

EVERYBODY = "public"
KNOWN = frozenset({EVERYBODY, "volunteer", *ROLES})


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may use one route: any of ``roles``; ``stored`` pages are kept for a moment and served to all alike.

    ``upload`` routes take a file, and may take more bytes than a form. ``json`` routes are for scripts of our own pages
    and speak JSON both ways.
    """

    name: str
    path: str
    methods: tuple[str, ...]
    roles: frozenset[str]
    stored: bool = False
    upload: bool = False
    json: bool = False

    @property
    def is_public(self) -> bool:
        """Whether anybody may use it without signing in."""
        return EVERYBODY in self.roles


class NoRule(RuntimeError):
    """A route has no row in policy.toml, or a row has no route: the server does not start."""


@cache
def load() -> Mapping[str, Rule]:
    """All rules by route name, such as ``desk:sign_up``; read once in a process."""
    rows = tomllib.loads(files("outreach.web").joinpath("policy.toml").read_text("utf-8"))
    return MappingProxyType({name: _rule(name, row) for name, row in rows.items()})


def _rule(name: str, row: dict[str, object]) -> Rule:
    roles, methods = row["roles"], row["methods"]
    if not isinstance(roles, list) or not isinstance(methods, list) or not set(roles) <= KNOWN or not roles:
        message = f"policy.toml: {name} needs methods and known roles"
        raise NoRule(message)
    return Rule(
        name,
        str(row["path"]),
        tuple(methods),
        frozenset(roles),
        stored=row.get("stored") is True,
        upload=row.get("upload") is True,
        json=row.get("json") is True,
    )
