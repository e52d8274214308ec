import pytest

from outreach.i18n import LANGUAGES
from outreach.refusal import Refusals
from outreach.spelling import clean_texts, typed_texts


def test_only_japanese_is_required_and_empty_languages_are_left_out() -> None:
    assert clean_texts({"name_ja": " 福祉  課 ", "name_en": " "}, "name") == {"ja": "福祉 課"}


def test_each_language_is_refused_at_its_own_field() -> None:
    with pytest.raises(Refusals) as refused:
        clean_texts({"name_en": "x" * 11}, "name", 10)
    assert [one.field for one in refused.value] == ["name_ja", "name_en"]


def test_a_text_that_nobody_must_write_may_be_empty() -> None:
    assert clean_texts({}, "note", required=False) == {}


def test_longer_texts_keep_their_lines() -> None:
    assert clean_texts({"text_ja": "一\r\n二"}, "text", lines=True) == {"ja": "一\n二"}


def test_texts_come_back_as_the_fields_of_a_form() -> None:
    fields = typed_texts("name", {"ja": "福祉", "vi": "Phúc lợi"})
    assert {name: text for name, text in fields.items() if text} == {"name_ja": "福祉", "name_vi": "Phúc lợi"}
    assert len(fields) == len(LANGUAGES)
