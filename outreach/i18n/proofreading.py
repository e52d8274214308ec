"""Reading a translation against its source: nothing missing, nothing unsure, every value where it belongs."""

import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

FIELD = re.compile(r"%\((\w+)\)[a-z]|(?<!\{)\{([A-Za-z_]\w*)\}")

LEFT_OUT = re.compile(r"%%|%\(\w+\)[a-z]")


def mistakes(catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """Yield what is wrong with a catalogue, measured by a fresh template."""
    wanted = {_key(message): message for message in template if message.id}
    present = {_key(message): message for message in catalogue if message.id}
    for key in sorted(wanted.keys() - present.keys(), key=str):
        yield f"not in the catalogue: {_shown(wanted[key])}"
    for key in sorted(present.keys() - wanted.keys(), key=str):
        yield f"no longer in use: {_shown(present[key])}"
    for key in sorted(wanted.keys() & present.keys(), key=str):
        yield from _message_mistakes(present[key])


def _message_mistakes(message: Message) -> Iterator[str]:
    forms = _forms(message.string)
    if message.fuzzy:
        yield f"marked as unsure: {_shown(message)}"
    if not all(form.strip() for form in forms):
        yield f"not translated: {_shown(message)}"
        return
    if any(_is_lone(form) for form in forms) and not any(_is_lone(source) for source in _forms(message.id)):
        yield f"has a per cent sign that its page would take for a value: {_shown(message)}"
    if not all(_same_fields(message, form) for form in forms):
        yield f"names other values than its source: {_shown(message)}"


def _is_lone(form: str) -> bool:
    """Whether a per cent sign is neither doubled nor before a value; templates read every one (Jinja, newstyle)."""
    return "%" in LEFT_OUT.sub("", form)


def _same_fields(message: Message, form: str) -> bool:
    sources = [fields(source) for source in _forms(message.id)]
    return set.intersection(*sources) <= fields(form) <= set.union(*sources)


def fields(sentence: str) -> set[str]:
    """Return the names of the values in a sentence, `{name}` in code and `%(name)s` in templates."""
    return {named or braced for named, braced in FIELD.findall(sentence)}


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _key(message: Message) -> tuple[str | None, tuple[str, ...]]:
    return message.context, _forms(message.id)


def _shown(message: Message) -> str:
    return repr(_forms(message.id)[0])
