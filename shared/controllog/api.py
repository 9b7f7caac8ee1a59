"""The control log as C2SP tlog-tiles: static files outside /v1 and outside OpenAPI, from which anyone who may read them
can compute any proof. Nothing is served that the signed tree head does not hold."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import and_, select

from shared.controllog.bundles import pack
from shared.controllog.schema import log_entry, log_head, log_tile
from shared.controllog.tiles import WIDTH, BadPath, Tile, parse_place, parse_tile, width_at
from shared.controllog.tree import HASH_SIZE
from shared.problems import NotFound
from shared.running import Running

_FOR_EVER = {"Cache-Control": "private, max-age=31536000, immutable"}
_BINARY = "application/octet-stream"


def control_log_router(may_read: Callable[..., Any]) -> APIRouter:
    """The log's routes, for whom the dependency `may_read` lets through."""
    router = APIRouter(prefix="/control-log", include_in_schema=False, dependencies=[Depends(may_read)])
    router.add_api_route("/checkpoint", _checkpoint)
    router.add_api_route("/tile/entries/{place:path}", _entries)
    router.add_api_route("/tile/{path:path}", _tile)
    return router


async def _checkpoint(request: Request) -> Response:
    """The newest signed tree head. 404 until there is one."""
    async with _running(request).transaction() as connection:
        note = (await connection.execute(select(log_head.c.checkpoint))).scalar_one()
    if note is None:
        raise NotFound
    return Response(note, media_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


async def _tile(request: Request, path: str) -> Response:
    """The hashes of a tile. A partial tile of an earlier tree is the beginning of the tile as it is now."""
    try:
        tile = parse_tile(path)
    except BadPath as error:
        raise NotFound from error
    found = select(log_head.c.size, log_tile.c.data).join_from(
        log_head, log_tile, and_(log_tile.c.level == tile.level, log_tile.c.index == tile.index)
    )
    async with _running(request).transaction() as connection:
        row = (await connection.execute(found)).one_or_none()
    if row is None or not _held(tile, row.size):
        raise NotFound
    return Response(row.data[: tile.width * HASH_SIZE], media_type=_BINARY, headers=_FOR_EVER)


async def _entries(request: Request, place: str) -> Response:
    """The entries of a level 0 tile, each after its length."""
    try:
        tile = Tile(0, *parse_place(place))
    except BadPath as error:
        raise NotFound from error
    first = tile.index * WIDTH
    entries = (
        select(log_entry.c.entry)
        .where(log_entry.c.seq >= first, log_entry.c.seq < first + tile.width)
        .order_by(log_entry.c.seq)
    )
    async with _running(request).transaction() as connection:
        size = (await connection.execute(select(log_head.c.size))).scalar_one()
        if not _held(tile, size):
            raise NotFound
        found = (await connection.execute(entries)).scalars().all()
    return Response(pack(found), media_type=_BINARY, headers=_FOR_EVER)


def _held(tile: Tile, size: int) -> bool:
    return width_at(tile.level, tile.index, size) >= tile.width


def _running(request: Request) -> Running:
    held: Running = request.app.state.running
    return held
