"""A page as a tree: what it says, and whatever the parser had to forgive."""

import re
from collections.abc import Iterator
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib

SPACE = re.compile(r"[ \t\r\n]+")


def said(element: Element) -> str:
    """The words of an element with single spaces, without those of scripts."""
    return SPACE.sub(" ", "".join(_words(element))).strip()


def _words(element: Element) -> Iterator[str]:
    if element.tag not in {"script", "style", "template"}:
        yield element.text or ""
        for child in element:
            yield from _words(child)
            yield child.tail or ""
        if element.tag in {"p", "li", "div", "td", "th", "dt", "dd", "h1", "h2", "h3", "option", "label", "legend"}:
            yield " "


class Document:
    """One parsed page."""

    def __init__(self, html: str) -> None:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.html = html
        self.root: Element = parser.parse(html)
        self.forgiven = [f"{place}: {code} {facts}" for place, code, facts in parser.errors]

    @cached_property
    def elements(self) -> list[Element]:
        """All elements in their order."""
        return [element for element in self.root.iter() if str(element.tag) == element.tag]

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """The elements that have an id."""
        return {element.attrib["id"]: element for element in self.elements if "id" in element.attrib}

    @cached_property
    def parents(self) -> dict[Element, Element]:
        """The parent of each element."""
        return {child: parent for parent in self.elements for child in parent}

    def all(self, *tags: str) -> list[Element]:
        """The elements with one of these tags, in their order."""
        return [element for element in self.elements if element.tag in tags]

    def first(self, tag: str) -> str:
        """The words of the first such element; empty when there is none."""
        return next((said(element) for element in self.all(tag)), "")

    def inside(self, element: Element, tag: str) -> Element | None:
        """The nearest element of this tag around another one."""
        around = self.parents.get(element)
        while around is not None and around.tag != tag:
            around = self.parents.get(around)
        return around

    def labels(self, control: Element) -> list[str]:
        """What a person, or a screen reader, takes for the name of a control."""
        names = [said(e) for e in self.all("label") if "id" in control.attrib and e.get("for") == control.get("id")]
        if (around := self.inside(control, "label")) is not None:
            names.append(said(around))
        names += [said(self.by_id[i]) for i in control.get("aria-labelledby", "").split() if i in self.by_id]
        names.append(control.get("aria-label", ""))
        return [name for name in names if name]
