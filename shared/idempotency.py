"""The same request again gets the first answer: `Idempotency-Key` on everything that acts.

The key's row is the first statement of the act's transaction. A duplicate that comes while the first is under way waits
on that row (at most `LOCK_TIMEOUT`), and then finds the answer.
"""

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from fastapi import Request, Response
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.canonical import to_base64url
from shared.persons import LOOKS_PERSONAL
from shared.problems import Busy, KeyMissing, KeyReused
from shared.schema import idempotency_key as table

_KEY = re.compile(r"[A-Za-z0-9_.:-]{16,64}", re.ASCII)
_TAKE = insert(table).on_conflict_do_nothing().returning(table.c.key)
_KEEP = update(table).where(table.c.caller == bindparam("of_caller"), table.c.key == bindparam("of_key"))
_KEPT_HEADERS = ("content-type", "content-language", "etag", "location", "retry-after", "vary")


@dataclass(frozen=True, slots=True)
class Claim:
    """One caller's use of one key for one request. `earlier_digests` are the same request's under keys that were
    exchanged: it may have come first before that."""

    caller: str
    key: str
    request_digest: str
    earlier_digests: tuple[str, ...] = ()


def claim_of(request: Request, body: bytes, caller: str, municipality: str, secrets: Sequence[bytes]) -> Claim:
    """The same request is one by the same caller for the same municipality. `secrets`: the present one first.
    Raises KeyMissing where the header is missing, malformed, or could be a personal number."""
    key = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(key) or LOOKS_PERSONAL.search(key):
        raise KeyMissing
    where = (request.method, municipality, request.url.path, request.url.query)
    said = b"\n".join([*(part.encode() for part in where), body])
    present, *earlier = (to_base64url(hmac.digest(secret, said, sha256)) for secret in secrets)
    return Claim(caller, key, present, tuple(earlier))


async def claim(connection: AsyncConnection, claimed: Claim, now: datetime) -> Response | None:
    """Takes the key, or gives the answer that it already has. Raises KeyReused for another request with it."""
    row = {"caller": claimed.caller, "key": claimed.key, "request_digest": claimed.request_digest, "claimed_at": now}
    taken = await connection.execute(_TAKE, row)
    return None if taken.first() else await _earlier_answer(connection, claimed)


async def _earlier_answer(connection: AsyncConnection, claimed: Claim) -> Response:
    found = await connection.execute(select(table).where(table.c.caller == claimed.caller, table.c.key == claimed.key))
    row = found.one_or_none()
    if row is None:  # removed since: it has served its time, and the next try is a new request
        raise Busy
    if row.request_digest not in (claimed.request_digest, *claimed.earlier_digests):
        raise KeyReused
    if row.status is None:
        raise Busy
    return Response(row.body, row.status, {**row.headers, "Idempotency-Replayed": "true"})


async def keep_answer(connection: AsyncConnection, claimed: Claim, response: Response) -> None:
    """Stores the answer in the act's own transaction."""
    headers = {name: value for name, value in response.headers.items() if name in _KEPT_HEADERS}
    answer = {"status": response.status_code, "headers": headers, "body": bytes(response.body)}
    await connection.execute(_KEEP, {"of_caller": claimed.caller, "of_key": claimed.key, **answer})
