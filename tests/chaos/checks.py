"""What must hold after all the kills (C1, C6, C7, C15), judged by code of its own from databases and bank's books."""

import json
from base64 import urlsafe_b64decode
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from tests.chaos.cases import Promised
from tests.chaos.stillness import CHAIN, Databases, Row
from tests.stateful.promises import MAY_FOLLOW, STATEMENTS, UNPAID, check_apart
from tests.stateful.traces import Traces

_PROMISED = (
    ("households", "intake", "household"),
    ("accounts", "intake", "account"),
    ("applications", "intake", "application"),
    ("applications", "decision", "application"),
    ("applications", "payout", "application"),
    ("decisions", "decision", "decision"),
    ("decisions", "payout", "decision"),
    ("decisions", "intake", "decision_made"),
    ("revocations", "decision", "revocation"),
    ("releases", "payout", "release"),
    ("renewals", "decision", "line_renewal"),
    ("renewals", "payout", "line_renewal"),
)
_KEY = {"decision_made": "decision_id", "revocation": "decision_id"}
_ORDERS = """
    select o.*, array(select s.state from order_state s where s.order_id = o.id order by s.number) as states,
           (select f.release_id from file_payment f where f.order_id = o.id) as release_id
    from payment_order o order by o.id"""


def faults(databases: Databases, promised: Promised) -> list[str]:
    """In words; empty where everything holds."""
    found = [*_lost(databases, promised), *_undecided(databases)]
    orders = databases.read("payout", _ORDERS)
    found += [*_not_once(databases, orders), *_wrong_ways(orders), *_crossed(databases, orders)]
    found += [
        *_other_than_the_bank(databases, orders),
        *_without_a_trace(databases),
        *_other_than_the_witness(databases),
    ]
    return found


def ends(databases: Databases) -> dict[str, int]:
    """Öre by the state that their order has come to."""
    rows = databases.read("payout", "select state, sum(amount_ore)::bigint as ore from payment_order group by state")
    return {row["state"]: int(row["ore"]) for row in rows}


def _lost(databases: Databases, promised: Promised) -> Iterator[str]:
    for kind, service, table in _PROMISED:
        ids = getattr(promised, kind)
        key = _KEY.get(table, "id")
        kept = {str(row[key]) for row in databases.read(service, f"select {key} from {table}")}
        for missing in set(ids) - kept:
            yield f"C15: {service} answered for one of the {kind}, and has no {table} {missing}"


def _undecided(databases: Databases) -> Iterator[str]:
    """Each application has one decision that stands."""
    rows = databases.read(
        "decision",
        """select a.id, count(d.id) - count(r.decision_id) as standing from application a
           left join decision d on d.application_id = a.id left join revocation r on r.decision_id = d.id
             and r.outcome = 'stopped'
           group by a.id""",
    )
    for row in rows:
        if row["standing"] != 1:
            yield f"C6: {row['standing']} decisions stand for application {row['id']}"


def _not_once(databases: Databases, orders: list[Row]) -> Iterator[str]:
    by_line: dict[Any, list[Row]] = defaultdict(list)
    for order in orders:
        by_line[order["decision_id"], order["line"]].append(order)
    lines = databases.read("decision", "select decision_id, number, amount_ore from decision_line")
    for line in lines:
        some = by_line.pop((line["decision_id"], line["number"]), [])
        live = [order for order in some if order["state"] not in UNPAID]
        if not some:
            yield f"C15: line {line['number']} of decision {line['decision_id']} has no order"
        if len(live) > 1:
            yield f"C6: line {line['number']} of decision {line['decision_id']} is live {len(live)} times"
        if any(order["amount_ore"] != line["amount_ore"] for order in some):
            yield f"C3: an order of decision {line['decision_id']} has another amount"
    for decision, _ in by_line:
        yield f"C3: an order of a line that decision does not have: {decision}"


def _wrong_ways(orders: list[Row]) -> Iterator[str]:
    for order in orders:
        states = order["states"]
        if not states or states[-1] != order["state"]:
            yield f"C7: order {order['id']} is {order['state']}, and its trace says {states[-1:]}"
        for earlier, later in zip([None, *states], states, strict=False):
            if earlier != later and later not in MAY_FOLLOW.get(earlier, ()):
                yield f"order {order['id']} went from {earlier} to {later}"


def _crossed(databases: Databases, orders: list[Row]) -> Iterator[str]:
    for order in orders:
        if order["release_id"] is None:
            continue
        hands = {
            link: {hand for service, query in sources for hand in _hands(databases, service, query, order, link)}
            for link, sources in STATEMENTS.items()
        }
        hands["decision"] |= _renewing(databases, order)
        try:
            check_apart(hands, None)
        except AssertionError as error:
            yield f"order {order['id']}: {error}"


def _hands(databases: Databases, service: str, query: str, order: Row, link: str) -> Iterator[str]:
    rows = databases.named(service, query, order)
    for row in rows:
        yield from _stated(row["statement"])[link]


def _renewing(databases: Databases, order: Row) -> set[str]:
    query = "select statement from line_renewal where decision_id = %s and line = %s and number = %s"
    rows = databases.read("decision", query, order["decision_id"], order["line"], order["line_version"])
    return {hand for row in rows for hand in _stated(row["statement"])["decision"]}


def _stated(statement: str) -> dict[str, list[str]]:
    body = statement.split(".")[1]
    hands: dict[str, list[str]] = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))["hands"]
    return hands


def _other_than_the_bank(databases: Databases, orders: list[Row]) -> Iterator[str]:
    """The bank has booked each settled or returned payment once, and nothing else."""
    booked = databases.bank("select end_to_end_id, amount, returned_at from payment where booked_at is not null")
    for reference, count in Counter(row[0] for row in booked).items():
        if count != 1:
            yield f"C6: the bank has booked {reference} {count} times"
    at_the_bank = {row[0]: (row[1], row[2] is not None) for row in booked}
    ours = {
        order["id"].hex: (order["amount_ore"], order["state"] == "returned")
        for order in orders
        if order["state"] in ("settled", "returned")
    }
    for reference in at_the_bank.keys() | ours.keys():
        if at_the_bank.get(reference) != ours.get(reference):
            yield f"C6: {reference}: the bank says {at_the_bank.get(reference)}, payout {ours.get(reference)}"


def _without_a_trace(databases: Databases) -> Iterator[str]:
    traces = Traces(databases, whole=True)
    yield from (f"C7: {table} has a row without its log entry" for table in traces.dangling())
    try:
        traces.check()
    except AssertionError as error:
        yield str(error)


def _other_than_the_witness(databases: Databases) -> Iterator[str]:
    copied = {row["service"]: row for row in databases.read("audit", "select service, size from followed_log")}
    for service in CHAIN:
        size = databases.one(service, "select size from log_head")
        entries = databases.one(service, "select count(*) from log_entry")
        if not size == entries == copied[service]["size"]:
            yield f"{service}: {entries} entries, a tree of {size}, and audit has {copied[service]['size']}"
    alarms = databases.one("audit", "select count(*) from log_alarm")
    if alarms:
        yield f"the witness has raised {alarms} alarms"
