"""Inclusion and consistency proofs (RFC 6962, sections 2.1.1 and 2.1.2).

What a proof consists of is given as ranges of leaves, so that whoever has the tiles can hash them; how it is checked
follows the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2, and shares no code with how it is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.controllog.tree import EMPTY_ROOT, node_hash


class ProofError(ValueError):
    """The proof does not show what it should."""


@dataclass(frozen=True, slots=True)
class Span:
    """The leaves [start, end), whose hash is one element of a proof."""

    start: int
    end: int


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The ranges whose hashes show that leaf `index` is in the tree of `size` leaves, from the leaf upwards."""
    if not 0 <= index < size:
        raise ValueError("the leaf is not in the tree")
    spans, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """The ranges whose hashes show that the tree of `new` leaves begins with the tree of `old` leaves."""
    if not 0 < old <= new:
        raise ValueError("a consistency proof goes from a tree that is not empty to one no smaller")
    spans, start, end, whole = [], 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start, whole = middle, False
    return ([] if whole else [Span(start, end)]) + spans[::-1]


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raises ProofError unless `proof` leads from the leaf's hash at `index` to the root of the tree of `size`."""
    if not 0 <= index < size:
        raise ProofError("the leaf is not in the tree")
    position, last, folded = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("the proof is too long")
        if position & 1 or position == last:
            folded = node_hash(sibling, folded)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            folded = node_hash(folded, sibling)
        position, last = position >> 1, last >> 1
    if last != 0 or folded != root:
        raise ProofError("the proof does not lead to the root")


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Raises ProofError unless `proof` shows that the tree of `new` leaves begins with the tree of `old` leaves."""
    if old > new:
        raise ProofError("the tree has shrunk")
    if old in (0, new):
        expected = new_root if old == new else EMPTY_ROOT
        if proof or old_root != expected:
            raise ProofError("the roots differ" if old_root != expected else "the proof is too long")
        return
    _check_growth(old, new, old_root, new_root, [old_root, *proof] if not old & (old - 1) else list(proof))


def _check_growth(old: int, new: int, old_root: bytes, new_root: bytes, hashes: list[bytes]) -> None:
    if not hashes:
        raise ProofError("the proof is too short")
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_folded = new_folded = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if position & 1 or position == last:
            old_folded, new_folded = node_hash(sibling, old_folded), node_hash(sibling, new_folded)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new_folded = node_hash(new_folded, sibling)
        position, last = position >> 1, last >> 1
    if last != 0 or old_folded != old_root or new_folded != new_root:
        raise ProofError("the proof does not lead to both roots")


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)
