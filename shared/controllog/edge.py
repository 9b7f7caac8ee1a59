"""The right edge of a growing tree: the partial tile of each level, and with them the root of the whole tree.

That is all that appending needs: at most 255 hashes a level, so 24 kB for a tree of sixteen million leaves.
"""

from collections.abc import Iterable, Mapping

from shared.controllog.tiles import WIDTH, Tile, edge_tiles, split
from shared.controllog.tree import HASH_SIZE, cover, fold, perfect_root


class BadEdge(ValueError):
    """The partial tiles are not those of a tree of this size."""


class RightEdge:
    """Grows leaf by leaf, or from leaf hashes read somewhere else."""

    def __init__(self) -> None:
        self.size = 0
        self._rows: list[list[bytes]] = []

    @classmethod
    def load(cls, size: int, tiles: Mapping[tuple[int, int], bytes]) -> "RightEdge":
        """The edge of a tree of `size` leaves from its partial tiles, by level and index. Raises BadEdge."""
        edge = cls()
        edge.size = size
        for tile in edge_tiles(size):
            data = tiles.get((tile.level, tile.index), b"")
            if len(data) != tile.width * HASH_SIZE:
                raise BadEdge(f"tile {tile.path} does not hold {tile.width} hashes")
            edge._row(tile.level)[:] = split(data)
        return edge

    def append(self, leaves: Iterable[bytes]) -> list[tuple[Tile, bytes]]:
        """Grows by these leaf hashes. Returns the tiles that changed with their new data, the full ones first."""
        full: list[tuple[Tile, bytes]] = []
        for leaf in leaves:
            full += self._append(leaf)
        touched = max((tile.level + 1 for tile, _ in full), default=0)
        return full + [(tile, data) for tile, data in self.partials() if tile.level <= touched]

    def partials(self) -> list[tuple[Tile, bytes]]:
        return [(tile, b"".join(self._rows[tile.level])) for tile in edge_tiles(self.size)]

    def root(self) -> bytes:
        """The root over all leaves so far; the empty tree's root for none."""
        hashes = [
            perfect_root(row[subtree.index << subtree.level :][: 1 << subtree.level])
            for row in reversed(self._rows)
            for subtree in cover(0, len(row))
        ]
        return fold(hashes)

    def _append(self, leaf: bytes) -> list[tuple[Tile, bytes]]:
        if len(leaf) != HASH_SIZE:
            raise ValueError("a leaf hash has 32 bytes")
        full, level, rising = [], 0, leaf
        while True:
            row = self._row(level)
            row.append(rising)
            if len(row) < WIDTH:
                break
            full.append((Tile(level, self.size >> (8 * (level + 1))), b"".join(row)))
            rising = perfect_root(row)
            row.clear()
            level += 1
        self.size += 1
        return full

    def _row(self, level: int) -> list[bytes]:
        while len(self._rows) <= level:
            self._rows.append([])
        return self._rows[level]
