"""Finding the personal numbers, account numbers and names of made-up persons in whatever a system writes.

Numbers are looked for with and without hyphen and century, with spaces, as parts of longer words, and inside what is
encoded: hexadecimal bytes, base64 and base64url (statements, bundles), percent-encoding, JSON's escapes.
"""

import re
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from urllib.parse import unquote

from shared.bank_accounts import BankAccount
from shared.persons import PersonalNumber

DEPTH = 3
"""How many layers of encoding are opened."""
_DIGITS = re.compile(r"\d[\d +-]{5,}\d")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){6,}")
_WORDS = re.compile(r"[\w /+-]{6,}")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_NAMES = re.compile(r"Test(?:person|barn|anställd)\w*")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[ +-](?=\d)")


@dataclass(frozen=True)
class Wanted:
    """What is looked for. `personal` are twelve digits; an account is its clearing and account number's digits."""

    personal: frozenset[str]
    accounts: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, persons: Iterable[PersonalNumber], accounts: Iterable[BankAccount]) -> "Wanted":
        return cls(
            frozenset(person.digits for person in persons),
            frozenset((account.clearing, account.number) for account in accounts),
        )

    @cached_property
    def _short(self) -> frozenset[str]:
        return frozenset(number[2:] for number in self.personal)

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(number for _, number in self.accounts) | frozenset(map("".join, self.accounts))

    def found_in(self, written: str | bytes) -> set[str]:
        """What kinds of things are there: "personal number", "account number", "name"."""
        text = written if isinstance(written, str) else written.decode("utf-8", "replace")
        return {kind for layer in layers(text) for kind in self._in_one(layer)}

    def _in_one(self, text: str) -> Iterator[str]:
        if _NAMES.search(text):
            yield "name"
        for run in _DIGITS.findall(text):
            parts = re.split(r"[ +-]", run)
            joined = _BETWEEN_DIGITS.sub("", run)
            if self._personal_in(joined):
                yield "personal number"
            if self._numbers & {joined, *parts, *map("".join, pairwise(parts))}:
                yield "account number"

    def _personal_in(self, digits: str) -> bool:
        """Anywhere in a run of digits, with or without the century."""
        twelve = {digits[start : start + 12] for start in range(len(digits) - 11)}
        ten = {digits[start : start + 10] for start in range(len(digits) - 9)}
        return bool(self.personal & twelve or self._short & ten)


def layers(text: str, depth: int = DEPTH) -> Iterator[str]:
    """The text, and everything that is encoded in it."""
    yield text
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), unquote(text))
    if plain != text:
        yield plain
    if depth:
        for inner in {*_decoded_base64(text), *_decoded_hex(text)}:
            yield from layers(inner, depth - 1)


def _decoded_base64(text: str) -> Iterator[str]:
    for run in _BASE64.findall(text):
        body = run.rstrip("=").replace("+", "-").replace("/", "_")
        try:
            inner = urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
        except (Error, UnicodeDecodeError):
            continue
        if inner.isprintable() and len(inner) > 5:
            yield inner


def _decoded_hex(text: str) -> Iterator[str]:
    for run in _HEX.findall(text):
        inner = bytes.fromhex(run).decode("utf-8", "ignore")
        if _WORDS.search(inner):
            yield inner
