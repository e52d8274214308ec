"""What people type becomes what is kept: names untouched, readings in katakana, phones findable."""

from outreach.spelling.addresses import clean_email, clean_postcode
from outreach.spelling.characters import clean_line, clean_text
from outreach.spelling.kana import clean_kana, heard, kana_key
from outreach.spelling.names import clean_name
from outreach.spelling.phones import Phone, clean_phone, phone_words
from outreach.spelling.texts import clean_texts, typed_texts

__all__ = [
    "Phone",
    "clean_email",
    "clean_kana",
    "clean_line",
    "clean_name",
    "clean_phone",
    "clean_postcode",
    "clean_text",
    "clean_texts",
    "heard",
    "kana_key",
    "phone_words",
    "typed_texts",
]
