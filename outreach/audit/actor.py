"""Somebody who acts: a person with an account, a volunteer by a pass or a phone, a helper, a resident, the system."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["account", "pass", "phone", "helper", "public", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which city, and with which roles; ``id`` is the account's, the door pass's, the door phone's or the
    helper's.
    """

    kind: Kind
    id: int | None = None
    city_id: int | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    name: str = ""
    lesson_id: int | None = None
    department_id: int | None = None

    @property
    def reference(self) -> str:
        """How audit rows name this actor, such as ``account:12``, ``helper:5`` or ``public``; never a name."""
        return self.kind if self.id is None else f"{self.kind}:{self.id}"

    @property
    def account_id(self) -> int:
        """The account's id; raises ValueError for anybody without an account."""
        if self.kind != "account" or self.id is None:
            raise ValueError(self.reference)
        return self.id

    def may(self, *roles: str) -> bool:
        """Whether this actor holds one of the roles."""
        return not self.roles.isdisjoint(roles)


PUBLIC = Actor("public", roles=frozenset({"public"}))
SYSTEM = Actor("system", roles=frozenset({"system"}))
