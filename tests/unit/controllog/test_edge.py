"""The right edge grows into the same tiles and roots however it is cut into steps."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.controllog.edge import BadEdge, RightEdge
from shared.controllog.tiles import Tile, edge_tiles
from shared.controllog.tree import EMPTY_ROOT, leaf_hash

LEAVES = [leaf_hash(str(number).encode()) for number in range(1200)]


def grow(*steps: int) -> tuple[RightEdge, dict[tuple[int, int], bytes]]:
    """Grows in steps, each by an edge that knows only what the tiles say, as the sequencer does."""
    tiles: dict[tuple[int, int], bytes] = {}
    edge, size = RightEdge(), 0
    for step in steps:
        edge = RightEdge.load(size, tiles)
        for tile, data in edge.append(LEAVES[size : size + step]):
            assert len(data) == tile.width * 32
            assert data.startswith(tiles.get((tile.level, tile.index), b""))
            tiles[tile.level, tile.index] = data
        size += step
    return edge, tiles


@given(st.lists(st.integers(0, 400), max_size=3))
def test_steps_do_not_matter(steps: list[int]) -> None:
    stepwise, whole = grow(*steps), grow(sum(steps))
    assert stepwise[0].root() == whole[0].root()
    assert stepwise[1] == whole[1]


def test_every_tile_is_where_the_specification_puts_it() -> None:
    edge, tiles = grow(1200)
    assert sorted(tiles) == [(0, 0), (0, 1), (0, 2), (0, 3), (0, 4), (1, 0)]
    assert tiles[0, 1] == b"".join(LEAVES[256:512])
    assert [tile for tile, _ in edge.partials()] == edge_tiles(1200)


def test_growing_by_nothing_changes_nothing() -> None:
    edge, _ = grow(300)
    root = edge.root()
    assert edge.append([]) == [(Tile(0, 1, 44), b"".join(LEAVES[256:300]))]
    assert edge.root() == root


def test_an_empty_edge_has_the_empty_root() -> None:
    assert RightEdge().root() == EMPTY_ROOT


@pytest.mark.parametrize("change", [lambda data: data[:-32], lambda data: data + b"\0" * 32, lambda data: b""])
def test_an_edge_of_another_size_is_refused(change: Callable[[bytes], bytes]) -> None:
    _, tiles = grow(300)
    tiles[0, 1] = change(tiles[0, 1])
    with pytest.raises(BadEdge):
        RightEdge.load(300, tiles)


def test_a_leaf_is_a_hash() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        RightEdge().append([b"not a hash"])
