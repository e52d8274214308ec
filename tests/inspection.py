"""What every page must keep, whoever wrote it: one rule a function, each naming what is wrong."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from outreach.i18n import LANGUAGES
from tests.document import Document, said

Complaints = Iterator[str]
TYPED = ("input", "select", "textarea")
UNLABELLED = frozenset({"hidden", "submit", "button", "reset", "image"})
TIES = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "list", "form", "headers", "aria-owns")
# {name}, %(name)s and %s are texts that nobody filled in; None is a value that nobody looked at.
UNFILLED = re.compile(r"\{[a-z_]*\}|%\([a-z_]+\)[sd]|%[sd]\b|\bNone\b|\bundefined\b|<[A-Z]\w+ object")
REFERENCES = {"link": "href", "script": "src", "img": "src", "form": "action", "iframe": "src", "source": "src"}


def parses(page: Document) -> Complaints:
    yield from (f"HTML: {mistake}" for mistake in page.forgiven)


def has_one_heading_that_the_title_repeats(page: Document) -> Complaints:
    headings = [" ".join(said(h).split()) for h in page.all("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"one h1 is wanted, there are {headings}"
    elif headings[0] not in page.first("title"):
        yield f"the title {page.first('title')!r} does not say the heading {headings[0]!r}"


def ids_are_unique(page: Document) -> Complaints:
    count = Counter(e.attrib["id"] for e in page.elements if "id" in e.attrib)
    yield from (f"id {name!r} stands {n} times" for name, n in count.items() if n > 1)


def controls_are_labelled(page: Document) -> Complaints:
    for control in page.all(*TYPED):
        if control.get("type") not in UNLABELLED and not page.labels(control):
            yield f"{control.tag} {control.get('name')!r} has no label"


def ties_have_ends(page: Document) -> Complaints:
    for element in page.elements:
        for tie in TIES:
            for target in element.get(tie, "").split():
                if target not in page.by_id:
                    yield f"{element.tag} {tie}={target!r} leads nowhere"
        link = element.get("href", "")
        if link.startswith("#") and link[1:] not in page.by_id:
            yield f"link to {link!r} leads nowhere"


def nothing_is_inline(page: Document) -> Complaints:
    for element in page.elements:
        # JSON-LD is data for search engines: no browser runs it (HTML, section 4.12.1), so no policy has to allow it.
        is_data = element.get("type") == "application/ld+json"
        if element.tag == "style" or (element.tag == "script" and "src" not in element.attrib and not is_data):
            yield f"inline {element.tag}"
        for name, value in element.attrib.items():
            if name == "style" or (name.startswith("on") and len(name) > 2):
                yield f"{element.tag} has {name}={value!r}"
            if name in {"href", "action", "src"} and value.strip().lower().startswith("javascript:"):
                yield f"{element.tag} has {value!r}"


def nothing_comes_from_elsewhere(page: Document) -> Complaints:
    for element in page.elements:
        address = element.get(REFERENCES.get(element.tag, ""), "")
        if urlsplit(address).netloc and element.get("rel") not in {"canonical", "alternate"}:
            yield f"{element.tag} fetches {address!r}"


def images_have_words(page: Document) -> Complaints:
    yield from (f"img {img.get('src')!r} has no alt" for img in page.all("img") if "alt" not in img.attrib)
    for svg in page.elements:
        if svg.tag.endswith("}svg") and svg.get("aria-hidden") != "true" and not _named(svg.attrib):
            yield "an svg is neither hidden nor named"


def _named(attributes: Mapping[str, str]) -> bool:
    return bool({"aria-label", "aria-labelledby"} & attributes.keys())


def buttons_say_their_kind_and_name(page: Document) -> Complaints:
    for button in page.all("button"):
        if button.get("type") not in {"submit", "button", "reset"}:
            yield f"button {said(button)!r} has no type"
        if not said(button) and not _named(button.attrib):
            yield "a button says nothing"


def links_say_something(page: Document) -> Complaints:
    for link in page.all("a"):
        pictures = [i.get("alt", "") for i in link.iter("img")]
        if "href" in link.attrib and not said(link) and not _named(link.attrib) and not any(pictures):
            yield f"link to {link.get('href')!r} says nothing"


def headings_skip_no_level(page: Document) -> Complaints:
    level = 0
    for heading in page.all("h1", "h2", "h3", "h4", "h5", "h6"):
        if int(heading.tag[1]) > level + 1 and level:
            yield f"{heading.tag} {said(heading)!r} follows h{level}"
        level = int(heading.tag[1])


def tables_tell_their_heads(page: Document) -> Complaints:
    for table in page.all("table"):
        heads = list(table.iter("th"))
        if not heads:
            yield "a table has no th"
        yield from (f"th {said(head)!r} has no scope" for head in heads if "scope" not in head.attrib)


def forms_can_be_sent(page: Document) -> Complaints:
    for form in page.all("form"):
        own = [b for b in page.all("button", "input") if b.get("form", "") == form.get("id") and "form" in b.attrib]
        buttons = [*form.iter("button"), *form.iter("input"), *own]
        if not any(button.get("type") in {"submit", "image"} for button in buttons):
            yield f"form {form.get('action')!r} has no button to send it"


def every_text_is_filled_in(page: Document) -> Complaints:
    words = [said(page.root), *(e.get(name, "") for e in page.elements for name in ("alt", "title", "aria-label"))]
    yield from (f"unfilled text {found!r}" for word in words for found in UNFILLED.findall(word))


RULES: list[Callable[[Document], Complaints]] = [
    parses,
    has_one_heading_that_the_title_repeats,
    ids_are_unique,
    controls_are_labelled,
    ties_have_ends,
    nothing_is_inline,
    nothing_comes_from_elsewhere,
    images_have_words,
    buttons_say_their_kind_and_name,
    links_say_something,
    headings_skip_no_level,
    tables_tell_their_heads,
    forms_can_be_sent,
    every_text_is_filled_in,
]


def complaints(page: Document, language: str) -> list[str]:
    """All that is wrong with a page that should be in this language; empty for a good one."""
    found = [complaint for rule in RULES for complaint in rule(page)]
    html = next(iter(page.all("html")), None)
    if html is None or (html.get("lang"), html.get("dir")) != (LANGUAGES[language].html_lang, LANGUAGES[language].dir):
        found.append(f"lang is {html.get('lang') if html is not None else None!r}, wanted {language!r}")
    return found


def shield_complaints(headers: Mapping[str, str]) -> list[str]:
    """What the answer's headers lack: header names in lower case or case-insensitive."""
    policy = headers.get("content-security-policy", "")
    found = []
    if "default-src 'none'" not in policy or "unsafe-inline" in policy:
        found.append(f"content-security-policy is {policy!r}")
    if headers.get("x-content-type-options") != "nosniff":
        found.append("x-content-type-options is not nosniff")
    if headers.get("referrer-policy") not in {"same-origin", "no-referrer", "strict-origin"}:
        found.append(f"referrer-policy is {headers.get('referrer-policy')!r}")
    return found
