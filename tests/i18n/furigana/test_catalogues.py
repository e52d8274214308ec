"""The sentences that residents read: nearly all of their kanji have a reading, and the rest are known."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from outreach.i18n import catalogue
from outreach.i18n.furigana import pieces
from outreach.i18n.furigana.dictionary import RUN

VALUES = re.compile(r"<[^>]+>|%\(\w+\)s|\{\w+\}")


def sentences(tag: str) -> Iterator[str]:
    for message in catalogue.read(catalogue.catalogue_path(catalogue.ROOT, tag), tag):
        if message.id:
            yield from (VALUES.sub("5", form) for form in forms(message))


def forms(message: Message) -> tuple[str, ...]:
    return (message.string or "",) if isinstance(message.string, str | None) else tuple(message.string)


@pytest.mark.parametrize(("tag", "least"), [("ja-x-easy", 0.96), ("ja", 0.88)])
def test_nearly_every_kanji_can_be_read(tag: str, least: float) -> None:
    read: Counter[bool] = Counter()
    unread: Counter[str] = Counter()
    for one in (piece for sentence in sentences(tag) for piece in pieces(sentence)):
        read[bool(one.reading)] += sum(len(run) for run in RUN.findall(one.text))
        unread.update(RUN.findall(one.text) if not one.reading else ())
    share = read[True] / read.total()
    print(f"furigana in {tag}: {share:.1%} of {read.total()} kanji; without: {unread.most_common(12)}")  # noqa: T201
    assert share > least, unread.most_common(40)
