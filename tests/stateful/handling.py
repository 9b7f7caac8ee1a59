"""What people do in decision: claims, calculations, decisions."""

from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.stateful.desk import Desk
from tests.stateful.ledger import Calculation, Home
from tests.stateful.registering import WHICH, WHO

QUEUE = st.sampled_from(["new", "renewals", "protected"])
HOW = st.sampled_from(["whole", "two", "half", "above", "rejected"])
NO_ACCOUNT = UUID(int=1)


class Handling(RuleBasedStateMachine):
    desk: Desk

    @rule(by=WHO, queue=QUEUE)
    def claim(self, by: int, queue: str) -> None:
        self.desk.post("decision", self.desk.as_employee(by), "/v1/claims", {"queue": queue})

    @precondition(lambda self: self.desk.claims())
    @rule(by=WHO, which=WHICH)
    def hand_back(self, by: int, which: int) -> None:
        claims = self.desk.claims()
        path = f"/v1/claims/{claims[which % len(claims)]}/release"
        self.desk.post("decision", self.desk.as_employee(by), path, {"reason": "Känner den sökande."})

    @precondition(lambda self: self.desk.work_items())
    @rule(by=WHO, which=WHICH)
    def calculate(self, by: int, which: int) -> None:
        items = self.desk.work_items()
        self.calculated(by, items[which % len(items)])

    @precondition(lambda self: self.desk.ledger.calculations)
    @rule(by=WHO, which=WHICH, how=HOW, account=WHICH)
    def decide(self, by: int, which: int, how: str, account: int) -> None:
        calculations = self.desk.ledger.calculations
        self.decided(by, calculations[which % len(calculations)], how, account)

    @precondition(lambda self: self.desk.queues_with_work())
    @rule(by=WHO, how=HOW, account=WHICH)
    def handle(self, by: int, how: str, account: int) -> None:
        """Claims, calculates and decides in one go, as on an ordinary day."""
        who, queue = self.desk.as_employee(by), self.desk.queues_with_work()[0]
        answer = self.desk.post("decision", who, "/v1/claims", {"queue": queue})
        if answer.status_code != 201:
            return
        calculation = self.calculated(by, UUID(answer.json()["workItemId"]))
        if calculation is not None:
            self.decided(by, calculation, how, account)

    @rule(by=WHO, which=WHICH)
    def declare_conflict(self, by: int, which: int) -> None:
        home = self.desk.ledger.homes[which % len(self.desk.ledger.homes)]
        body = {"householdId": str(home.id), "reason": "En nära vän bor där."}
        answer = self.desk.post("decision", self.desk.as_employee(by), "/v1/conflicts", body)
        if answer.status_code == 201:
            self.desk.ledger.conflicts.setdefault(home.id, set()).add(self.desk.key_of(by))

    @precondition(lambda self: self.desk.ledger.decided)
    @rule(by=WHO, which=WHICH, silent=st.sampled_from([False, False, True]))
    def revoke(self, by: int, which: int, silent: bool) -> None:
        """While payout does not answer, nothing is revoked."""
        decided = list(self.desk.ledger.decided)
        decision_id = decided[which % len(decided)]
        if silent:
            self.desk.chain.outside.silent.add("payout")
        path = f"/v1/decisions/{decision_id}/revocation"
        answer = self.desk.post(
            "decision", self.desk.as_employee(by), path, {"reason": "Beslutet vilar på fel uppgift."}
        )
        self.desk.chain.outside.silent.clear()
        if answer.status_code == 201:
            assert not silent, answer.text
            self.desk.ledger.revoked.setdefault(decision_id, set()).update(self.desk.filed_orders())

    def calculated(self, by: int, work_item_id: UUID) -> Calculation | None:
        who = self.desk.as_employee(by)
        answer = self.desk.post("decision", who, f"/v1/work-items/{work_item_id}/calculations", {"incomes": []})
        if answer.status_code != 201:
            return None
        said = answer.json()
        made = Calculation(said["id"], str(work_item_id), said["deficitOre"])
        self.desk.ledger.keep_calculation(made, who[0])
        return made

    def decided(self, by: int, calculation: Calculation, how: str, account: int) -> None:
        who, path = self.desk.as_employee(by), f"/v1/work-items/{calculation.work_item_id}/decision"
        answer = self.desk.post("decision", who, path, self._decision(calculation, how, account))
        if answer.status_code == 201:
            self.desk.ledger.keep_decision(UUID(answer.json()["id"]), calculation, who[0])
            assert how != "above", answer.text
        if answer.status_code == 202:
            self.desk.ledger.keep_proposal(UUID(answer.json()["proposalId"]), calculation, who[0])

    def _decision(self, calculation: Calculation, how: str, account: int) -> dict[str, Any]:
        home = self._home_of(calculation.work_item_id)
        lines = [
            self._line(home, account + index, ore) for index, ore in enumerate(_shares(how, calculation.deficit_ore))
        ]
        return {
            "calculationId": calculation.id,
            "outcome": {"half": "partlyGranted", "rejected": "rejected"}.get(how, "granted"),
            "reasons": "Hushållet kan inte försörja sig på annat sätt.",
            "grounds": ["ownMeans"] if how in ("half", "rejected") else [],
            "obstacles": [{"memberId": member, "code": "unemployedNoBenefit"} for member, _, _ in home.adults],
            "notVerifiableReason": "Registret svarade inte. Kontoutdrag har visats upp.",
            "lines": lines,
        }

    def _line(self, home: Home, account: int, amount_ore: int) -> dict[str, Any]:
        """To an account of the household, or where it has none, of another."""
        every = self.desk.ledger.accounts
        some = [one for one in every if one.home is home] or every
        pay_on = self.desk.chain.now.date().isoformat()
        account_id = str(some[account % len(some)].id if some else NO_ACCOUNT)
        return {"accountId": account_id, "purpose": "incomeSupport", "amountOre": amount_ore, "payOn": pay_on}

    def _home_of(self, work_item_id: str) -> Home:
        (row,) = self.desk.chain.read("decision", "select household_id from work_item where id = %s", work_item_id)
        return next(home for home in self.desk.ledger.homes if home.id == row["household_id"])


def _shares(how: str, deficit_ore: int) -> list[int]:
    third = deficit_ore // 3
    return {
        "whole": [deficit_ore],
        "two": [third, deficit_ore - third],
        "half": [deficit_ore // 2],
        "above": [deficit_ore, 1],
        "rejected": [],
    }[how]
