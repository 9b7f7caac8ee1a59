"""The job that makes a release's bank file and brings it to the bank. It can be killed at any point and run again.

What must come from others is had first, outside any transaction: statements are verified, owners are asked. Then one
transaction locks the orders, rebuilds each payment, leaves out what fails, and stores the sealed file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from services.payout.bank.pain001 import Payment, PaymentFile, build, identifier, problem_of
from services.payout.facts.gather import gather
from services.payout.limits.verifying import at_limits
from services.payout.orders import store as orders
from services.payout.orders.hindering import block
from services.payout.orders.rules import Blocked
from services.payout.orders.states import OrderState
from services.payout.own_acts import own_act
from services.payout.releases import released_payments, store
from services.payout.releases.in_force import InForce, NotAnswered, ask_owners
from services.payout.releases.rebuilding import LeftOut, Rebuilder, Rebuilt, grounds_of
from services.payout.releases.sending import MADE, send
from services.payout.releases.store import FoundRelease
from services.payout.releases.verifying import Verified, VerifiedRelease, verify, verify_release
from services.payout.settings import Settings, settings_of
from shared.acts import Act
from shared.auth.envelope import NotGenuine
from shared.auth.statements import Hands, Subject
from shared.canonical import digest_bytes, new_salt
from shared.problems import ObjectNotAsAgreed, Refusal
from shared.running import Running

log = structlog.get_logger(__name__)

ACT = MADE


@dataclass(eq=False)
class PaymentLeftOut(Refusal):
    """A released payment that does not go into the bank file."""

    rule: str


async def make_file(running: Running, *, release_id: str) -> None:
    """The job. Raises NotAnswered or StillUnknown where it must be tried again."""
    async with running.transaction() as connection:
        release = await store.find(connection, UUID(release_id))
    if release is None:
        return
    if not release.has_file:
        async with running.large:
            await _make(running, release)
    await send(running, release.id, release.municipality)


async def _make(running: Running, release: FoundRelease) -> None:
    try:
        stated = await verify_release(running, release)
    except (NotGenuine, ObjectNotAsAgreed):
        log.error("stored release does not hold", eventType="paymentReleased")
        await _leave_all_out(running, release)
        return
    verified = await _verified(running, release, stated)
    limits = await at_limits(running, stated.orders.keys(), release.municipality)
    in_force = await _asked(running, release, stated, verified)
    async with running.transaction() as connection:
        await _make_once(running, connection, release, Rebuilder(stated, verified, in_force, limits))


async def _verified(running: Running, release: FoundRelease, stated: VerifiedRelease) -> Verified:
    decisions = {order.key.decision_id for order in stated.orders.values()}
    async with running.transaction() as connection:
        facts = await gather(connection, decisions, release.municipality, running.persons.same())
    return await verify(running, facts, release.municipality)


async def _asked(
    running: Running, release: FoundRelease, stated: VerifiedRelease, verified: Verified
) -> dict[str, InForce]:
    found = [grounds_of(verified.facts, order.key) for order in stated.orders.values()]
    asked = {(item.kind, item.id): item for grounds in found if grounds for item in grounds.must_be_in_force}
    return await ask_owners(running, release, asked.values())


async def _make_once(
    running: Running, connection: AsyncConnection, release: FoundRelease, rebuilder: Rebuilder
) -> None:
    """Orders that are no longer released were cancelled meanwhile; of two workers the second finds none left."""
    rows = await _locked(connection, release)
    await _refuse_news(running, connection, release, rows, rebuilder.verified)
    act = own_act(running, connection, ACT, release.municipality, releaseId=release.id)
    if not rebuilder.fresh(act.now):
        raise NotAnswered("what the owners stated has grown old meanwhile")
    outcomes = [rebuilder.rebuild(order, act.now) for order in rows]
    payments = [_payment(item, rebuilder.release.due_date) for item in outcomes if isinstance(item, Rebuilt)]
    unwritable = {payment.end_to_end_id for payment in payments if problem_of(payment, settings_of(running).profile)}
    left = [_left_out(item, unwritable) for item in outcomes]
    await _leave_out(act, rows, [item for item in left if item is not None])
    writable = [payment for payment in payments if payment.end_to_end_id not in unwritable]
    if writable:
        await _store(act, release, writable)


async def _refuse_news(
    running: Running, connection: AsyncConnection, release: FoundRelease, rows: Sequence[Row[Any]], verified: Verified
) -> None:
    """What came while the owners were asked, such as a conflict of interest, counts too: it is verified by the next
    try. Raises NotAnswered."""
    decisions = {order.decision_id for order in rows}
    facts = await gather(connection, decisions, release.municipality, running.persons.same())
    if not {item.key for item in facts.all()} <= {item.key for item in verified.facts.all()}:
        raise NotAnswered("something has come that was not verified")


async def _locked(connection: AsyncConnection, release: FoundRelease) -> list[Row[Any]]:
    ids = [payment.order_id for payment in await store.payments(connection, release.id)]
    rows = await orders.lock(connection, ids, release.municipality)
    return [row for row in rows if OrderState(row.state) is OrderState.RELEASED and not row.in_file]


def _payment(item: Rebuilt, due_date: date) -> Payment:
    return Payment(identifier(item.order_id), item.amount_ore, due_date, item.payee.name, item.payee.account)


def _left_out(item: Rebuilt | LeftOut, unwritable: set[str]) -> LeftOut | None:
    if isinstance(item, LeftOut):
        return item
    return LeftOut(item.order_id, "ISO 20022", "notWritable") if identifier(item.order_id) in unwritable else None


async def _leave_all_out(running: Running, release: FoundRelease) -> None:
    async with running.transaction() as connection:
        act = own_act(running, connection, ACT, release.municipality, releaseId=release.id)
        rows = await _locked(connection, release)
        await _leave_out(act, rows, [LeftOut(order.id, "C4", "releaseStatement") for order in rows])


async def _leave_out(act: Act, rows: Sequence[Row[Any]], left: Sequence[LeftOut]) -> None:
    """Each becomes blocked, and the control log says by which promise it was refused. A renewal of its line
    heals it."""
    by_id = {row.id: row for row in rows}
    for item in left:
        order = by_id[item.order_id]
        act.about(orderId=order.id, decisionId=order.decision_id, caseNumber=order.case_number)
        await act.record_refusal(PaymentLeftOut(item.rule), reason=item.reason)
        await block(act, order, Blocked(item.rule, item.reason))
    if left:
        log.error("payments left out of the bank file", count=len(left))


async def _store(act: Act, release: FoundRelease, payments: Sequence[Payment]) -> None:
    settings = settings_of(act.running)
    xml = build(_file(settings, release, act, payments))
    released = released_payments.written(payments, settings.debtor_of(release.municipality).account)
    digests = {"sha256": digest_bytes(xml), "paymentsSha256": digest_bytes(released)}
    document = {"salt": new_salt(), "releaseId": str(release.id), **digests}
    own = own_act(act.running, act.connection, ACT, act.municipality, releaseId=release.id)
    row = {
        "release_id": release.id,
        "message_id": identifier(release.id),
        "sha256": digests["sha256"],
        "document": document,
        "statement": own.state(Subject("release", str(release.id), 1), Hands(), document),
        "sealed": settings.box_keys.seal(xml),
        "payments_sha256": digests["paymentsSha256"],
        "sealed_payments": settings.box_keys.seal(released),
        "made_at": act.now,
        "entry_id": await own.record(document),
    }
    amounts = {UUID(hex=payment.end_to_end_id): payment.amount_ore for payment in payments}
    await store.add_file(act.connection, row, amounts)


def _file(settings: Settings, release: FoundRelease, act: Act, payments: Sequence[Payment]) -> PaymentFile:
    debtor = settings.debtor_of(release.municipality)
    return PaymentFile(
        message_id=identifier(release.id),
        created_at=act.now,
        initiating_party=debtor.party,
        debtor=debtor.party,
        debtor_account=debtor.account,
        debtor_bic=debtor.bic,
        payments=payments,
        profile=settings.profile,
    )
