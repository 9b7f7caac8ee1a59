"""C2SP tlog-tiles: the tree cut into tiles of 256 hashes, eight levels of the tree in each.

A tile at level L holds the roots of perfect subtrees of 256**L leaves. The rightmost tile of a level is partial while
the tree has not filled it, and an empty one is never served.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from shared.controllog.proofs import Span
from shared.controllog.tree import HASH_SIZE, Subtree, cover, fold, perfect_root

WIDTH = 256
MAX_LEVEL = 63
_HEIGHT = 8
_INDEX = re.compile(r"(?:x\d{3}/)*\d{3}", re.ASCII)
_WIDTH_SUFFIX = re.compile(r"(?P<index>.+)\.p/(?P<width>[1-9]\d{0,2})", re.ASCII)
_LARGEST_INDEX = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile by its place. `width` is how many of its 256 hashes it holds."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """As in `/tile/<L>/<N>[.p/<W>]`, without the leading `/tile/`."""
        return f"{self.level}/{place(self.index, self.width)}"


class BadPath(ValueError):
    """No tile has this path."""


ReadTile = Callable[[Tile], Awaitable[bytes]]
"""Gives the data of a tile: `width` hashes of 32 bytes."""


def place(index: int, width: int = WIDTH) -> str:
    """`<N>[.p/<W>]`: index 1234067 is x001/x234/067."""
    parts = [f"{index % 1000:03d}"]
    while index := index // 1000:
        parts.append(f"x{index % 1000:03d}")
    return "/".join(reversed(parts)) + ("" if width == WIDTH else f".p/{width}")


def parse_place(text: str) -> tuple[int, int]:
    """The index and width of `<N>[.p/<W>]`. Raises BadPath for any other spelling than `place` gives."""
    partial = _WIDTH_SUFFIX.fullmatch(text)
    written, width = (partial["index"], int(partial["width"])) if partial else (text, WIDTH)
    if _INDEX.fullmatch(written) is None or len(written) > 64:
        raise BadPath("not the path of a tile")
    index = int(written.replace("/", "").replace("x", ""))
    if index > _LARGEST_INDEX or place(index, width) != text or (partial and width >= WIDTH):
        raise BadPath("not the path of a tile")
    return index, width


def parse_tile(text: str) -> Tile:
    """The tile of `<L>/<N>[.p/<W>]`. Raises BadPath."""
    level, _, rest = text.partition("/")
    if not re.fullmatch(r"0|[1-9]\d?", level, re.ASCII) or int(level) > MAX_LEVEL:
        raise BadPath("not the path of a tile")
    return Tile(int(level), *parse_place(rest))


def width_at(level: int, index: int, size: int) -> int:
    """How many hashes this tile holds in a tree of `size` leaves: 0 where there is no such tile yet."""
    return max(0, min(WIDTH, (size >> (_HEIGHT * level)) - index * WIDTH))


def edge_tiles(size: int) -> list[Tile]:
    """The partial tiles of a tree of `size` leaves, at most one a level, from level 0 upwards."""
    tiles, level = [], 0
    while (hashes := size >> (_HEIGHT * level)) > 0:
        if hashes % WIDTH:
            tiles.append(Tile(level, hashes // WIDTH, hashes % WIDTH))
        level += 1
    return tiles


def tile_of(subtree: Subtree) -> tuple[int, int, slice]:
    """Level and index of the tile that a perfect subtree can be hashed from, and which bytes of it."""
    level, height = divmod(subtree.level, _HEIGHT)
    first, count = subtree.index << height, 1 << height
    start = first % WIDTH
    return level, first // WIDTH, slice(start * HASH_SIZE, (start + count) * HASH_SIZE)


def split(data: bytes) -> list[bytes]:
    """The hashes of a tile's data."""
    return [data[i : i + HASH_SIZE] for i in range(0, len(data), HASH_SIZE)]


async def span_hashes(spans: Iterable[Span], size: int, read: ReadTile) -> list[bytes]:
    """The hash of each span in the tree of `size` leaves, so the proof whose spans these are. Reads each tile once."""
    rows = [cover(span.start, span.end) for span in spans]
    tiles: dict[tuple[int, int], bytes] = {}
    for subtree in (subtree for row in rows for subtree in row):
        level, index, _ = tile_of(subtree)
        if (level, index) not in tiles:
            tiles[level, index] = await read(Tile(level, index, width_at(level, index, size)))
    return [fold([_subtree_hash(subtree, tiles) for subtree in row]) for row in rows]


async def root_at(size: int, read: ReadTile) -> bytes:
    """The root of the tree's first `size` leaves."""
    return (await span_hashes([Span(0, size)], size, read))[0]


def _subtree_hash(subtree: Subtree, tiles: dict[tuple[int, int], bytes]) -> bytes:
    level, index, part = tile_of(subtree)
    hashes: Sequence[bytes] = split(tiles[level, index][part])
    if len(hashes) != 1 << (subtree.level % _HEIGHT) or len(hashes[-1]) != HASH_SIZE:
        raise ValueError("the tile is too short")
    return perfect_root(hashes)
