"""The words of the pages: what each means, how it is written in Japanese and how that is read (WCAG 3.1.3, 3.1.6)."""

from dataclasses import dataclass

from outreach.i18n import Phrase
from outreach.i18n import phrase as _


@dataclass(frozen=True, slots=True)
class Word:
    """A word in the reader's language and its meaning, with the Japanese word on signs and papers and its reading."""

    word: Phrase
    meaning: Phrase
    japanese: str
    kana: str


WORDS = (
    Word(_("Class"), _("One meeting at which you learn to use a smartphone."), "教室", "きょうしつ"),
    Word(_("Course"), _("What is taught, for example maps. A course may have several classes."), "講座", "こうざ"),
    Word(_("Sign up"), _("To tell us that you would like to come to a class."), "申込み", "もうしこみ"),
    Word(
        _("Ticket"),
        _("A ticket is a page or a sheet of paper with a number of eight digits and a code."),
        "受講票",
        "じゅこうひょう",
    ),
    Word(
        _("Waiting list"),
        _("The list of a class that is full. When somebody cancels, the first person on it is asked."),
        "キャンセル待ち",
        "キャンセルまち",
    ),
    Word(_("Draw"), _("Chance decides who gets a seat, not who comes first."), "抽選", "ちゅうせん"),
    Word(_("Consultation"), _("You ask a helper about your own smartphone, one to one."), "相談", "そうだん"),
    Word(_("Community centre"), _("A house of the city for meetings and classes."), "公民館", "こうみんかん"),
    Word(_("Door"), _("The place at the entrance where you show your ticket."), "受付", "うけつけ"),
    Word(_("QR code"), _("A square of black and white dots that a camera reads."), "二次元コード", "にじげんコード"),
    Word(_("Furigana"), _("Small letters beside kanji that say how they are read."), "ふりがな", "ふりがな"),
    Word(_("Open data"), _("Lists of the city that everybody may use."), "オープンデータ", "オープンデータ"),
)
