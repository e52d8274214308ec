"""Dates, times and numbers as people write them, and as a clerk says them on the phone.

Japanese and English have words of their own here. The other languages take the names and numbers of CLDR by Babel,
with Latin digits, as they stand on phones, tickets and doors in Japan.
"""

from datetime import date, datetime, time
from functools import lru_cache

from outreach.clock import TOKYO
from outreach.i18n.eras import (
    era_year,
    fiscal_year,
    fiscal_year_days,
    fiscal_year_words,
    year_words,
)
from outreach.i18n.languages import LANGUAGES, is_japanese

__all__ = [
    "date_words",
    "day_words",
    "era_year",
    "fiscal_year",
    "fiscal_year_days",
    "fiscal_year_words",
    "moment_words",
    "month_words",
    "number_words",
    "percent_words",
    "period_words",
    "spoken_date",
    "spoken_period",
    "spoken_time",
    "time_words",
    "weekday_words",
    "year_words",
]

NOON = 12
# A day without its year, and one under its month's heading: the weekday in full, which Babel would shorten.
PATTERNS = {
    "zh-Hans": ("M月d日EEEE", "d日EEEE"),
    "zh-Hant": ("M月d日 EEEE", "d日 EEEE"),
    "ko": ("M월 d일 EEEE", "d일 EEEE"),
    "vi": ("EEEE, d MMMM", "EEEE, 'ngày' d"),
    "fil": ("EEEE, MMMM d", "EEEE, d"),
    "ne": ("MMMM d, EEEE", "d, EEEE"),
    "pt-BR": ("EEEE, d 'de' MMMM", "EEEE, d"),
    "id": ("EEEE, d MMMM", "EEEE, d"),
    "my": ("MMMM d EEEE", "d 'ရက်' EEEE"),
}
# CLDR's short Korean time says AM and PM.
TIMES = {"ko": "aaaa h:mm"}
# Whose day and time stand side by side without a comma.
SPACED = frozenset({"zh-Hans", "zh-Hant", "ko"})
DAYS = {
    "ja": "月火水木金土日",
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def local_date(day: date | datetime) -> date:
    """Return the day on the wall calendar in Japan; a moment in another zone is moved there first."""
    return local_moment(day).date() if isinstance(day, datetime) else day


def local_moment(moment: datetime) -> datetime:
    """Return the moment on the wall clock in Japan; raise ValueError when it names no zone."""
    if moment.tzinfo is None:
        naive = "A moment without a zone could mean any hour."
        raise ValueError(naive)
    return moment.astimezone(TOKYO)


def local_time(at: time | datetime) -> time:
    """Return the time on the wall clock in Japan."""
    return local_moment(at).time() if isinstance(at, datetime) else at


def date_words(day: date | datetime, language: str, *, year: bool = False) -> str:
    """Return 11月25日（水）, with the year 令和8年11月25日（水）; Wednesday 25 November (2026)."""
    return _date_words(local_date(day), language, year)


@lru_cache(maxsize=4096)
def _date_words(day: date, language: str, year: bool) -> str:  # noqa: FBT001 - a key of the cache
    if is_japanese(language):
        return f"{_japanese_year(day, language) if year else ''}{day.month}月{day.day}日（{DAYS['ja'][day.weekday()]}）"
    if language == "en":
        words = f"{DAYS['en'][day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
        return f"{words} {day.year}" if year else words
    return _babel_date(day, language, "full" if year else PATTERNS[language][0])


def day_words(day: date | datetime, language: str) -> str:
    """Return the day under its month's heading: 25日（水）; Wednesday 25."""
    said = local_date(day)
    if is_japanese(language):
        return f"{said.day}日（{DAYS['ja'][said.weekday()]}）"
    if language == "en":
        return f"{DAYS['en'][said.weekday()]} {said.day}"
    return _babel_date(said, language, PATTERNS[language][1])


def weekday_words(day: date | datetime, language: str) -> str:
    """Return the name of the day in its week: 水曜日; Wednesday."""
    said = local_date(day)
    if language in DAYS:
        return f"{DAYS[language][said.weekday()]}{'曜日' if language == 'ja' else ''}"
    return _babel_date(said, language, "EEEE")


def month_words(day: date | datetime, language: str) -> str:
    """Return the month with its year: 令和8年11月; November 2026."""
    first = local_date(day)
    if is_japanese(language):
        return f"{_japanese_year(first, language)}{first.month}月"
    if language == "en":
        return f"{MONTHS[first.month - 1]} {first.year}"
    return _babel_month(first, language)


def time_words(at: time | datetime, language: str) -> str:
    """Return 午後1時30分, 正午; 1:30 pm, 12 noon."""
    return _time_words(local_time(at).replace(tzinfo=None), language)


@lru_cache(maxsize=4096)
def _time_words(at: time, language: str) -> str:
    if is_japanese(language):
        return "正午" if _is_noon(at) else f"{_half(at)}{_hours(at)}"
    if language == "en":
        return _english_time(at)
    from babel.dates import format_time

    return format_time(at, TIMES.get(language, "short"), locale=_locale(language))


def moment_words(moment: datetime, language: str, *, year: bool = False) -> str:
    """Return 11月25日（水）午後1時30分; Wednesday 25 November, 1:30 pm."""
    day, at = date_words(moment, language, year=year), time_words(moment, language)
    if is_japanese(language):
        return f"{day}{at}"
    return f"{day}{' ' if language in SPACED else ', '}{at}"


def period_words(start: time | datetime, end: time | datetime, language: str) -> str:
    """Return 午後1時30分〜3時, the half of the day said once; 1:30 pm to 3 pm."""
    if is_japanese(language):
        return f"{time_words(start, language)}〜{_japanese_end(start, end)}"
    return f"{time_words(start, language)} {'to' if language == 'en' else '–'} {time_words(end, language)}"


def spoken_date(day: date | datetime, language: str) -> str:
    """Return the day as it is said aloud: 11月25日、水曜日; Wednesday 25 November."""
    if not is_japanese(language):
        return date_words(day, language)
    said = local_date(day)
    return f"{said.month}月{said.day}日、{DAYS['ja'][said.weekday()]}曜日"


def spoken_time(at: time | datetime, language: str) -> str:
    """Return the time as it is said aloud, which is as it is written."""
    return time_words(at, language)


def spoken_period(start: datetime, end: datetime, language: str) -> str:
    """Return 11月25日、水曜日、午後1時30分から3時まで; Wednesday 25 November, from 1:30 pm to 3 pm."""
    day = spoken_date(start, language)
    if is_japanese(language):
        return f"{day}、{time_words(start, language)}から{_japanese_end(start, end)}まで"
    if language == "en":
        return f"{day}, from {period_words(start, end, language)}"
    between = " " if language in SPACED else ", "
    return f"{day}{between}{period_words(start, end, language)}"


def number_words(number: float, language: str) -> str:
    """Return a number with the separators of the language: 1,234."""
    if language in ("ja", "en", "ja-x-easy"):
        return f"{number:,}"
    from babel.numbers import format_decimal

    return format_decimal(number, locale=_locale(language))


def percent_words(share: float, language: str) -> str:
    """Return a share of one as a whole percentage, never rounded up to 100: 12%."""
    from babel.numbers import format_percent

    rounded = round(share * 100)
    floored = 99 if share < 1 <= rounded / 100 else rounded
    return format_percent(floored / 100, locale=_locale(language))


def _half(at: time) -> str:
    return "午前" if at.hour < NOON else "午後"


def _hours(at: time) -> str:
    return f"{at.hour % NOON}時{f'{at.minute}分' if at.minute else ''}"


def _is_noon(at: time) -> bool:
    return (at.hour, at.minute) == (NOON, 0)


def _japanese_end(start: time | datetime, end: time | datetime) -> str:
    first, last = local_time(start), local_time(end)
    repeated = not _is_noon(first) and not _is_noon(last) and _half(first) == _half(last)
    return _hours(last) if repeated else time_words(end, "ja")


def _english_time(at: time) -> str:
    if at.minute == 0 and at.hour % NOON == 0:
        return "12 noon" if at.hour else "12 midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % NOON or NOON}{minutes} {'am' if at.hour < NOON else 'pm'}"


def _japanese_year(day: date, language: str) -> str:
    # The national guideline for easy Japanese (2020) asks for the year of the Western calendar.
    return year_words(day) if language == "ja" else f"{day.year}年"


@lru_cache(maxsize=4096)
def _babel_date(day: date, language: str, pattern: str) -> str:
    from babel.dates import format_date

    return format_date(day, pattern, locale=_locale(language))


@lru_cache(maxsize=4096)
def _babel_month(first: date, language: str) -> str:
    from babel.dates import format_skeleton

    moment = datetime(first.year, first.month, first.day, tzinfo=TOKYO)
    return format_skeleton("yMMMM", moment, tzinfo=TOKYO, locale=_locale(language))


def _locale(tag: str) -> str:
    return LANGUAGES[tag].locale
