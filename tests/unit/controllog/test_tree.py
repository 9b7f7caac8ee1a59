"""RFC 6962 hashes against the values that Certificate Transparency's implementations publish for eight leaves."""

import pytest

from shared.controllog.tree import EMPTY_ROOT, Subtree, cover, fold, leaf_hash, perfect_root

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]
    hashes = [perfect_root(leaves[s.index << s.level :][: 1 << s.level]) for s in cover(0, size)]
    assert fold(hashes).hex() == ROOTS[size]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert fold([]) == EMPTY_ROOT


def test_a_range_is_covered_by_the_largest_subtrees_first() -> None:
    assert cover(8, 15) == [Subtree(2, 2), Subtree(1, 6), Subtree(0, 14)]


def test_a_range_that_no_proof_speaks_of_is_refused() -> None:
    with pytest.raises(ValueError, match="does not start"):
        cover(3, 7)


@pytest.mark.parametrize("count", [0, 3, 5])
def test_only_a_power_of_two_leaves_make_a_perfect_tree(count: int) -> None:
    with pytest.raises(ValueError, match="power of two"):
        perfect_root([b"\0" * 32] * count)
