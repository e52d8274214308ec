"""Readings: kept in full-width katakana, sorted and searched by the sound."""

import re
import unicodedata
from functools import lru_cache

import jaconv

from outreach.i18n.phrase import phrase as _
from outreach.refusal import Refusal
from outreach.spelling.characters import graphemes, too_long, visible

LONGEST = 60
READING = re.compile("[ァ-ヺーヽヾㇰ-ㇿ・ ]+")
LETTER = re.compile("[ァ-ヺ]")
SPACED_MARKS = str.maketrans("゛゜", "\u3099\u309a")
LOOSE_MARKS = dict.fromkeys(map(ord, "\u3099\u309a"))
DASH_AFTER_KANA = re.compile("(?<=[ァ-ヺー])[-‐‑‒–—―−ｰ─]")
# The last + keeps what it took: given back syllable by syllable, a long line would take for ever.
ROMAN = re.compile(
    r"(?:(?:(?P<twice>[kstpcgzdbfhjmrn])(?=(?P=twice))|t(?=ch)|n)?"
    r"(?:[kgnhbpmr]y|sh|ch|ts|[kgsztdnhbpmyrwfvj])?[aiueo]|n(?![aiueoy])|m(?=[bp])|ん)++"
)
SOUNDS = (
    *("あかがさざただなはばぱまやらわ", "いきぎしじちぢにひびぴみり", "うくぐすずつづぬふぶぷむゆる"),
    *("えけげせぜてでねへべぺめれ", "おこごそぞとどのほぼぽもよろを"),
)
VOWELS = {sound: row[0] for row in SOUNDS for sound in row}
LARGE = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖゐゑ", "あいうえおつやゆよわかけいえ")
V_SOUNDS = (("ゔぁ", "ば"), ("ゔぃ", "び"), ("ゔぇ", "べ"), ("ゔぉ", "ぼ"), ("ゔ", "ぶ"))
W_SOUNDS = str.maketrans("ヷヸヹヺ", "わいえを")
UNVOICED, WITH_VOICE = "かきくけこさしすせそたちつてとはひふへほ", "がぎぐげござじずぜぞだぢづでどばびぶべぼ"
VOICED = dict(zip(UNVOICED, WITH_VOICE, strict=True))
SMALL_AINU = str.maketrans("ㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ", "くしすとぬはひふへほむらりるれろ")
BESIDE_SOUND = re.compile(r"[\s・･·'’\-‐‑‒–—―−]")


def clean_kana(text: str, *, field: str | None = None) -> str:
    """Return a reading in full-width katakana: ﾔﾏﾀﾞ, やまだ and ヤマタ゛ all become ヤマダ."""
    reading = _katakana(visible(text, field))
    if not READING.fullmatch(reading) or not LETTER.search(reading):
        raise Refusal(_("Please write the reading in kana."), field, "kana")
    if graphemes(reading) > LONGEST:
        raise Refusal(too_long(LONGEST).phrase, field, "too_long")
    return reading


@lru_cache(maxsize=4096)
def kana_key(text: str) -> str:
    """Return what a reading is sorted and searched by: hiragana, large, long vowels spelled out, no spaces.

    Roman letters become kana where they spell some (yamada, Yamada); other characters stay, case folded.
    """
    folded = _katakana(text).translate(W_SOUNDS).casefold()
    sounds = jaconv.kata2hira(_roman_to_kana(folded)).translate(SMALL_AINU)
    for spelled, said in V_SOUNDS:
        sounds = sounds.replace(spelled, said)
    large = BESIDE_SOUND.sub("", sounds).translate(LARGE)
    joined = unicodedata.normalize("NFC", large)  # a mark beside a small kana joins the large one, and makes ゔ of ぅ
    return _spelled_out(joined.replace(*V_SOUNDS[-1]).translate(LOOSE_MARKS))


def heard(text: str) -> str:
    """The reading that kana or romaji spell, in hiragana where it was romaji; empty for anything else."""
    words = unicodedata.normalize("NFKC", text).split()
    reading = " ".join(_roman_to_kana(word.casefold()) for word in words)
    return reading if READING.fullmatch(_katakana(reading)) else ""


def _katakana(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text.translate(SPACED_MARKS))
    katakana = jaconv.hira2kata(composed).replace("ゝ", "ヽ").replace("ゞ", "ヾ").replace("ゟ", "ヨリ")
    return " ".join(DASH_AFTER_KANA.sub("ー", katakana).split())


def _roman_to_kana(text: str) -> str:
    letters = BESIDE_SOUND.sub("", re.sub("n['’]", "ん", text))
    if not ROMAN.fullmatch(letters):
        return text
    kana: str = jaconv.alphabet2kana(re.sub("[nm](?=[nm][aiueoy]|[bp])", "ん", letters))
    return text if re.search("[a-z]", kana) else kana


def _spelled_out(sounds: str) -> str:
    key = ""
    for sound in sounds:
        key += _in_place(sound, key[-1:])
    return key


def _in_place(sound: str, before: str) -> str:
    if sound == "ー":
        return VOWELS.get(before, "")
    if sound in "ヽゝ":
        return before
    if sound in "ヾゞ":
        return VOICED.get(before, before)
    return sound
