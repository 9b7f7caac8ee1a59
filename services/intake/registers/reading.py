"""Reading values out of what others sent: as the contract writes them, or not at all."""

import json
import re
from base64 import b64decode
from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree

from shared.money import MAX_ORE

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:Z|[+-]\d{2}:\d{2})?", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_KRONOR = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,9})?", re.ASCII)


class Unreadable(ValueError):
    """Not what the contract says. The text names the place, never the value."""


def parse_xml(document: bytes | str) -> Element:
    """A document type is refused, and with it every entity (CWE-776, CWE-611)."""
    try:
        root: Element = ElementTree.fromstring(document, forbid_dtd=True)
    except (ParseError, ValueError, LookupError) as error:  # LookupError: an encoding that Python does not have
        raise Unreadable("XML") from error
    return root


def parse_json(document: bytes) -> Any:
    """Numbers with decimals come as Decimal. A name twice in an object is refused: which one counts?"""
    try:
        return json.loads(document, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Unreadable("JSON") from error


def from_base64(text: str) -> bytes:
    try:
        return b64decode("".join(text.split()), validate=True)
    except ValueError as error:
        raise Unreadable("base64") from error


def only(parent: Element, path: str) -> Element:
    """The one element at that path."""
    found = parent.findall(path)
    if len(found) != 1:
        raise Unreadable(_local(path))
    return found[0]


def at_most_one(parent: Element, path: str) -> Element | None:
    found = parent.findall(path)
    if len(found) > 1:
        raise Unreadable(_local(path))
    return found[0] if found else None


def closed(parent: Element, *tags: str) -> Element:
    """The same element, if it holds nothing else in their namespaces than these. Where a contract leaves no room for
    more, something unknown may be where the answer is."""
    spaces = {_space(tag) for tag in tags}
    if any(child.tag not in tags and _space(child.tag) in spaces for child in parent):
        raise Unreadable(_local(parent.tag))
    return parent


def text_at(parent: Element, path: str) -> str:
    """The text of the one element at that path, which holds nothing but text. Raises Unreadable where it is empty."""
    element = only(parent, path)
    text = (element.text or "").strip()
    if len(element) or not text:
        raise Unreadable(_local(path))
    return text


def optional_text_at(parent: Element, path: str) -> str | None:
    return None if at_most_one(parent, path) is None else text_at(parent, path)


def boolean(text: str) -> bool:
    """xs:boolean."""
    if text not in ("true", "false", "1", "0"):
        raise Unreadable("boolean")
    return text in ("true", "1")


def day(text: str) -> date:
    """xs:date. A time zone says in which one the day is counted, and changes nothing here."""
    parts = _DAY.fullmatch(text)
    if parts is None:
        raise Unreadable("date")
    return _date(parts[1], parts[2], parts[3])


def first_day(text: str) -> date:
    """A day, or a month's first day where the source gives a month only."""
    month = _MONTH.fullmatch(text)
    return day(text) if month is None else _date(month[1], month[2], "1")


def last_day(text: str) -> date:
    first = first_day(text)
    return first if not _MONTH.fullmatch(text) else first.replace(day=monthrange(first.year, first.month)[1])


def ore(kronor: Any) -> int:
    """Kronor as a JSON number (int or Decimal) to öre. Refused: less than nothing, more than any payment, parts of an
    öre. A negative payment is a correction that a person has to look at, not an income of some amount."""
    if type(kronor) not in (int, Decimal) or not 0 <= kronor <= MAX_ORE // 100 or kronor * 100 % 1:
        raise Unreadable("amount")
    return int(kronor * 100)


def ore_of_text(kronor: str) -> int:
    """Kronor as XML writes them, "1250" or "1250.50", to öre: see `ore`."""
    if not _KRONOR.fullmatch(kronor):
        raise Unreadable("amount")
    return ore(Decimal(kronor))


def _date(year: str, month: str, number: str) -> date:
    try:
        return date(int(year), int(month), int(number))
    except ValueError as error:
        raise Unreadable("date") from error


def _space(tag: str) -> str:
    return tag.rpartition("}")[0]


def _local(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "", path)


def _refuse(constant: str) -> Any:
    raise ValueError("NaN and Infinity are no JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found
