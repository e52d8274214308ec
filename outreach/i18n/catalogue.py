"""The workshop of the translations: `python -m outreach.i18n.catalogue extract|update|compile|check`.

`extract` collects the sentences into locales/outreach.pot, `update` carries them into each language,
`compile` writes the .mo files, and `check` says what is stale, missing or broken. The files hold no dates,
no names and no line numbers, so that they change only when a sentence does. A language that no staff room speaks
holds only the sentences that everybody reads.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import PoFileError, read_po, write_po

from outreach import bundled
from outreach.i18n.languages import DOMAIN, DRAFT, LANGUAGES, SOURCE, compile_catalogue
from outreach.i18n.proofreading import mistakes
from outreach.i18n.scope import is_for_everybody

KEYWORDS = {**DEFAULT_KEYWORDS, "_n": (1, 2), "phrase": None, "phrase_n": (1, 2)}
HEADER = "# The sentences of Outreach; see CONTRIBUTING for how to translate them."
CHANGING = ("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Last-Translator", "Language-Team")
IMPERSONAL = (*CHANGING, "Report-Msgid-Bugs-To")
ROOT = bundled.PACKAGE.parent


def extract(root: Path = ROOT) -> None:
    """Write locales/outreach.pot from the code and the templates."""
    template_path(root).write_text(written(extracted(root)), encoding="utf-8")


def update(root: Path = ROOT) -> None:
    """Bring each language's .po to the sentences of the code; new ones are empty, old ones go."""
    every = extracted(root)
    for tag in translated_languages():
        path = catalogue_path(root, tag)
        catalogue = _known(root, tag)
        catalogue.update(wanted(every, tag), no_fuzzy_matching=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written(catalogue), encoding="utf-8")


def compile_all(root: Path = ROOT) -> None:
    """Write each language's .mo beside its .po."""
    for tag in translated_languages():
        source = catalogue_path(root, tag)
        source.with_suffix(".mo").write_bytes(compile_catalogue(source))


def complaints(root: Path = ROOT) -> list[str]:
    """Return what is wrong with the catalogues, one sentence each; none when they may be shipped."""
    fresh = extracted(root)
    path = template_path(root)
    stale = not path.is_file() or path.read_text(encoding="utf-8") != written(fresh)
    found = [f"{path.name} is stale: run `make locales`."] if stale else []
    for tag in translated_languages():
        found += [f"{tag}: {mistake}" for mistake in _language_mistakes(root, tag, wanted(fresh, tag))]
    return found


def drafted(root: Path = ROOT) -> dict[str, int]:
    """Return how many sentences of each language a machine wrote and nobody has approved; only languages with such."""
    found = {tag: sum(DRAFT in one.flags for one in _known(root, tag)) for tag in translated_languages()}
    return {tag: count for tag, count in found.items() if count}


def wanted(every: Catalog, tag: str) -> Catalog:
    """Return the part of the sentences that a language needs: all for staff, else those that everybody reads."""
    if LANGUAGES[tag].staff:
        return every
    part = empty()
    for message in every:
        if message.id and is_for_everybody(file for file, _line in message.locations):
            part.add(message.id, auto_comments=message.auto_comments, context=message.context)
    return part


def extracted(root: Path) -> Catalog:
    """Return the catalogue of all sentences in the package under the root."""
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel left it untyped
    catalogue = empty()
    for name, line, message, comments, context in extract_from_dir(
        root / "outreach", methods, options, KEYWORDS, ("translators:",), strip_comment_tags=True
    ):
        catalogue.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return catalogue


def empty(tag: str | None = None) -> Catalog:
    """Return a catalogue without sentences, of a language or (None) for the translators to start from."""
    if tag is None:
        return Catalog(None, DOMAIN, HEADER, project=DOMAIN, version="1", fuzzy=False)
    spoken = LANGUAGES[tag]
    made = Catalog(spoken.locale, DOMAIN, HEADER, project=DOMAIN, version="1", fuzzy=False)
    forms, rule = spoken.plural
    made.mime_headers = [("Plural-Forms", f"nplurals={forms}; plural={rule};")]
    return made


def written(catalogue: Catalog) -> str:
    """Return a catalogue as it lies in its file: sorted, without anything that changes by itself."""
    file = BytesIO()
    write_po(file, catalogue, width=100, no_location=True, sort_output=True, ignore_obsolete=True)
    lines = file.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(tuple(f'"{name}:' for name in IMPERSONAL)))


def read(path: Path, tag: str | None = None) -> Catalog:
    """Return the catalogue in a .po or .pot file."""
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGES[tag].locale if tag else None, domain=DOMAIN, abort_invalid=True)


def translated_languages() -> list[str]:
    """Return the tags of the languages that need a catalogue: all but the one that the code is written in."""
    return [tag for tag in LANGUAGES if tag != SOURCE]


def template_path(root: Path) -> Path:
    """Return where the sentences lie that translators start from."""
    return root / "locales" / f"{DOMAIN}.pot"


def catalogue_path(root: Path, tag: str) -> Path:
    """Return where the translations of a language lie."""
    return root / "locales" / tag / "LC_MESSAGES" / f"{DOMAIN}.po"


def _known(root: Path, tag: str) -> Catalog:
    path = catalogue_path(root, tag)
    return read(path, tag) if path.is_file() else empty(tag)


def _language_mistakes(root: Path, tag: str, fresh: Catalog) -> Iterator[str]:
    path = catalogue_path(root, tag)
    if not path.is_file():
        yield f"{path.name} is missing: run `make locales`."
        return
    try:
        known = read(path, tag)
        if (known.num_plurals, known.plural_expr) != LANGUAGES[tag].plural:
            yield "its plural rule is not the one of outreach.i18n.languages"
        yield from mistakes(known, fresh)
    except PoFileError as error:
        yield f"{path.name} cannot be read: {error}"


def main(arguments: list[str]) -> int:
    """Do what the one argument says; return the exit code, 1 when `check` has a complaint."""
    verbs = {"extract": extract, "update": update, "compile": compile_all}
    match arguments:
        case ["check"]:
            found = complaints()
            notes = [f"{tag}: {count} drafts of a machine to approve" for tag, count in drafted().items()]
            sys.stdout.write("".join(f"{line}\n" for line in (*found, *notes)))
            return int(bool(found))
        case [verb] if verb in verbs:
            verbs[verb]()
            return 0
        case _:
            sys.stderr.write(f"Say one of: {', '.join([*verbs, 'check'])}\n")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
