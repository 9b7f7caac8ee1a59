"""Places, paths and widths of tiles, with the examples of C2SP tlog-tiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.controllog.proofs import Span
from shared.controllog.tiles import BadPath, Tile, edge_tiles, parse_tile, place, span_hashes, width_at


def test_the_index_is_cut_into_three_digits() -> None:
    assert Tile(0, 1234067).path == "0/x001/x234/067"
    assert place(255, 253) == "255.p/253"


@given(st.integers(0, 63), st.integers(0, 2**63 - 1), st.integers(1, 256))
def test_a_path_leads_back_to_its_tile(level: int, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert parse_tile(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "0",
        "0/",
        "0/1",
        "0/0001",
        "0/x000/001",
        "0/001/002",
        "0/x1/002",
        "0/x001/x002",
        "00/000",
        "-1/000",
        "64/000",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/300",
        "0/000.p/1000",
        "0/000.p/01",
        "0/000.p/",
        "0/000.p/1/",
        "0/٠٠٠",
        "0/x009/x223/x372/x036/x854/x775/808",
        "0/" + "x999/" * 100 + "999",
        "entries/000",
    ],
)
def test_any_other_spelling_is_no_tile(path: str) -> None:
    with pytest.raises(BadPath):
        parse_tile(path)


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_specification() -> None:
    assert edge_tiles(70_000) == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert [width_at(0, index, 70_000) for index in (0, 272, 273, 274)] == [256, 256, 112, 0]
    assert edge_tiles(256) == [Tile(1, 0, 1)]
    assert edge_tiles(0) == []


async def test_a_tile_that_is_cut_short_gives_no_hash() -> None:
    async def read(tile: Tile) -> bytes:
        return b"\0" * (32 * tile.width - 1)

    with pytest.raises(ValueError, match="too short"):
        await span_hashes([Span(0, 4)], 4, read)
