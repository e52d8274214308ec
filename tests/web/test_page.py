"""What templates are given: words in the visitor's language, marked so that a narrow place breaks them well."""

from datetime import UTC, datetime

import pytest

from outreach.web import page
from outreach.web.locale import speaking

AFTERNOON = datetime(2026, 11, 25, 4, 30, tzinfo=UTC), datetime(2026, 11, 25, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "hours"),
    [("ja", "11月25日（水）", "午後1時30分〜3時"), ("en", "Wednesday 25 November", "1:30 pm to 3 pm")],
)
def test_a_narrow_place_breaks_between_the_day_and_the_hours_of_a_class(language: str, day: str, hours: str) -> None:
    token = speaking.set(language)
    try:
        shown = page.occasion(*AFTERNOON)
    finally:
        speaking.reset(token)

    assert shown == f'<span class="day">{day}</span> <span class="hours">{hours}</span>'


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("盛岡市神明町7-27 2階", '盛岡市神明町<span class="nowrap">7-27</span> 2階'),
        ("愛宕町１４－１", '愛宕町<span class="nowrap">１４－１</span>'),
        ("内丸12番2号<b>", "内丸12番2号&lt;b&gt;"),
    ],
)
def test_a_house_number_stays_on_one_line_and_the_rest_of_an_address_may_break(address: str, shown: str) -> None:
    assert page.unbroken_numbers(address) == shown
