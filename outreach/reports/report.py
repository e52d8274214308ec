"""A report that a city files: its tables, and for each figure the rows that it was counted from, and how."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Literal

from outreach import clock
from outreach.cities import City
from outreach.i18n import Phrase, pick, words
from outreach.i18n.phrase import phrase as _

FIRST_YEAR, LAST_YEAR = 2000, 2099
Span = Literal["year", "month"]


class Mark(Enum):
    """What stands where no number may: ``withheld`` as it could point at somebody, ``reconciling`` as counts differ."""

    WITHHELD = "withheld"
    RECONCILING = "reconciling"


MARKS = {
    # translators: in a table, in the place of a number that could point at one of few people
    Mark.WITHHELD: _("withheld"),
    # translators: in a table, in the place of a number of which three counts say different things
    Mark.RECONCILING: _("being reconciled"),
}
Cell = str | int | float | date | Mark | None


@dataclass(frozen=True, slots=True)
class Period:
    """A fiscal year (April to March), or one month of it where ``month`` is its first day."""

    year: int
    month: date | None = None

    @classmethod
    def of_month(cls, day: date) -> "Period":
        """The month in which a day lies."""
        return cls(words.fiscal_year(day), day.replace(day=1))

    @classmethod
    def read(cls, text: str) -> "Period | None":
        """The period of ``2026`` or ``2026-05``; None for any other text."""
        digits = text.replace("-", "", 1)
        if not (digits.isascii() and digits.isdecimal() and len(text) in (4, 7)) or text.find("-") not in (-1, 4):
            return None
        if not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
            return None
        if len(text) == 4:
            return cls(int(text))
        return cls.of_month(date(int(text[:4]), int(text[5:]), 1)) if 1 <= int(text[5:]) <= 12 else None

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}" if self.month else str(self.year)

    @property
    def span(self) -> Span:
        """Whether it is a year or a month."""
        return "month" if self.month else "year"

    @property
    def first(self) -> date:
        """Its first day."""
        return self.month or words.fiscal_year_days(self.year)[0]

    @property
    def last(self) -> date:
        """Its last day."""
        if self.month is None:
            return words.fiscal_year_days(self.year)[1]
        return (self.month + timedelta(days=32)).replace(day=1) - timedelta(days=1)

    def words(self, language: str) -> str:
        """Its name."""
        return words.month_words(self.month, language) if self.month else words.fiscal_year_words(self.year, language)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for. What was entered after the end of ``as_of`` in Japan is not known to the report."""

    city: City
    period: Period
    as_of: date
    language: str

    @property
    def until(self) -> datetime:
        """The first moment that the report knows nothing of."""
        return datetime.combine(self.as_of + timedelta(days=1), time(), clock.TOKYO)

    def say(self, phrase: Phrase) -> str:
        """A sentence in the report's language."""
        return phrase.text(self.language)

    def pick(self, texts: Mapping[str, str]) -> str:
        """A city's own text in the report's language, or in the nearest one that it was written in."""
        return pick(texts, self.language).text


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows; ``sources`` names, for each row, the rows that were counted, ``rule`` says how.

    ``key`` names the table in files, such as ``centres``. The last row is the sum where ``has_sum``.
    """

    key: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sources: tuple[str, ...] = ()
    rule: str = ""
    has_sum: bool = False

    def numeric(self) -> list[int]:
        """The places of the columns that hold numbers, or stand for one that is not shown."""
        return [at for at in range(1, len(self.head)) if all(_is_figure(row[at]) for row in self.rows)]


def _is_figure(cell: Cell) -> bool:
    return cell is None or isinstance(cell, int | float | Mark)


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is shown and written; all texts are in its language.

    ``rows`` are the classes (no persons) from which anybody can recompute the figures, as the sources name them.
    """

    slug: str
    title: str
    city: City
    period: Period
    as_of: date
    language: str
    notes: tuple[str, ...]
    tables: tuple[Table, ...]
    rows: Table | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What a kind of report adds to the frame that all share."""

    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    rows: Table | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of report: its name in addresses, its title, of which span it is, and who makes it.

    ``make`` asks a fixed number of queries, and none of them in a transaction.
    """

    slug: str
    title: Phrase
    span: Span
    make: Callable[[Asked], Awaitable[Made]]
