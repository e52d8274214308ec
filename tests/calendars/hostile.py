"""Texts that break calendars: signs of many octets and parts, signs that mean something, signs that may not be."""

from hypothesis import strategies as st

# One sign each, as people see it: accents and voicing marks behind the letter, a family, a flag, an old form of a sign.
CLUSTERS = [
    "か\u3099",
    "e\u0301",
    "👨\u200d👩\u200d👧",
    "🇯🇵",
    "葛\U000e0100",
    "สวั",
    "नि",
    "각",
    "𠮷",
    "ｶﾞ",
    "\u0915\u094d\u0937",
]
MEANING = ["\\", ";", ",", "\n", "\\n", "\\,", ":", '"', "BEGIN:VEVENT", "END:VCALENDAR", "=", "\t", " "]
UNWELCOME = ["\x00", "\x08", "\x0b", "\x1f", "\x7f", "\ud800", "\udfff", "\r", "\r\n", "\x85", "\u2028", "\ufeff"]

pieces = st.one_of(st.sampled_from([*CLUSTERS, *MEANING, *UNWELCOME]), st.characters(), st.text(max_size=40))
texts = st.lists(pieces, max_size=40).map("".join)
