"""Japanese eras and fiscal years.

The days on which eras began: 元号法 (Act No. 43 of 1979) with its Cabinet Orders (令和 No. 143 of 2019,
平成 No. 1 of 1989), and before it the rescripts of 1926, 1912 and 1868. Japan counts in Gregorian days
since 1 January 1873, the sixth year of Meiji.
"""

from datetime import date
from typing import NamedTuple

from outreach.i18n.languages import gettext


class Era(NamedTuple):
    """An era, its first day, and the year in which its first year lies."""

    name: str
    romanised: str
    first_day: date
    first_year: int


ERAS = (
    Era("令和", "Reiwa", date(2019, 5, 1), 2019),
    Era("平成", "Heisei", date(1989, 1, 8), 1989),
    Era("昭和", "Showa", date(1926, 12, 25), 1926),
    Era("大正", "Taisho", date(1912, 7, 30), 1912),
    Era("明治", "Meiji", date(1873, 1, 1), 1868),
)
FIRST_MONTH = 4


def _(msgid: str) -> str:
    """Mark a sentence for the catalogue: phrases stand above this module."""
    return msgid


# translators: a year as Japanese offices count it; {year} and {next_year} are years such as 2026
FISCAL_YEAR = _("Fiscal year {year} (April {year} to March {next_year})")


def era_year(day: date) -> tuple[Era, int] | None:
    """Return the era of a day and its year there (1 for the first); None before 1873."""
    for era in ERAS:
        if day >= era.first_day:
            return era, day.year - era.first_year + 1
    return None


def year_words(day: date) -> str:
    """Return the year of a day as Japanese papers write it: 令和8年, 令和元年; 1868年 before the table."""
    found = era_year(day)
    if found is None:
        return f"{day.year}年"
    era, year = found
    return f"{era.name}{'元' if year == 1 else year}年"


def fiscal_year(day: date) -> int:
    """Return the fiscal year of a day, which runs from April to March: 2026 for 2027-03-31 (会計法 第1条)."""
    return day.year - (day.month < FIRST_MONTH)


def fiscal_year_days(year: int) -> tuple[date, date]:
    """Return the first and the last day of a fiscal year."""
    return date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH - 1, 31)


def fiscal_year_words(year: int, language: str) -> str:
    """Return a fiscal year's name: 令和8年度; Fiscal year 2026 (April 2026 to March 2027).

    The year in which an era begins before May bears the new era throughout: 2019 is 令和元年度
    (agreement of the ministries on the change of era, 1 April 2019).
    """
    if language == "ja":
        return f"{year_words(date(year, FIRST_MONTH + 1, 1))}度"
    return gettext(language, FISCAL_YEAR).format(year=year, next_year=year + 1)
