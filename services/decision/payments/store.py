"""A line with all that is known of its payment, read in one statement; its open work item, and its renewals."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.decision.decisions.purposes import Purpose
from services.decision.facts.kinds import PaymentStatus
from services.decision.payments.rules import LineFacts, OrderEnd, OrderState
from services.decision.payments.tables import LineRenewalRow
from services.decision.queues.protection import is_protected
from services.decision.queues.tables import WorkItemRow
from shared.database import insert_into

_CASE = text("select household_id, case_number from decision where id = :decision")

_LINE = text(f"""
    with line as (
      select d.id, l.number, d.application_id, d.household_id, d.municipality, d.case_number, d.kind, d.month,
        d.outcome, d.decided_at, l.purpose, l.amount_ore, v.newest, coalesce(r.account_id, l.account_id) as account_id,
        coalesce(r.account_version, l.account_version) as account_version, coalesce(r.pay_on, l.pay_on) as pay_on
      from decision d
      join decision_line l on l.decision_id = d.id
      cross join newest_version(d.id, l.number) v (newest)
      left join lateral (select n.account_id, n.account_version, n.pay_on from line_renewal n
                          where n.decision_id = d.id and n.line = l.number and n.number = v.newest
                          order by n.renewed_at desc limit 1) r on true
      where d.id = :decision and l.number = :line)
    select line.*,
      exists (select from revocation v where v.decision_id = line.id) as revoked,
      exists (select from withdrawal x where x.application_id = line.application_id) as withdrawn,
      (select f.problem from line_refusal f
        where f.decision_id = line.id and f.line = line.number and (f.number = 1 or f.number = line.newest + 1)
        order by f.refused_at desc limit 1) as refused,
      exists (select from line_refusal f where f.decision_id = line.id and f.line = line.number and f.number = 1)
        as decision_refused,
      (select coalesce(jsonb_agg(to_jsonb(s) - array['document', 'statement']), '[]') from order_state s
        where s.decision_id = line.id and s.line = line.number and s.municipality = line.municipality) as states,
      (select coalesce(jsonb_agg(to_jsonb(e) - array['document', 'statement']), '[]') from payment_end e
        where e.decision_id = line.id and e.line = line.number and e.municipality = line.municipality) as ends,
      {is_protected("line.application_id", "line.household_id")} as protected
    from line""")  # noqa: S608 - only our own words

_LINES = text("select number from decision_line where decision_id = :decision order by number")

_VERSION_OF_ORDER = text("""
    select coalesce(
      (select s.line_version from order_state s where s.order_id = :order limit 1),
      (select e.line_version from payment_end e where e.order_id = :order limit 1),
      newest_version(:decision, :line))""")

_OPEN = text("""
    select w.id, c.id as claim_id from work_item w left join claim c on c.id = w.claim_id
     where w.decision_id = :decision and w.line = :line and w.task = 'payment' and w.ended_at is null""")

_END_ITEM = text("""
    update work_item set ended_at = :now, ended_entry_id = :entry_id
     where id = :id and claim_id is null and ended_at is null returning id""")

_TIED_HANDS = text("""
    select exists (select from decision_hands(:decision) h (person),
                               ties_in_force(h.person, :household, :application) t where t.kind <> 'account')
        or exists (select from decision_hands(:decision) h (person) join household_tie t on t.person = h.person
                    where t.household_id = :household and t.kind = 'account'
                      and t.source_id = :account and t.source_version = :version)""")


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was decided, with the account, day and number of its newest version. Öre."""

    decision_id: UUID
    number: int
    application_id: UUID
    household_id: UUID
    municipality: str
    case_number: str
    kind: str
    month: str
    outcome: str
    decided_at: datetime
    purpose: Purpose
    amount_ore: int
    account_id: UUID
    account_version: int
    pay_on: date
    protected: bool
    decision_refused: bool
    facts: LineFacts


async def case_of(connection: AsyncConnection, decision_id: UUID) -> tuple[UUID, str] | None:
    """The household and the case number of a decision; None for one that is not known here."""
    row = (await connection.execute(_CASE, {"decision": decision_id})).first()
    return None if row is None else (row.household_id, row.case_number)


async def end_told_by(connection: AsyncConnection, order_id: UUID) -> UUID:
    """The log entry of the last end that was heard of the order."""
    query = "select entry_id from payment_end where order_id = :order order by handed_over_at desc limit 1"
    return UUID(str((await connection.execute(text(query), {"order": order_id})).scalar_one()))


async def lines_of(connection: AsyncConnection, decision_id: UUID) -> list[int]:
    return [row.number for row in await connection.execute(_LINES, {"decision": decision_id})]


async def find(connection: AsyncConnection, decision_id: UUID, line: int) -> Line | None:
    row = (await connection.execute(_LINE, {"decision": decision_id, "line": line})).first()
    return None if row is None else _line(row)


async def version_of(connection: AsyncConnection, order_id: UUID, decision_id: UUID, line: int) -> int:
    """Which version of the line an order pays. A renewal is only made when the order before it is known, so an order
    that is first heard of now is the newest version's."""
    parameters = {"order": order_id, "decision": decision_id, "line": line}
    return int((await connection.execute(_VERSION_OF_ORDER, parameters)).scalar_one())


async def open_item(connection: AsyncConnection, decision_id: UUID, line: int) -> Row[Any] | None:
    """`id`, and `claim_id` where somebody holds it."""
    return (await connection.execute(_OPEN, {"decision": decision_id, "line": line})).first()


async def add_item(connection: AsyncConnection, item: dict[str, Any]) -> None:
    await connection.execute(insert_into(WorkItemRow), item)


async def end_item(connection: AsyncConnection, item_id: UUID, now: datetime, entry_id: UUID) -> bool:
    """False where it has ended, or somebody has claimed it."""
    values = {"id": item_id, "now": now, "entry_id": entry_id}
    return (await connection.execute(_END_ITEM, values)).first() is not None


async def decision_hands_tied(connection: AsyncConnection, line: Line, account: UUID, version: int) -> bool:
    """Whether somebody who calculated or decided has since got another hand in what a renewal to this account version
    would use (C1, C2)."""
    parameters = {
        "decision": line.decision_id,
        "household": line.household_id,
        "application": line.application_id,
        "account": account,
        "version": version,
    }
    return bool((await connection.execute(_TIED_HANDS, parameters)).scalar_one())


async def add_renewal(connection: AsyncConnection, renewal: dict[str, Any]) -> None:
    await connection.execute(insert_into(LineRenewalRow), renewal)


def _line(row: Row[Any]) -> Line:
    said = {name: getattr(row, name) for name in Line.__slots__ if name in row._fields}
    facts = LineFacts(
        revoked=row.revoked,
        newest=row.newest,
        refused=row.refused,
        states=tuple(_state(state) for state in row.states),
        ends=tuple(_end(end) for end in row.ends),
        withdrawn=row.withdrawn,
    )
    return Line(**{**said, "decision_id": row.id, "purpose": Purpose(row.purpose), "facts": facts})


def _state(row: dict[str, Any]) -> OrderState:
    return OrderState(
        row["order_id"], row["line_version"], row["number"], row["blocked"], rule=row["rule"], reason=row["reason"]
    )


def _end(row: dict[str, Any]) -> OrderEnd:
    at = datetime.fromisoformat(row["handed_over_at"])
    return OrderEnd(row["order_id"], row["line_version"], PaymentStatus(row["status"]), row["because"], at)
