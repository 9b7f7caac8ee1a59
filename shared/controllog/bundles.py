"""C2SP entry bundles: up to 256 entries, each after its length as a big-endian unsigned 16-bit number."""

from collections.abc import Iterable

from shared.controllog.entries import MAX_SIZE

MOST_BYTES = 256 * (2 + MAX_SIZE)
"""The largest bundle there can be."""


class BadBundle(ValueError):
    """The bytes are not an entry bundle."""


def pack(entries: Iterable[bytes]) -> bytes:
    return b"".join(_prefixed(entry) for entry in entries)


def unpack(data: bytes, width: int) -> list[bytes]:
    """The `width` entries of a bundle. Raises BadBundle where it holds more, fewer or half an entry."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2])
        if len(data) < end:
            raise BadBundle("the bundle ends inside an entry")
        entries.append(data[at + 2 : end])
        at = end
    if len(entries) != width:
        raise BadBundle(f"the bundle does not hold {width} entries")
    return entries


def _prefixed(entry: bytes) -> bytes:
    if len(entry) > MAX_SIZE:
        raise ValueError("the entry is too long for a bundle")
    return len(entry).to_bytes(2) + entry
