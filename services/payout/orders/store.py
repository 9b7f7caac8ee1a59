"""Payment orders in the database: adding them, moving them from state to state, and reading them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    DateTime,
    Row,
    Select,
    String,
    Uuid,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased
from sqlmodel import col

from services.payout.facts.lines import LineKey
from services.payout.facts.tables import HouseholdVersionRow
from services.payout.limits.tables import OrderLetGoRow
from services.payout.orders.rules import Hands, Link
from services.payout.orders.states import WEIGHED, OrderState
from services.payout.orders.tables import OrderStateRow, PaymentEndRow, PaymentOrderRow
from services.payout.releases.tables import FilePaymentRow, ReleaseOrderRow
from shared import tracing
from shared.database import among, by_column, insert_into

columns = PaymentOrderRow.__table__.c  # type: ignore[attr-defined]  # SQLModel adds it to a table class


@dataclass(frozen=True, slots=True)
class Move:
    """An order gets a state, by the act with this log entry."""

    order_id: UUID
    to: OrderState
    entry_id: UUID
    rule: str | None = None
    reason: str | None = None
    limit_id: UUID | None = None


_ADD_STATES = text(
    """
    insert into order_state (order_id, number, state, rule, reason, at, entry_id, limit_id)
    select new.order_id, coalesce((select max(number) from order_state o where o.order_id = new.order_id), 0) + 1,
           new.state, new.rule, new.reason, :at, new.entry_id, new.limit_id
    from unnest(:order_id, :state, :rule, :reason, :entry_id, :limit_id)
      as new (order_id, state, rule, reason, entry_id, limit_id)"""
).bindparams(
    bindparam("at", type_=DateTime(timezone=True)),
    *(bindparam(name, type_=ARRAY(Uuid)) for name in ("order_id", "entry_id", "limit_id")),
    *(bindparam(name, type_=ARRAY(String)) for name in ("state", "rule", "reason")),
)


_ADD_HANDS = text(
    """
    insert into order_hand (order_id, link, person, entry_id)
    select * from unnest(:order_id, :link, :person, :entry_id)
    on conflict (order_id, link, person) do nothing"""
).bindparams(
    *(bindparam(name, type_=ARRAY(Uuid)) for name in ("order_id", "entry_id")),
    *(bindparam(name, type_=ARRAY(String)) for name in ("link", "person")),
)


async def add(connection: AsyncConnection, orders: Sequence[dict[str, Any]], at: datetime) -> None:
    """New orders, in state received."""
    made = {"state": OrderState.RECEIVED.value, "traceparent": tracing.kept()}
    rows = [{**order, **made} for order in orders]
    await connection.execute(insert_into(PaymentOrderRow), rows)
    moves = [Move(order["id"], OrderState.RECEIVED, order["entry_id"]) for order in orders]
    await _add_states(connection, moves, at)


async def move(connection: AsyncConnection, moves: Sequence[Move], at: datetime) -> None:
    """The orders must be locked. The database refuses a move that the state does not allow."""
    if not moves:
        return
    await _add_states(connection, moves, at)
    for state in {item.to for item in moves}:
        ids = [item.order_id for item in moves if item.to is state]
        await connection.execute(_MOVE, {"ids": ids, "to": state.value})


async def _add_states(connection: AsyncConnection, moves: Iterable[Move], at: datetime) -> None:
    """One for each of these orders, in one statement."""
    rows = [
        {
            "order_id": item.order_id,
            "state": item.to.value,
            "rule": item.rule,
            "reason": item.reason,
            "entry_id": item.entry_id,
            "limit_id": item.limit_id,
        }
        for item in moves
    ]
    await connection.execute(_ADD_STATES, {**by_column(rows), "at": at})


async def add_hands(connection: AsyncConnection, hands_of: Iterable[tuple[UUID, Hands, UUID]]) -> None:
    """(order id, hands, entry id): those that are not there yet. C1 is an index: the database refuses a person in two
    links."""
    rows = [
        {"order_id": order_id, "link": link.value, "person": person, "entry_id": entry_id}
        for order_id, hands, entry_id in hands_of
        for link in Link
        for person in hands.of(link)
    ]
    await connection.execute(_ADD_HANDS, by_column(rows))


async def lock(connection: AsyncConnection, ids: Collection[UUID], municipality: str) -> list[Row[Any]]:
    """Those of these orders that are this municipality's, locked until the transaction ends, always in the order of
    their ids. See `read`."""
    return await _locked(connection, _LOCK, {"ids": list(ids), "municipality": municipality})


async def lock_unsent(connection: AsyncConnection, municipality: str, about: Mapping[str, UUID]) -> list[Row[Any]]:
    """The orders with one of these values (by column) that are in no bank file and have not ended, locked. See
    `read`."""
    rows = await _locked(connection, _lock_unsent(*sorted(about)), {**about, "municipality": municipality})
    return [row for row in rows if not row.in_file]


async def lock_last(connection: AsyncConnection, municipality: str, decision_id: UUID, line: int) -> Row[Any]:
    """The order of the line's newest version, locked. See `read`."""
    which = {"decision": decision_id, "line": line, "municipality": municipality}
    return max(await _locked(connection, _LOCK_LINE, which), key=lambda order: order.line_version)


async def _locked(connection: AsyncConnection, locking: Any, which: Mapping[str, Any]) -> list[Row[Any]]:
    """Two statements: what the second one reads is what holds once the locks are had. Whoever acts on orders is told of
    in a trace together with what made them."""
    ids = (await connection.execute(locking, which)).scalars().all()
    rows = list((await connection.execute(_READ, {"ids": ids})).all()) if ids else []
    tracing.link(*(row.traceparent for row in rows))
    return rows


async def read(connection: AsyncConnection, *which: Any) -> list[Row[Any]]:
    """Orders in the order of their ids: the columns of payment_order, the last state's `rule` and `reason`,
    whether the order is `released` (or was, and was left out of the file), `in_file`, and `called_off` by a stop or
    revocation of its decision, and who let it go (`let_go_by`)."""
    return list((await connection.execute(_WHOLE.where(*which).order_by(col(PaymentOrderRow.id)))).all())


def _whole() -> Select[Any]:
    """The query behind `read`, put together once: that takes longer than many a query does."""
    state = aliased(OrderStateRow)
    last = (
        select(col(state.rule), col(state.reason))
        .where(col(state.order_id) == col(PaymentOrderRow.id))
        .order_by(col(state.number).desc())
        .limit(1)
        .lateral("last")
    )
    released = exists().where(col(ReleaseOrderRow.order_id) == col(PaymentOrderRow.id))
    in_file = exists().where(col(FilePaymentRow.order_id) == col(PaymentOrderRow.id))
    let_go_by = (
        select(col(OrderLetGoRow.let_go_by))
        .where(col(OrderLetGoRow.order_id) == col(PaymentOrderRow.id))
        .scalar_subquery()
    )
    return select(
        *columns,
        last.c.rule,
        last.c.reason,
        released.label("released"),
        in_file.label("in_file"),
        let_go_by.label("let_go_by"),
        literal_column("order_called_off(payment_order)", Boolean).label("called_off"),
    ).join(last, literal(True))


def _locking(*which: Any) -> Any:
    ours = (*which, columns.municipality == bindparam("municipality"))
    return select(columns.id).where(*ours).order_by(columns.id).with_for_update()


@cache
def _lock_unsent(*names: str) -> Any:
    unsent = [state.value for state in (*WEIGHED, OrderState.RELEASED)]
    return _locking(or_(*(columns[name] == bindparam(name) for name in names)), columns.state.in_(unsent))


_WHOLE = _whole()
_READ = _WHOLE.where(among(columns.id, "ids")).order_by(columns.id)
_LOCK = _locking(among(columns.id, "ids"))
_LOCK_LINE = _locking(columns.decision_id == bindparam("decision"), columns.line == bindparam("line"))
_MOVE = update(PaymentOrderRow).where(among(columns.id, "ids")).values(state=bindparam("to"))


def key_of(order: Row[Any]) -> LineKey:
    return LineKey(order.decision_id, order.line, order.line_version)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list shows: one municipality's orders, to be paid from one day to another."""

    municipality: str
    state: OrderState | None
    first: date | None
    last: date | None
    with_protected: bool


async def page(connection: AsyncConnection, filters: Filters, offset: int, limit: int) -> list[Row[Any]]:
    """In the order of pay_on and id. See `read`."""
    order = PaymentOrderRow
    wanted = [col(order.municipality) == filters.municipality]
    if filters.state is not None:
        wanted.append(col(order.state) == filters.state.value)
    if filters.first is not None:
        wanted.append(col(order.pay_on) >= filters.first)
    if filters.last is not None:
        wanted.append(col(order.pay_on) <= filters.last)
    if not filters.with_protected:
        wanted.append(~_protected())
    in_order = (col(order.pay_on), col(order.id))
    # What is told of an order is worked out for the page alone, and not for all that come before or after it.
    ids = select(col(order.id)).where(*wanted).order_by(*in_order).offset(offset).limit(limit).correlate(None)
    query = _WHOLE.where(col(order.id).in_(ids)).order_by(*in_order)
    return list((await connection.execute(query)).all())


def _protected() -> Any:
    """The household is or was protected, in any version. `offset` keeps the planner from joining with all households
    before it takes the page."""
    version = HouseholdVersionRow
    same = col(version.household_id) == col(PaymentOrderRow.household_id)
    return select(literal(1)).where(same, col(version.protected)).offset(0).exists()


async def find(connection: AsyncConnection, order_id: UUID, municipality: str) -> Row[Any] | None:
    found = await read(
        connection, col(PaymentOrderRow.id) == order_id, col(PaymentOrderRow.municipality) == municipality
    )
    return found[0] if found else None


async def households_of(connection: AsyncConnection, ids: Collection[UUID]) -> list[UUID]:
    """The households that these orders pay."""
    query = select(col(PaymentOrderRow.household_id)).where(col(PaymentOrderRow.id).in_(ids)).distinct()
    return list((await connection.execute(query)).scalars())


async def any_elsewhere(connection: AsyncConnection, ids: Collection[UUID], municipality: str) -> bool:
    """Whether one of these orders belongs to another municipality."""
    order = PaymentOrderRow
    query = select(col(order.id)).where(col(order.id).in_(ids), col(order.municipality) != municipality)
    return (await connection.execute(query.limit(1))).first() is not None


async def successor(connection: AsyncConnection, order_id: UUID) -> UUID | None:
    query = select(col(PaymentOrderRow.id)).where(col(PaymentOrderRow.predecessor) == order_id)
    return (await connection.execute(query)).scalar_one_or_none()


async def succeeded(connection: AsyncConnection, order_ids: Collection[UUID]) -> set[UUID]:
    """Those of these orders that have a successor."""
    query = select(col(PaymentOrderRow.predecessor)).where(col(PaymentOrderRow.predecessor).in_(order_ids))
    return {found for found in (await connection.execute(query)).scalars() if found is not None}


async def add_ends(connection: AsyncConnection, stated: Sequence[Mapping[str, Any]]) -> None:
    """Rows of `document`, `statement` and `entry_id`."""
    rows = [{**one, "order_id": one["document"]["orderId"], "status": one["document"]["status"]} for one in stated]
    await connection.execute(insert_into(PaymentEndRow), rows)


async def ends_before(connection: AsyncConnection, decision_id: UUID, line: int, version: int) -> Sequence[Row[Any]]:
    """What was stated (`document`, `statement`) of how the line's orders before this version ended, in their order."""
    order, end = PaymentOrderRow, PaymentEndRow
    query = (
        select(col(end.document), col(end.statement))
        .join(order, col(order.id) == col(end.order_id))
        .where(col(order.decision_id) == decision_id, col(order.line) == line, col(order.line_version) < version)
        .order_by(col(order.line_version), col(end.entry_id))
    )
    return (await connection.execute(query)).all()


async def last_number(connection: AsyncConnection, order_id: UUID) -> int:
    """The number of the state that the order is in."""
    query = select(func.max(OrderStateRow.number)).where(col(OrderStateRow.order_id) == order_id)
    return int((await connection.execute(query)).scalar_one())


async def history(connection: AsyncConnection, order_id: UUID) -> Sequence[Row[str, datetime]]:
    """(state, at) of every state that the order has had."""
    query = select(col(OrderStateRow.state), col(OrderStateRow.at)).where(col(OrderStateRow.order_id) == order_id)
    return (await connection.execute(query.order_by(col(OrderStateRow.number)))).all()
