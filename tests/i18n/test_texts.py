"""A city's own text is shown in the reader's language, or in one that it was written in, and says which."""

import pytest

from outreach.i18n import Text, pick


@pytest.mark.parametrize(
    ("texts", "asked", "shown"),
    [
        ({"ja": "地図", "en": "Maps"}, "en", Text("Maps", "en")),
        ({"ja": "地図", "en": "Maps"}, "vi", Text("地図", "ja")),
        ({"ja": "地図", "ja-x-easy": "ちず", "en": "Maps"}, "vi", Text("ちず", "ja-x-easy")),
        ({"ja": "地図", "ja-x-easy": "ちず"}, "ja", Text("地図", "ja")),
        ({"ja": "地図", "en": "Maps"}, "ja-x-easy", Text("地図", "ja")),
        ({"en": "Maps"}, "ja", Text("Maps", "en")),
        ({"vi": "Bản đồ"}, "ja", Text("Bản đồ", "vi")),
        ({"ja": "地図", "en": "  "}, "en", Text("地図", "ja")),
        ({}, "en", Text("", "en")),
        (None, "en", Text("", "en")),
    ],
)
def test_the_nearest_language_is_shown(texts: dict[str, str] | None, asked: str, shown: Text) -> None:
    assert pick(texts, asked) == shown
