"""A published dataset: its columns, its rows, and what whoever uses it must know of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from outreach.i18n import Phrase
from outreach.i18n.phrase import phrase as _

Value = str | int | float | None
Record = dict[str, Value]
Kind = Literal["text", "integer", "number", "date", "month", "time", "url"]


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, what stands below it, and whether it stands in every row; ``words`` are all that it may say."""

    heading: str
    kind: Kind = "text"
    required: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Links:
    """The whole addresses of a city's public pages, for cells: of the open data, of a class, of a dataset's files."""

    page: str
    lesson: Callable[[int], str]
    file: Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Rows in a layout, and when the newest of their facts was written; None where nobody noted that.

    ``partial``: the layout is followed as far as it is known for certain. ``places``: latitude and longitude are
    among the columns, and ``rough`` are the numbers of the rows whose place is only the middle of a neighbourhood.
    ``reconciling``: its figures are not shown, as they are being compared with the ledger. ``signatures``: how many
    people had to sign before its figures counted (docs/counting-rule.md); None where it counts nothing that is signed.
    """

    name: str
    columns: tuple[Column, ...]
    rows: list[Record]
    updated: datetime | None = None
    places: bool = False
    rough: frozenset[int] = field(default_factory=frozenset)
    reconciling: bool = False
    signatures: int | None = None

    @property
    def about(self) -> "About":
        """Its title and what it holds, in words."""
        return ABOUT[self.name]

    @property
    def headings(self) -> list[str]:
        """All headings in order."""
        return [column.heading for column in self.columns]


@dataclass(frozen=True, slots=True)
class About:
    """A dataset's title and what it holds, in words; its Japanese file name in the national layouts."""

    title: Phrase
    holds: Phrase
    layout: str
    partial: bool = False
    places: bool = False


ABOUT = {
    "events": About(
        _("Classes as a list of events"),
        _("Every class for residents of this fiscal year and after, cancelled ones too: when, where, for how many."),
        "推奨データセット イベント一覧",
        places=True,
    ),
    "events-new": About(
        _("Classes as a list of events, new layout (in part)"),
        _(
            "The same classes with the headings of the newer layout, as far as those are certain. It is no full"
            " conformance to that layout."
        ),
        "自治体標準オープンデータセット イベント一覧",
        partial=True,
        places=True,
    ),
    "centres": About(
        _("Community centres as a list of public facilities"),
        _("The centres where classes are held, with hours and accessibility as far as they are known."),
        "自治体標準オープンデータセット 公共施設一覧",
        places=True,
    ),
    "results": About(
        _("Results by month and district"),
        _(
            "How many classes were held and how many people came, counted by the counting rule, once all classes of a"
            " month are reported and confirmed."
        ),
        "",
    ),
    "catalogue": About(
        _("List of the open data"),
        _("These datasets as a list in the national layout."),
        "推奨データセット オープンデータ一覧",
    ),
}
# ("all", "the whole city") in a table by district; districts are named by the city itself.
WHOLE_CITY = "市全体"
SAMPLE = "見本のデータです。"
# By the rule of a city with one coordinator.
ONE_SIGNATURE = "この市の決まりにより、1人の署名で数えています。"
ROUGH = "緯度・経度は建物ではなく、町の代表点です。"
