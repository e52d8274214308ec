"""A form as a person sees it: fields by their labels, choices by their words, buttons by what they say."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import urlencode, urljoin
from xml.etree.ElementTree import Element

from tests.document import Document, said

if TYPE_CHECKING:
    from tests.browser import Browser, Page

T = TypeVar("T")


def fitting(words: str, among: Mapping[str, T]) -> T:
    """What stands under these words: the whole words, else their beginning, else a part. KeyError when nothing fits."""
    tests = (lambda name: name == words, lambda name: name.startswith(words), lambda name: words in name)
    for fits in tests:
        if found := [value for name, value in among.items() if fits(name)]:
            return found[0]
    message = f"{words!r} is none of {list(among)}"
    raise KeyError(message)


class Form:
    """One form; ``values`` is what would be sent now, by the controls' names."""

    def __init__(self, browser: "Browser", page: Document, element: Element, path: str) -> None:
        self.browser, self.page, self.element, self.path = browser, page, element, path
        self.action = urljoin(path, element.get("action") or path)
        self.method = element.get("method", "get").upper()
        inside = set(element.iter())
        identity = element.get("id", "")
        own = page.all("input", "select", "textarea", "button")
        self.controls = [c for c in own if (c.get("form") == identity if "form" in c.attrib else c in inside)]
        self.values: dict[str, list[str]] = {}
        for control in self.controls:
            self._take(control)

    def _take(self, control: Element) -> None:
        name, kind = control.get("name"), control.get("type", "text" if control.tag == "input" else control.tag)
        if not name or control.tag == "button" or kind in {"submit", "button", "image", "file"}:
            return
        if control.tag == "select":
            options = list(control.iter("option"))
            chosen = [o for o in options if "selected" in o.attrib] or options[:1]
            self.values.setdefault(name, []).extend(_value(o) for o in chosen)
        elif kind in {"checkbox", "radio"}:
            if "checked" in control.attrib:
                self.values.setdefault(name, []).append(control.get("value", "on"))
        else:
            typed = "".join(control.itertext()) if control.tag == "textarea" else control.get("value", "")
            self.values.setdefault(name, []).append(typed)

    @property
    def labels(self) -> dict[str, Element]:
        """The controls by their labels."""
        typed = [c for c in self.controls if c.tag != "button" and c.get("type") not in {"hidden", "submit"}]
        return {label: control for control in typed for label in self.page.labels(control)}

    @property
    def buttons(self) -> dict[str, Element]:
        """The buttons that send the form, by what they say."""
        return {said(c): c for c in self.controls if c.tag == "button" and c.get("type", "submit") == "submit"}

    def value(self, label: str) -> str:
        """What stands in a field now; empty for an unticked box."""
        return next(iter(self.values.get(fitting(label, self.labels).get("name", ""), [])), "")

    def error(self, label: str) -> str:
        """The sentence that stands at a field, hints included."""
        ties = fitting(label, self.labels).get("aria-describedby", "").split()
        return " ".join(said(self.page.by_id[tie]) for tie in ties if tie in self.page.by_id)

    def fill(self, values: Mapping[str, str] | None = None, **named: str) -> Self:
        """Type into fields, found by label (mapping) or by name (keywords). Selects take an option's words or value."""
        for label, value in (values or {}).items():
            control = fitting(label, self.labels)
            self.values[control.get("name", "")] = [_option(control, value) if control.tag == "select" else value]
        for name, value in named.items():
            if not any(c.get("name") == name for c in self.controls):
                message = f"no field {name!r}; there are {sorted({c.get('name', '') for c in self.controls})}"
                raise KeyError(message)
            self.values[name] = [value]
        return self

    def choose(self, *labels: str) -> Self:
        """Choose radio buttons or tick boxes by their words."""
        for label in labels:
            control = fitting(label, self.labels)
            name, value = control.get("name", ""), control.get("value", "on")
            kept = self.values.get(name, []) if control.get("type") == "checkbox" else []
            self.values[name] = [*(v for v in kept if v != value), value]
        return self

    def untick(self, label: str) -> Self:
        """Take a tick away."""
        control = fitting(label, self.labels)
        name = control.get("name", "")
        self.values[name] = [v for v in self.values.get(name, []) if v != control.get("value", "on")]
        return self

    async def submit(self, button: str | None = None) -> "Page":
        """Press a button by its words, or the first one."""
        pressed = fitting(button, self.buttons) if button else next(iter(self.buttons.values()), None)
        values, action, method = dict(self.values), self.action, self.method
        if pressed is not None:
            action = urljoin(self.path, pressed.get("formaction") or self.action)
            method = pressed.get("formmethod", method).upper()
            if name := pressed.get("name"):
                values[name] = [*values.get(name, []), pressed.get("value", "")]
        if method == "GET":
            return await self.browser.open(f"{action.partition('?')[0]}?{urlencode(values, doseq=True)}")
        return await self.browser.post(action, dict(values))


def _value(option: Element) -> str:
    return option.get("value", said(option))


def _option(select: Element, wanted: str) -> str:
    values = {_value(o): _value(o) for o in select.iter("option")}
    return values[wanted] if wanted in values else fitting(wanted, {said(o): _value(o) for o in select.iter("option")})
