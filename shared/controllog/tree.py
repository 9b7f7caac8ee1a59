"""Hashes of an RFC 6962 tree (the same as RFC 9162, section 2.1), from perfect subtrees.

A perfect subtree has 2**level leaves and starts at leaf index * 2**level. Any range of leaves that a proof speaks of is
a row of perfect subtrees, the largest first, folded from the right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


@dataclass(frozen=True, slots=True)
class Subtree:
    """The perfect subtree over the leaves [index * 2**level, (index + 1) * 2**level)."""

    level: int
    index: int


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The hash over neighbouring perfect subtrees, each larger than the next, as `cover` lists them."""
    if not hashes:
        return EMPTY_ROOT
    folded = hashes[-1]
    for left in reversed(hashes[:-1]):
        folded = node_hash(left, folded)
    return folded


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over 2**n neighbouring hashes of one level."""
    if not hashes or len(hashes) & (len(hashes) - 1):
        raise ValueError("a perfect tree has a power of two leaves")
    while len(hashes) > 1:
        hashes = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]


def cover(start: int, end: int) -> list[Subtree]:
    """The perfect subtrees over the leaves [start, end), largest first. `start` is 0 or a multiple of a power of two
    that is no smaller than the range, as in every range of an RFC 6962 proof. Raises ValueError otherwise."""
    subtrees = []
    for level in reversed(range((end - start).bit_length())):
        if (end - start) & (1 << level):
            if start % (1 << level):
                raise ValueError("the range does not start at a perfect subtree")
            subtrees.append(Subtree(level, start >> level))
            start += 1 << level
    return subtrees
