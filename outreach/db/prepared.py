"""A query that is asked often is put into words once: writing a joined SELECT takes Tortoise longer than its answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from tortoise.models import Model
from tortoise.queryset import QuerySet

from outreach.db.dialects import Dialect, client, dialect

Row = TypeVar("Row", bound=Model)
Value = int | str
_LOWEST = -(2**30)


@dataclass(frozen=True, slots=True)
class _Words:
    """A SELECT in one dialect: its text, its values, which of them change from time to time, and what it joins."""

    model: type[Model]
    text: str
    values: list[Any]
    changing: list[tuple[int, int]]
    joined: list[Any]

    def filled(self, values: Sequence[Value]) -> list[Any]:
        """All values, with those of this time."""
        every = list(self.values)
        for place, number in self.changing:
            every[place] = values[number]
        return every


class Prepared(Generic[Row]):
    """A query for one row. ``build`` makes it of its values, each compared with a column as it is."""

    def __init__(self, build: Callable[..., QuerySet[Row]]) -> None:
        self._build = build
        self._words: dict[Dialect, _Words] = {}

    async def first(self, *values: Value) -> Row | None:
        """The first row for these values with the rows that it joins, or None."""
        words = self._words.get(dialect())
        if words is None:
            words = self._words[dialect()] = self._spelled(values)
        db: Any = client()
        executor = db.executor_class(model=words.model, db=db, select_related_idx=words.joined)
        rows: list[Row] = await executor.execute_select(words.text, words.filled(values))
        return rows[0] if rows else None

    def _spelled(self, values: Sequence[Value]) -> _Words:
        marks = [_LOWEST - n if isinstance(value, int) else f"?{n}" for n, value in enumerate(values)]
        query = self._build(*marks).limit(1)
        query._db = cast("Any", client())  # noqa: SLF001 - as Tortoise itself does before it asks
        query._make_query()  # noqa: SLF001
        text, given = query.query.get_parameterized_sql()
        changing = [(place, marks.index(value)) for place, value in enumerate(given) if value in marks]
        return _Words(query.model, text, list(given), changing, query._select_related_idx)  # noqa: SLF001
