"""National holidays of Japan, by the Act on National Holidays (国民の祝日に関する法律), and working days."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from outreach.i18n import Phrase
from outreach.i18n import phrase as _

SATURDAY = 5
NAMES: dict[str, Phrase] = {
    "元日": _("New Year's Day"),
    "成人の日": _("Coming of Age Day"),
    "建国記念の日": _("National Foundation Day"),
    "天皇誕生日": _("the Emperor's Birthday"),
    "春分の日": _("Vernal Equinox Day"),
    "昭和の日": _("Showa Day"),
    "憲法記念日": _("Constitution Day"),
    "みどりの日": _("Greenery Day"),
    "こどもの日": _("Children's Day"),
    "海の日": _("Marine Day"),
    "山の日": _("Mountain Day"),
    "敬老の日": _("Respect for the Aged Day"),
    "秋分の日": _("Autumnal Equinox Day"),
    "スポーツの日": _("Sports Day"),
    "文化の日": _("Culture Day"),
    "勤労感謝の日": _("Labour Thanksgiving Day"),
    "振替休日": _("the substitute holiday"),
    "国民の休日": _("the holiday between two holidays"),
}


def name(day: date) -> Phrase | None:
    """What the holiday of this day is called; None on any other day."""
    called = _of_year(day.year).get(day)
    return None if called is None else NAMES.get(called, Phrase(called))


def is_holiday(day: date) -> bool:
    """Whether this day is a national holiday, a substitute or one between two."""
    return day in _of_year(day.year)


def is_working(day: date) -> bool:
    """Whether this day is neither a holiday nor on a weekend (平日)."""
    return day.weekday() < SATURDAY and not is_holiday(day)


def next_working(day: date) -> date:
    """The first working day after this one (翌平日)."""
    day += timedelta(days=1)
    while not is_working(day):
        day += timedelta(days=1)
    return day


@cache
def _of_year(year: int) -> Mapping[date, str]:
    # The library reads in every country's holidays, half a second; most commands never ask for one.
    from holidays.countries.japan import Japan

    return dict(Japan(years=year, language="ja").items())
