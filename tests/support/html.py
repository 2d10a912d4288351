"""A page as a browser or a crawler reads it."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "hr", "input"}
RUN_BY_BROWSERS = {"", "text/javascript", "application/javascript", "module"}
ADDRESSES = {"href", "src", "action", "formaction", "poster", "data", "srcdoc"}


@dataclass
class Element:
    name: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page:
    elements: list[Element] = field(default_factory=list)

    def find(self, name: str, /, **attributes: str) -> list[Element]:
        return [
            element
            for element in self.elements
            if element.name == name
            and all(element.attributes.get(key.rstrip("_")) == value for key, value in attributes.items())
        ]

    def one(self, name: str, **attributes: str) -> Element:
        (element,) = self.find(name, **attributes)
        return element

    @property
    def title(self) -> str:
        return self.one("title").text

    def meta(self, name: str) -> str | None:
        """The content of a <meta> by its name or property; None where it is not."""
        found = self.find("meta", name=name) + self.find("meta", property=name)
        assert len(found) <= 1, name
        return found[0].attributes["content"] if found else None

    def metas(self, name: str) -> list[str]:
        return [element.attributes["content"] for element in self.find("meta", property=name)]

    def link(self, relation: str) -> str | None:
        found = self.find("link", rel=relation)
        assert len(found) <= 1, relation
        return found[0].attributes["href"] if found else None

    @property
    def feeds(self) -> list[str]:
        return [
            link.attributes["href"]
            for link in self.find("link", rel="alternate")
            if link.attributes["type"] == "application/atom+xml"
        ]

    @property
    def data(self) -> dict:
        return json.loads(self.one("script", id="initial-data").text)

    @property
    def structured_data(self) -> dict:
        return json.loads(self.one("script", type="application/ld+json").text)

    def dangers(self) -> list[str]:
        """Whatever in the page could run something that is not the client's own script."""
        found = []
        for element in self.elements:
            if (
                element.name == "script"
                and element.attributes.get("type", "") in RUN_BY_BROWSERS
                and not element.attributes.get("src", "").startswith("/assets/")
            ):
                found.append(f"<script> {element.text[:80]}")
            if element.name in {"iframe", "object", "embed", "svg", "math", "base", "form", "style"}:
                found.append(f"<{element.name}>")
            for key, value in element.attributes.items():
                scheme = "".join(value.split()).lower() if value else ""
                if key.startswith("on") or key == "style":
                    found.append(f"<{element.name} {key}>")
                if key in ADDRESSES and scheme.startswith(("javascript:", "vbscript:", "data:text")):
                    found.append(f"<{element.name} {key}={value[:80]}>")
        return found


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[Element] = []

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs})
        assert len(attrs) == len(element.attributes), f"an attribute is there twice: {attrs}"
        self.page.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.page.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        assert self._open and self._open[-1].name == tag, f"</{tag}> closes nothing"
        self._open.pop()

    def handle_data(self, data):
        for element in self._open:
            element.text += data


def parse(html: str) -> Page:
    """Reads a page; fails where elements are not closed in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader._open, f"not closed: {[element.name for element in reader._open]}"
    return reader.page
