"""What people do when a payment does not go by itself: pay a line again, let a held order go, approve a proposal."""

from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.stateful.desk import Desk
from tests.stateful.registering import WHICH, WHO


class Healing(RuleBasedStateMachine):
    desk: Desk

    @precondition(lambda self: self.desk.payments_wait())
    @rule(by=WHO, account=WHICH)
    def pay_line_again(self, by: int, account: int) -> None:
        who = self.desk.as_employee(by)
        claim = self.desk.post("decision", who, "/v1/claims", {"queue": "payments"})
        if claim.status_code != 201:
            return
        item, accounts = claim.json()["workItemId"], self.desk.ledger.accounts
        body = {
            "accountId": str(accounts[account % len(accounts)].id),
            "payOn": self.desk.chain.now.date().isoformat(),
        }
        answer = self.desk.post("decision", who, f"/v1/work-items/{item}/payment", body)
        if answer.status_code == 201:
            self.desk.ledger.renewed[UUID(answer.json()["renewalId"])] = self.desk.key_of(by)

    @precondition(lambda self: self.desk.orders("held", "ready"))
    @rule(by=WHO, which=WHICH)
    def let_go(self, by: int, which: int) -> None:
        """Who has a hand in the payment never may."""
        orders = self.desk.orders("held", "ready")
        order = orders[which % len(orders)]
        who, path = self.desk.as_employee(by), f"/v1/payment-orders/{order['id']}/let-go"
        hands = self.desk.hands_on(order)
        answer = self.desk.post("payout", who, path, None)
        if answer.status_code == 200:
            self.desk.ledger.let_go[order["id"]] = self.desk.key_of(by)
            assert self.desk.key_of(by) not in hands, "C1: let go by a hand in it"

    @precondition(lambda self: self.desk.ledger.proposed)
    @rule(by=WHO, which=WHICH, how=st.sampled_from(["approval", "approval", "return"]))
    def answer_proposal(self, by: int, which: int, how: str) -> None:
        """Nobody approves what they calculated or proposed."""
        proposed = list(self.desk.ledger.proposed.items())
        proposal_id, hands = proposed[which % len(proposed)]
        body = {} if how == "approval" else {"reason": "Hyreskontraktet saknas."}
        answer = self.desk.post("decision", self.desk.as_employee(by), f"/v1/proposals/{proposal_id}/{how}", body)
        if how == "approval" and answer.status_code == 201:
            assert self.desk.key_of(by) not in hands, "C1: approved by who proposed it"
            self.desk.ledger.decided[UUID(answer.json()["id"])] = hands | {self.desk.key_of(by)}
