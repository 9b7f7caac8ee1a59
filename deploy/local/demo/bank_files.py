"""What is in the files that went to the bank, and in its bookings, counted payment by payment."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass

from defusedxml.ElementTree import fromstring

PAIN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
CAMT = "{urn:iso:std:iso:20022:tech:xsd:camt.054.001.08}"
DEBIT, CREDIT = "DBIT", "CRDT"


@dataclass(frozen=True)
class Counted:
    """`ore` in all. Of bookings, what left the account (DEBIT) and what came back (CREDIT)."""

    number: int
    ore: int


def instructed(files: Iterable[bytes]) -> Counted:
    """Of pain.001.001.09 files."""
    amounts = [_ore(amount) for file in files for amount in _read(file).iter(f"{PAIN}InstdAmt")]
    return Counted(len(amounts), sum(amounts))


def booked(files: Iterable[bytes], direction: str) -> Counted:
    """Of camt.054.001.08 files."""
    entries = [entry for file in files for entry in _read(file).iter(f"{CAMT}Ntry")]
    amounts = [_ore(entry.find(f"{CAMT}Amt")) for entry in entries if entry.findtext(f"{CAMT}CdtDbtInd") == direction]
    return Counted(len(amounts), sum(amounts))


def _read(file: bytes) -> ET.Element:
    document: ET.Element = fromstring(file)
    return document


def _ore(amount: ET.Element | None) -> int:
    whole, _, rest = (amount.text or "" if amount is not None else "").partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)
