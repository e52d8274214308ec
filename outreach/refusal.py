"""Saying no politely: a rule was not met, and one sentence tells the person so in their language."""

from collections.abc import Iterable, Iterator

from outreach.i18n.phrase import Phrase


class Refusal(Exception):
    """A sentence that is safe to show.

    `field` names the form field that it is about (None: the whole form), and `code` tells programs
    which rule it was.
    """

    def __init__(self, phrase: Phrase, field: str | None = None, code: str = "refused") -> None:
        super().__init__(phrase, field, code)
        self.phrase = phrase
        self.field = field
        self.code = code

    def __str__(self) -> str:
        return self.phrase.text("en")


class Refusals(Exception):
    """Several refusals at once, in the order of the form: iterate it, or read `.all`."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.all = tuple(refusals)
        super().__init__(self.all)

    def __iter__(self) -> Iterator[Refusal]:
        return iter(self.all)

    def __str__(self) -> str:
        return " ".join(map(str, self.all))
