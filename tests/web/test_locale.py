"""The language stands in the path, behind the city, and a slash at the end changes nothing."""

import pytest

from outreach.i18n import LANGUAGES
from outreach.web import locale


@pytest.mark.parametrize(
    ("path", "language", "rest"),
    [
        ("/", "ja", "/"),
        ("/en", "en", "/"),
        ("/en/", "en", "/"),
        ("/morioka", "ja", "/morioka"),
        ("/morioka/", "ja", "/morioka"),
        ("/morioka/en", "en", "/morioka"),
        ("/morioka/en/", "en", "/morioka"),
        ("/morioka/en/classes", "en", "/morioka/classes"),
        ("/morioka/classes/en", "ja", "/morioka/classes/en"),
        ("/MORIOKA/T/ABC", "ja", "/MORIOKA/T/ABC"),
        ("/morioka/zh-Hans/classes", "zh-Hans", "/morioka/classes"),
        ("/morioka/my-ticket", "ja", "/morioka/my-ticket"),
    ],
)
def test_the_path_decides_the_language(path: str, language: str, rest: str) -> None:
    assert locale.split(path) == (language, rest)


@pytest.mark.parametrize("path", ["/", "/morioka", "/morioka/classes", "/MORIOKA/T/ABC"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_leads_back_to_its_page_and_language(path: str, language: str) -> None:
    assert locale.split(locale.join(path, language)) == (language, path)
