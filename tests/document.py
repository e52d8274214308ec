"""A page as a tree: what it says, and whatever a strict parser has to forgive."""

import re
from collections.abc import Iterator
from functools import cache, cached_property
from xml.etree.ElementTree import Element

import html5lib
from selectolax.lexbor import LexborHTMLParser, LexborNode

SPACE = re.compile(r"[ \t\r\n]+")
SVG = "{http://www.w3.org/2000/svg}"
# What a person typed, or what was counted: text between marks, and values of attributes.
_TEXT = re.compile(r"(?<=>)[^<>&]*[^<>&\s][^<>&]*(?=<)")
_VALUE = re.compile(r'="([^"]*)"')
_MARK = re.compile(r"[<>&]")


def said(element: Element) -> str:
    """The words of an element with single spaces, without those of scripts and without furigana."""
    return SPACE.sub(" ", "".join(_words(element))).strip()


def _words(element: Element) -> Iterator[str]:
    if element.tag not in {"script", "style", "template"} and not _is_furigana(element):
        yield element.text or ""
        for child in element:
            yield from _words(child)
            yield child.tail or ""
        if element.tag in {"p", "li", "div", "td", "th", "dt", "dd", "h1", "h2", "h3", "option", "label", "legend"}:
            yield " "


def _is_furigana(element: Element) -> bool:
    # Readings of names at the desk are text of their own, in other brackets.
    return (
        element.get("aria-hidden") == "true"
        if element.tag == "rt"
        else element.tag == "rp" and element.text in ("(", ")")
    )


@cache
def _mistakes(shape: str) -> tuple[str, ...]:
    parser = html5lib.HTMLParser()
    parser.parse(shape)
    return tuple(f"{place}: {code} {facts}" for place, code, facts in parser.errors)


def _shape(html: str) -> str:
    """The page without its words: whether it is well-formed does not hang on them, and many pages have one shape."""
    return _VALUE.sub(_value, _TEXT.sub("x", html))


def _value(found: re.Match[str]) -> str:
    return found[0] if _MARK.search(found[1]) else '="x"'


def _tree(node: LexborNode, space: str = "") -> Element:
    tag = node.tag or ""
    space = SVG if tag == "svg" else space
    element = Element(space + tag, {name: value or "" for name, value in node.attributes.items()})
    inner = "" if tag == "foreignObject" else space
    last: Element | None = None
    for child in _children(node):
        if child.is_text_node:
            words = child.text_content or ""
            if last is None:
                element.text = (element.text or "") + words
            else:
                last.tail = (last.tail or "") + words
        elif child.is_element_node:
            last = _tree(child, inner)
            element.append(last)
    return element


def _children(node: LexborNode) -> Iterator[LexborNode]:
    # What is in a template stands apart from the tree; nested ones come after their own.
    child = node.template_fragments()[0].child if node.tag == "template" else node.child
    while child is not None:
        yield child
        child = child.next


class Document:
    """One parsed page."""

    def __init__(self, html: str) -> None:
        self.html = html

    @cached_property
    def root(self) -> Element:
        """The html element."""
        root = LexborHTMLParser(self.html).root
        return _tree(root) if root is not None else Element("html")

    @cached_property
    def forgiven(self) -> tuple[str, ...]:
        """What a strict parser has to forgive (html5lib; it is slow, so once for each shape of page)."""
        return _mistakes(_shape(self.html))

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

    @cached_property
    def by_tag(self) -> dict[str, list[Element]]:
        """The elements of each tag, in their order."""
        found: dict[str, list[Element]] = {}
        for element in self.elements:
            found.setdefault(element.tag, []).append(element)
        return found

    @cached_property
    def label_words(self) -> dict[str, list[str]]:
        """What the labels say, by the id that each is for."""
        found: dict[str, list[str]] = {}
        for label in self.all("label"):
            found.setdefault(label.get("for", ""), []).append(said(label))
        return found

    def all(self, *tags: str) -> list[Element]:
        """The elements with one of these tags, in their order."""
        if len(tags) == 1:
            return self.by_tag.get(tags[0], [])
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
        names = list(self.label_words.get(control.attrib["id"], [])) if "id" in control.attrib else []
        if (around := self.inside(control, "label")) is not None:
            names.append(said(around))
        names += [said(self.by_id[i]) for i in control.get("aria-labelledby", "").split() if i in self.by_id]
        names.append(control.get("aria-label", ""))
        return [name for name in names if name]
