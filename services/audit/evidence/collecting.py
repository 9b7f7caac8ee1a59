"""Gathering the evidence of one payment: the statements that payout holds, and proofs from audit's copy of the logs."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.audit.entries.problems import NotYetCosigned
from services.audit.entries.proving import CoveredEntry, Proved, prove
from services.audit.evidence.bundle import FORMAT, Bundle, EntryPart, KeyPart, StatedPart
from services.audit.logs.tables import CopiedEntry
from shared.auth.envelope import NotGenuine
from shared.auth.statements import claimed
from shared.controllog.entries import decode
from shared.problems import NotFound, Unavailable
from shared.running import Running

OWNERS = ("intake", "decision", "payout")
_AROUND = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Payment:
    """What payout gives (GET /v1/payment-orders/{orderId}/statements)."""

    order_id: UUID
    municipality: str
    case_number: str
    decision_id: UUID
    statements: tuple[StatedPart, ...]


async def collect(running: Running, connection: AsyncConnection, order_id: UUID, municipality: str) -> Bundle:
    """Raises NotFound, NotYetCosigned, or Unavailable where payout or another service does not answer."""
    payment = await _payment(running, order_id)
    if payment.municipality != municipality:
        raise NotFound
    entries = await _entries(connection, payment)
    proved = await prove(connection, entries)
    if proved is None:
        raise NotYetCosigned
    keys = {service: await _keys(running, service) for service in OWNERS}
    return _bundle(payment, proved, keys)


def _bundle(payment: Payment, proved: Sequence[Proved], keys: Mapping[str, list[KeyPart]]) -> Bundle:
    return Bundle(
        format=FORMAT,
        order_id=payment.order_id,
        municipality=payment.municipality,
        statements=list(payment.statements),
        keys=dict(keys),
        entries=[
            EntryPart(
                entry=_base64(one.entry.data),
                log_origin=one.entry.origin,
                seq=one.entry.seq,
                hashes=[_base64(hashed) for hashed in one.hashes],
            )
            for one in proved
        ],
        checkpoints={one.entry.origin: one.note for one in proved},
    )


async def _payment(running: Running, order_id: UUID) -> Payment:
    answer = await _get(running, "payout", f"/v1/payment-orders/{order_id}/statements", running.bearer("payout"))
    try:
        return Payment(
            order_id,
            str(answer["municipality"]),
            str(answer["caseNumber"]),
            UUID(answer["decisionId"]),
            tuple(StatedPart.model_validate(one) for one in answer["statements"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unavailable from error


async def _keys(running: Running, service: str) -> list[KeyPart]:
    answer = await _get(running, service, "/.well-known/jwks.json", {})
    try:
        return [KeyPart(kid=key["kid"], x=key["x"], y=key["y"]) for key in answer["keys"]]
    except (KeyError, TypeError, ValueError) as error:
        raise Unavailable from error


async def _get(running: Running, service: str, path: str, headers: Mapping[str, str]) -> Any:
    try:
        answer = await running.client.get(f"{running.settings.peers.get(service, '')}{path}", headers=dict(headers))
        if answer.status_code == 404:
            raise NotFound
        return answer.raise_for_status().json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise Unavailable from error


async def _entries(connection: AsyncConnection, payment: Payment) -> list[CoveredEntry]:
    """The whole case, and the entry of each statement. Raises NotYetCosigned where one has not been copied yet."""
    wanted = _stated(payment.statements)
    story = await _find(
        connection,
        payment.municipality,
        or_(
            col(CopiedEntry.case_number) == payment.case_number,
            col(CopiedEntry.order_id) == payment.order_id,
            col(CopiedEntry.decision_id) == payment.decision_id,
        ),
    )
    rest = await _find(connection, payment.municipality, or_(*map(_made_when, wanted.values())))
    found = {(one.origin, one.seq): one for one in (*story, *(one for one in rest if _digest(one) in wanted))}
    if not set(wanted) <= {_digest(one) for one in found.values()}:
        raise NotYetCosigned
    return [found[place] for place in sorted(found)]


def _stated(statements: Iterable[StatedPart]) -> dict[str, tuple[str, datetime]]:
    """Act and time of each statement, by the digest of its object: unverified, only to look its entry up."""
    try:
        return {said.digest: (said.act, said.issued_at) for said in (claimed(one.statement) for one in statements)}
    except NotGenuine as error:
        raise Unavailable from error


def _made_when(said: tuple[str, datetime]) -> ColumnElement[bool]:
    act, at = said
    time = col(CopiedEntry.time)
    return (col(CopiedEntry.act) == act) & time.between(at.astimezone(UTC) - _AROUND, at.astimezone(UTC) + _AROUND)


async def _find(connection: AsyncConnection, municipality: str, which: ColumnElement[bool]) -> list[CoveredEntry]:
    query = select(col(CopiedEntry.origin), col(CopiedEntry.seq), col(CopiedEntry.entry)).where(
        col(CopiedEntry.municipality) == municipality, which
    )
    return [CoveredEntry(row.origin, row.seq, row.entry) for row in await connection.execute(query)]


def _digest(entry: CoveredEntry) -> str | None:
    return decode(entry.data).digest


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
