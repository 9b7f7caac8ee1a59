"""Reading a bank's XML safely and strictly.

No DTD, no entities, no file above a limit. What is refused is refused with the element's path: a report's values are
account numbers and names, and stay out of every message.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

MAX_REPORT_BYTES = 64 * 1024 * 1024
_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
_AMOUNT = re.compile(r"[0-9]{1,18}(\.[0-9]{1,5})?")


class ReportError(ValueError):
    """A report that is not read. The message says where and why, never what stood there."""


class TooLarge(ReportError):
    """More bytes than a report may have."""


class NotXml(ReportError):
    """Not well-formed, or with a DTD or entities."""


class UnknownMessage(ReportError):
    """Well-formed, but no message that is read here. `message` is its ISO 20022 name if it has one."""

    def __init__(self, message: str | None) -> None:
        super().__init__(f"no report of ours: {message or 'not an ISO 20022 message'}")
        self.message = message


class Unreadable(ReportError):
    """The right message with something missing or wrong at `path`."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(f"{path}: {what}")
        self.path = path


@dataclass(frozen=True, slots=True)
class Node:
    """An element, read by the local names below it."""

    element: Element
    namespace: str

    @property
    def name(self) -> str:
        return self.element.tag.rpartition("}")[2]

    def text(self, path: str) -> str | None:
        """The text at `path`, or None where the element is absent or empty."""
        found = self.element.findtext(_qualified(self.namespace, path))
        return (found or "").strip() or None

    def required(self, path: str) -> str:
        found = self.text(path)
        if found is None:
            raise self.unreadable(path, "missing")
        return found

    def first(self, path: str) -> "Node | None":
        found = self.element.find(_qualified(self.namespace, path))
        return None if found is None else Node(found, self.namespace)

    def all(self, path: str) -> "list[Node]":
        return [Node(found, self.namespace) for found in self.element.findall(_qualified(self.namespace, path))]

    def amount_ore(self, path: str) -> int:
        """The amount at `path` in öre. Another currency, or a part of an öre, is refused."""
        found = self.element.find(_qualified(self.namespace, path))
        if found is None:
            raise self.unreadable(path, "missing")
        if found.get("Ccy") != "SEK":
            raise self.unreadable(path, "not in kronor")
        text = (found.text or "").strip()
        ore = Decimal(text) * 100 if _AMOUNT.fullmatch(text) else None
        if ore is None or ore != ore.to_integral_value():
            raise self.unreadable(path, "not an amount in kronor and whole öre")
        return int(ore)

    def day(self, path: str) -> date | None:
        """The date at `path`, given as `Dt` or as the day of `DtTm`."""
        text = self.text(f"{path}/Dt") or (self.text(f"{path}/DtTm") or "")[:10]
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.unreadable(path, "not a date") from None

    def unreadable(self, path: str, what: str) -> Unreadable:
        return Unreadable(f"{self.name}/{path}", what)


def message_name(data: bytes, max_bytes: int = MAX_REPORT_BYTES) -> str:
    """The ISO 20022 name of the message, such as camt.054.001.08. Raises TooLarge, NotXml, UnknownMessage."""
    if len(data) > max_bytes:
        raise TooLarge(f"more than {max_bytes} bytes")
    tag = next((element.tag for element in _elements(data, "start")), "")
    namespace, _, local = tag[1:].partition("}")
    name = namespace.removeprefix(_NAMESPACE)
    if local != "Document" or not re.fullmatch(r"[a-z]{4}(\.[0-9]{3}){2}\.[0-9]{2}", name):
        raise UnknownMessage(None)
    return name


def nodes(data: bytes, message: str, *names: str) -> Iterator[Node]:
    """The elements with these local names, each when it is complete: so children before their parents."""
    namespace = _NAMESPACE + message
    wanted = {_qualified(namespace, name) for name in names}
    return (Node(element, namespace) for element in _elements(data, "end") if element.tag in wanted)


def root(data: bytes, message: str) -> Node:
    """The whole message, for those that are small."""
    *_, document = nodes(data, message, "Document")
    return document


def _elements(data: bytes, event: str) -> Iterator[Element]:
    events: Any = iterparse(BytesIO(data), events=(event,), forbid_dtd=True)
    try:
        for _, element in events:
            yield element
    except (ParseError, DefusedXmlException, UnicodeError, LookupError, ValueError):
        # Expat's message can quote the text that it stopped at.
        raise NotXml("not well-formed XML without DTD and entities") from None


@lru_cache(maxsize=256)
def _qualified(namespace: str, path: str) -> str:
    return "/".join(f"{{{namespace}}}{name}" for name in path.split("/"))
