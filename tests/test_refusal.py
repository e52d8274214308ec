"""A refusal says its sentence in the reader's language, and where on the form it belongs."""

import pickle

from outreach.i18n import phrase
from outreach.refusal import Refusal, Refusals


def test_a_refusal_carries_its_sentence_its_field_and_its_rule() -> None:
    refusal = Refusal(phrase("Please use at most {longest} characters.", longest=60), "name", "too_long")
    assert (refusal.field, refusal.code) == ("name", "too_long")
    assert refusal.phrase.text("en") == str(refusal) == "Please use at most 60 characters."


def test_several_refusals_keep_the_order_of_the_form() -> None:
    several = [Refusal(phrase("One."), "a"), Refusal(phrase("Two."), "b")]
    assert list(Refusals(several)) == several
    assert str(Refusals(several)) == "One. Two."


def test_a_refusal_survives_a_trip_between_processes() -> None:
    copy = pickle.loads(pickle.dumps(Refusal(phrase("No."), "a", "never")))
    assert (copy.field, copy.code, str(copy)) == ("a", "never", "No.")
