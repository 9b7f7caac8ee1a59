"""C1, C3 and C6, judged by reading what is stored and what the bank was sent; no rule of the services is asked."""

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mockbank.messages import read_pain001

from shared.boxes import open_sealed
from tests.harness.chain import Chain, file_name
from tests.harness.service import BOX_PRIVATE
from tests.stateful.ledger import Ledger, Number
from tests.stateful.statements import hands_in

UNPAID = ("cancelled", "rejected", "returned")
MAY_FOLLOW = {
    None: {"received"},
    "received": {"blocked", "held", "ready", "cancelled"},
    "blocked": {"received", "held", "ready", "cancelled"},
    "held": {"blocked", "ready", "cancelled"},
    "ready": {"blocked", "held", "released", "cancelled"},
    "released": {"blocked", "unknown", "sent", "rejected", "cancelled"},
    "unknown": {"sent", "rejected"},
    "sent": {"settled", "rejected"},
    "rejected": {"settled"},
    "settled": {"returned"},
}
"""The states of a payment order, as the design draws them."""

_FILED = """
    select f.order_id, f.release_id, f.amount_ore, o.decision_id, o.line, o.application_id, o.household_id,
           o.household_version, o.account_id, o.account_version,
           o.line_version
    from file_payment f join payment_order o on o.id = f.order_id where o.municipality = %s order by f.order_id"""
_ORDERS = """
    select o.id, o.decision_id, o.line, o.amount_ore, o.state, o.predecessor,
           exists (select from file_payment f where f.order_id = o.id) as filed,
           array(select b.outcome || ' ' || b.amount_ore from bank_booking b
                 where b.order_id = o.id and b.outcome in ('settled', 'returned') order by b.outcome desc) as booked,
           array(select s.state from order_state s where s.order_id = o.id order by s.number) as states
    from payment_order o where o.municipality = %s order by o.id"""
_LINES = """
    select l.decision_id, l.number, l.amount_ore from decision_line l join decision d on d.id = l.decision_id
    where d.municipality = %s"""
STATEMENTS = {
    "entry": [
        (
            "intake",
            "select statement, document from household_version where household_id = %(household_id)s"
            " and version = %(household_version)s",
        ),
        ("intake", "select statement, document from application where id = %(application_id)s"),
    ],
    "account": [
        (
            "intake",
            "select statement, document from account_entry where account_id = %(account_id)s"
            " and version = %(account_version)s",
        ),
    ],
    "decision": [("decision", "select statement, document from decision where id = %(decision_id)s")],
    "release": [("payout", "select statement, document from release where id = %(release_id)s")],
}
"""Whose hands are in what, by the statements of the service where each act was done, as that service stored them."""

Row = dict[str, Any]
Hands = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment as the bank file says it."""

    amount_ore: int
    account: Number


class Promises:
    """Holds one municipality's payments against what was really done there."""

    def __init__(self, chain: Chain, municipality: str, ledger: Ledger) -> None:
        self._chain = chain
        self._municipality = municipality
        self._ledger = ledger
        self._checked: set[UUID] = set()

    def check(self) -> None:
        filed = self._chain.read("payout", _FILED, self._municipality)
        for payment in filed:
            if payment["order_id"] not in self._checked:
                self._check_new(payment)
                self._checked.add(payment["order_id"])
        orders = self._chain.read("payout", _ORDERS, self._municipality)
        self._check_once(orders)
        self._check_sums(orders)

    # C1 and C3, when a payment has come into a bank file.

    def _check_new(self, payment: Row) -> None:
        hands = self._stated_hands(payment)
        assert hands == self._real_hands(payment), "C4: the statements name other hands than those that acted"
        check_apart(hands, self._ledger.let_go.get(payment["order_id"]))
        earlier = self._ledger.revoked.get(payment["decision_id"])
        assert earlier is None or payment["order_id"] in earlier, "C4: a revoked decision is paid"
        known = self._ledger.withdrawn.get(payment["application_id"])
        assert known is None or payment["order_id"] in known, "C4: a withdrawn application is paid"
        own = self._ledger.ever_members[payment["household_id"]] | self._known_conflicts(payment)
        assert not own & (hands["entry"] | hands["decision"] | hands["release"]), "C2: a hand in one's own case"
        self._check_paid(payment, self._in_file(payment))

    def _stated_hands(self, payment: Row) -> Hands:
        found: Hands = defaultdict(set)
        for link, sources in STATEMENTS.items():
            for service, query in sources:
                rows = self._chain.databases[service].execute(query, payment).fetchall()
                assert rows, f"C4: no statement for {link}"
                for row in rows:
                    found[link] |= hands_in(row["statement"], service, row["document"])[link]
        if (renewal := self._renewal(payment)) is not None:
            found["decision"] |= hands_in(renewal["statement"], "decision", renewal["document"])["decision"]
        return {link: self._ledger.who(hands, self._chain.secrets) for link, hands in found.items()}

    def _known_conflicts(self, payment: Row) -> set[str]:
        """What payout has been told: a declaration that is still on its way stops nothing yet."""
        rows = self._chain.read(
            "payout", "select person from conflict where household_id = %s", payment["household_id"]
        )
        return self._ledger.who({row["person"] for row in rows}, self._chain.secrets)

    def _renewal(self, payment: Row) -> Row | None:
        """The version of the line that is paid, where it is not the decision's own."""
        if payment["line_version"] == 1:
            return None
        query = "select * from line_renewal where decision_id = %s and line = %s and number = %s"
        named = (payment["decision_id"], payment["line"], payment["line_version"])
        (found,) = self._chain.read("decision", query, *named)
        return found

    def _real_hands(self, payment: Row) -> Hands:
        ledger, renewal = self._ledger, self._renewal(payment)
        renewed = set() if renewal is None else {ledger.renewed[renewal["id"]]}
        household = (payment["household_id"], payment["household_version"])
        account = (payment["account_id"], payment["account_version"])
        return {
            "entry": {ledger.registered[household]} | ledger.typed[payment["application_id"]],
            "account": {by for by, _ in ledger.entries[account]},
            "decision": ledger.decided[payment["decision_id"]] | renewed,
            "release": {ledger.released[payment["release_id"]]},
        }

    def _in_file(self, payment: Row) -> Paid:
        """The one payment of this order in its bank file, opened with the test's own key."""
        (stored,) = self._chain.read(
            "payout", "select sealed, message_id from bank_file where release_id = %s", payment["release_id"]
        )
        xml = open_sealed(BOX_PRIVATE, stored["sealed"])
        sent = self._chain.outside.files.get(stored["message_id"])
        assert stored["message_id"] == file_name(payment["release_id"])
        assert sent in (None, xml), "C3: the bank was sent another file than the one that is stored"
        every = [one for batch in read_pain001(xml).batches for one in batch.payments]
        (found,) = [one for one in every if one.end_to_end_id == payment["order_id"].hex]
        return Paid(found.amount, (found.creditor_clearing_id, found.creditor_account))

    def _check_paid(self, payment: Row, paid: Paid) -> None:
        (line,) = self._chain.read(
            "decision",
            "select * from decision_line where decision_id = %s and number = %s",
            payment["decision_id"],
            payment["line"],
        )
        version = self._renewal(payment) or line
        assert version["amount_ore"] == line["amount_ore"], "C3: a renewal of another sum"
        said = (version["amount_ore"], version["account_id"], version["account_version"])
        assert (paid.amount_ore, payment["account_id"], payment["account_version"]) == said, "C3: not what was decided"
        assert payment["amount_ore"] == paid.amount_ore
        account = (payment["account_id"], payment["account_version"])
        typed = {by for by, number in self._ledger.entries[account] if number == paid.account}
        assert len(typed) >= 2, "C3: to an account that two persons have not entered alike"
        assert typed - self._ledger.ever_members[payment["household_id"]], "C3: the household's own word alone"
        assert len(self._sealed_alike(account, paid.account)) >= 2, "C3: not in two of the sealed boxes"
        (newest,) = self._chain.read(
            "intake", "select max(version) as version from account_entry where account_id = %s", account[0]
        )
        assert newest["version"] == account[1], "C3: to an account version that was superseded"

    def _sealed_alike(self, account: tuple[UUID, int], number: Number) -> list[Row]:
        query = "select sealed from account_entry where account_id = %s and account_version = %s"
        boxes = [
            json.loads(open_sealed(BOX_PRIVATE, row["sealed"])) for row in self._chain.read("payout", query, *account)
        ]
        return [box for box in boxes if (box["clearingNumber"], box["accountNumber"]) == number]

    # C6 and C7, of all orders, whatever has happened to them.

    def _check_once(self, orders: list[Row]) -> None:
        by_line: dict[tuple[UUID, int], list[Row]] = defaultdict(list)
        for order in orders:
            by_line[order["decision_id"], order["line"]].append(order)
            _check_states(order)
        for some in by_line.values():
            assert sum(order["state"] not in UNPAID for order in some) <= 1, "C6: two live orders of one line"
            standing = [one for one in some if one["filed"] and one["state"] not in ("rejected", "returned")]
            assert len(standing) <= 1, "C6: two payments in bank files that both stand for one line"
            for earlier, later in zip([None, *some], some, strict=False):
                named = None if earlier is None else earlier["id"]
                assert later["predecessor"] == named, "C6: a successor does not name its predecessor"

    def _check_sums(self, orders: list[Row]) -> None:
        """Every öre of every line that was handed over is in the last order of its line, once."""
        last = {(order["decision_id"], order["line"]): order for order in orders}
        lines = self._chain.read("payout", _LINES, self._municipality)
        assert {(line["decision_id"], line["number"]) for line in lines} == set(last), "C6: a line without an order"
        by_end: dict[str, int] = defaultdict(int)
        for order in last.values():
            by_end[order["state"] if order["state"] in (*UNPAID, "settled") else "open"] += order["amount_ore"]
        assert sum(by_end.values()) == sum(line["amount_ore"] for line in lines), "C6: the sums do not agree"
        for decision in self._chain.read(
            "decision", "select id, granted_ore from decision where municipality = %s", self._municipality
        ):
            out = [one for one in orders if one["decision_id"] == decision["id"] and one["state"] not in UNPAID]
            assert sum(one["amount_ore"] for one in out) <= decision["granted_ore"], "C3: more than what was granted"


def check_apart(hands: Hands, let_go: str | None) -> None:
    """C1, of one payment; `let_go` is who let it go where it was held."""
    assert not any(let_go in link for link in hands.values()), "C1: let go by a hand in it"
    account, decision, release = hands["account"], hands["decision"], hands["release"]
    assert len(account) >= 2, "C1: the account is one person's word"
    assert all((hands["entry"], decision, release)), "C1: a link without a hand"
    assert not account & decision, "C1: a hand in account and decision"
    assert not account & release, "C1: a hand in account and release"
    assert not decision & release, "C1: a hand in decision and release"
    assert not hands["entry"] & (decision | release), "C1: a hand in entry and in decision or release"


def _check_states(order: Row) -> None:
    states = order["states"]
    assert states, "C7: an order without a trace"
    assert states[-1] == order["state"], "C7: the order's state is not the last that was logged"
    for earlier, later in zip([None, *states], states, strict=False):
        assert earlier == later or later in MAY_FOLLOW.get(earlier, ()), f"an order went from {earlier} to {later}"
    booked = [f"{state} {order['amount_ore']}" for state in ("settled", "returned") if state in states]
    assert order["booked"] == booked, "C6: settled or returned without the bank's booking of that sum, or twice"
    assert order["filed"] or not {"sent", "settled", "returned", "rejected"} & set(states)
