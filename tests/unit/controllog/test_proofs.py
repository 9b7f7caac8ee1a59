"""Proofs from tiles, checked by the algorithms of RFC 9162, and both against a tree as RFC 6962 defines it."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.controllog.edge import RightEdge
from shared.controllog.proofs import (
    ProofError,
    check_consistency,
    check_inclusion,
    consistency_spans,
    inclusion_spans,
)
from shared.controllog.tiles import Tile, root_at, span_hashes
from shared.controllog.tree import EMPTY_ROOT, leaf_hash

LARGEST = 700
LEAVES = [leaf_hash(str(number).encode()) for number in range(LARGEST)]
sizes = st.integers(1, LARGEST)


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH as RFC 6962, section 2.1, writes it down."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else EMPTY_ROOT
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


class Tiles:
    """The tiles of a tree of all leaves; those of smaller trees are their beginnings."""

    def __init__(self) -> None:
        self.data = {(tile.level, tile.index): data for tile, data in RightEdge().append(LEAVES)}

    async def read(self, tile: Tile) -> bytes:
        return self.data[tile.level, tile.index][: tile.width * 32]


TILES = Tiles()


@given(sizes)
async def test_the_root_from_tiles_is_the_naive_root(size: int) -> None:
    assert await root_at(size, TILES.read) == naive_root(LEAVES[:size])


async def test_the_root_of_no_leaves_needs_no_tile() -> None:
    assert await root_at(0, TILES.read) == EMPTY_ROOT


@given(st.data())
async def test_every_leaf_is_proven_and_no_other_in_its_place(data: st.DataObject) -> None:
    size = data.draw(sizes)
    index = data.draw(st.integers(0, size - 1))
    proof = await span_hashes(inclusion_spans(index, size), size, TILES.read)
    root = naive_root(LEAVES[:size])
    check_inclusion(LEAVES[index], index, size, proof, root)
    with pytest.raises(ProofError):
        check_inclusion(leaf_hash(b"another"), index, size, proof, root)
    with pytest.raises(ProofError):
        check_inclusion(LEAVES[index], index, size, [*proof, root], root)
    if proof:
        with pytest.raises(ProofError):
            check_inclusion(LEAVES[index], index, size, proof[:-1], root)
        with pytest.raises(ProofError):
            check_inclusion(LEAVES[index], index ^ 1, size, proof, root)


@given(st.data())
async def test_growth_is_proven_and_a_rewritten_past_is_not(data: st.DataObject) -> None:
    new = data.draw(sizes)
    old = data.draw(st.integers(1, new))
    proof = await span_hashes(consistency_spans(old, new), new, TILES.read)
    old_root, new_root = naive_root(LEAVES[:old]), naive_root(LEAVES[:new])
    check_consistency(old, new, old_root, new_root, proof)
    rewritten = naive_root([leaf_hash(b"rewritten"), *LEAVES[1:old]])
    with pytest.raises(ProofError):
        check_consistency(old, new, rewritten, new_root, proof)
    with pytest.raises(ProofError):
        check_consistency(old, new, old_root, new_root, [*proof, new_root])
    if proof:
        with pytest.raises(ProofError):
            check_consistency(old, new, old_root, new_root, proof[:-1])
        with pytest.raises(ProofError):
            check_consistency(old, new, old_root, rewritten, proof)


def test_a_published_inclusion_proof_of_the_eight_leaf_tree_holds() -> None:
    proof = [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    leaf = bytes.fromhex("4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658")
    root = bytes.fromhex("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
    check_inclusion(leaf, 5, 8, [bytes.fromhex(node) for node in proof], root)


def test_an_inner_node_is_no_leaf() -> None:
    """Its hash leads to the root as well, but from halfway up."""
    left, right = naive_root(LEAVES[:4]), naive_root(LEAVES[4:8])
    with pytest.raises(ProofError, match="does not lead"):
        check_inclusion(left, 0, 8, [right], naive_root(LEAVES[:8]))


def test_a_proof_for_a_smaller_tree_says_nothing_of_a_larger_one() -> None:
    with pytest.raises(ProofError, match="does not lead"):
        check_consistency(1, 8, LEAVES[0], naive_root(LEAVES[:2]), [LEAVES[1]])


def test_anything_extends_the_empty_tree_and_nothing_shrinks() -> None:
    root = naive_root(LEAVES[:5])
    check_consistency(0, 5, EMPTY_ROOT, root, [])
    with pytest.raises(ProofError, match="roots differ"):
        check_consistency(0, 5, root, root, [])
    with pytest.raises(ProofError, match="shrunk"):
        check_consistency(5, 4, root, root, [])
    with pytest.raises(ProofError, match="roots differ"):
        check_consistency(5, 5, root, EMPTY_ROOT, [])
    with pytest.raises(ProofError, match="too short"):
        check_consistency(3, 5, root, root, [])


def test_a_proof_about_nothing_in_the_tree_is_refused() -> None:
    with pytest.raises(ValueError, match="not in the tree"):
        inclusion_spans(5, 5)
    with pytest.raises(ProofError, match="not in the tree"):
        check_inclusion(LEAVES[0], 5, 5, [], LEAVES[0])
    with pytest.raises(ValueError, match="not empty"):
        consistency_spans(0, 5)
