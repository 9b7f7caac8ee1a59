"""The people who go on working: they take what is next, decide, release, and try again where nobody answers."""

import random
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx

from deploy.sandbox.persons import staff
from tests.chaos.calls import Person, World, ok
from tests.chaos.cases import Promised

PAY_ON = date(2026, 11, 27)
MOST_IN_A_RELEASE = 20
IDLE = 0.5
BUSY_HERE = frozenset({403, 404, 409, 412})
"""Somebody else was faster, a lease ran out while nothing answered, or it is not this person's to do: take the next."""


class Passed(Exception):
    """Not to be gone on with: see BUSY_HERE."""


def everyone(world: World, promised: Promised, chosen: random.Random, *, pays: bool = True) -> list[Callable[[], bool]]:
    """What each of them does again and again: three social workers, a secretary for payments, two payers, a head."""

    def person(index: int, role: str) -> Person:
        return Person(world, staff(index).number.digits, role)

    def handler(index: int, role: str, queue: str) -> Handler:
        return Handler(person(index, role), (queue,), promised, random.Random(chosen.random()))

    payers = [Payer(person(index, "payer"), promised, random.Random(chosen.random())) for index in (6, 7)]
    return [
        *(handler(index, "socialWorker", "new").step for index in (2, 3, 4)),
        handler(5, "economySecretary", "payments").step,
        *(payer.step for payer in payers if pays),
        Head(person(8, "unitHead"), promised).step,
    ]


def work(step: Callable[[], bool], done: threading.Event) -> None:
    """One person's day: step after step, with a pause where there was nothing to do."""
    while not done.is_set():
        try:
            busy = step()
        except Passed:
            busy = False
        if not busy:
            done.wait(IDLE)


class Handler:
    """An economy secretary or a social worker, with the queues that they may take from."""

    def __init__(self, person: Person, queues: tuple[str, ...], promised: Promised, chosen: random.Random) -> None:
        self._person = person
        self._queues = queues
        self._promised = promised
        self._chosen = chosen

    def step(self) -> bool:
        return sum(self._take(queue) for queue in self._queues) > 0

    def _take(self, queue: str) -> bool:
        claim = self._person.post("decision", "/claims", {"queue": queue})
        if claim.status_code == httpx.codes.NO_CONTENT:
            return False
        item = self._go_on(claim)["workItemId"]
        held = self._go_on(self._person.get("decision", f"/work-items/{item}"))
        if held["task"] == "payment":
            self._pay_again(item, held)
        else:
            self._decide(item, held)
        return True

    def _decide(self, item: str, held: dict[str, Any]) -> None:
        payable = [account for account in held["accounts"] if account["status"] == "payable"]
        if not payable:
            return  # the lease runs out, and the item comes back
        seen = [
            {
                "kind": income["kind"],
                "memberId": answer["memberId"],
                "receivedOre": income["amountOre"],
                "source": "register",
            }
            for answer in held["evidence"]
            for income in answer["incomes"]
            if income["kind"]
        ]
        path = f"/work-items/{item}"
        calculated = self._go_on(self._person.post("decision", f"{path}/calculations", {"costs": [], "incomes": seen}))
        body = _decision(held, calculated, payable[0]["accountId"])
        answer = self._person.post("decision", f"{path}/decision", body)
        if answer.status_code == httpx.codes.ACCEPTED:  # above the delegation: the unit head's turn
            return
        decided = self._go_on(answer)
        self._promised.decisions.append(decided["id"])
        if self._chosen.random() < 0.08:
            self._revoke(decided["id"])

    def _revoke(self, decision: str) -> None:
        answer = self._person.post("decision", f"/decisions/{decision}/revocation", {"reason": "Underlaget var fel."})
        self._go_on(answer)
        self._promised.revocations.append(decision)

    def _pay_again(self, item: str, held: dict[str, Any]) -> None:
        payable = [account for account in held["accounts"] if account["status"] == "payable"]
        if payable:
            body = {"accountId": payable[0]["accountId"], "payOn": PAY_ON.isoformat()}
            renewed = self._go_on(self._person.post("decision", f"/work-items/{item}/payment", body))
            self._promised.renewals.append(renewed["renewalId"])

    @staticmethod
    def _go_on(answer: httpx.Response) -> Any:
        if answer.status_code in BUSY_HERE:
            raise Passed
        return ok(answer, 200, 201)


class Payer:
    def __init__(self, person: Person, promised: Promised, chosen: random.Random) -> None:
        self._person = person
        self._promised = promised
        self._chosen = chosen

    def step(self) -> bool:
        ready = ok(self._person.get("payout", "/payment-orders", state="ready", limit=MOST_IN_A_RELEASE), 200)["items"]
        if not ready:
            return False
        some = self._chosen.sample(ready, k=self._chosen.randint(1, len(ready)))
        body = {"orderIds": [order["id"] for order in some], "dueDate": PAY_ON.isoformat()}
        answer = self._person.post("payout", "/releases", body)
        if answer.status_code in BUSY_HERE:
            return False
        self._promised.releases.append(ok(answer, 201)["id"])
        return True


class Head:
    """A unit head: approves what is above a handler's delegation, and lets go what is above a limit."""

    def __init__(self, person: Person, promised: Promised) -> None:
        self._person = person
        self._promised = promised

    def step(self) -> bool:
        return self._approve() + self._let_go() > 0

    def _approve(self) -> int:
        waiting = ok(self._person.get("decision", "/proposals"), 200)["items"]
        for proposal in waiting:
            answer = self._person.post("decision", f"/proposals/{proposal['proposalId']}/approval", {})
            if answer.status_code not in BUSY_HERE:
                self._promised.decisions.append(ok(answer, 201)["id"])
        return len(waiting)

    def _let_go(self) -> int:
        held = ok(self._person.get("payout", "/payment-orders", state="held"), 200)["items"]
        for order in held:
            answer = self._person.post("payout", f"/payment-orders/{order['id']}/let-go", {})
            assert answer.status_code in BUSY_HERE or ok(answer, 200, 201)
        return len(held)


def _decision(held: dict[str, Any], calculated: dict[str, Any], account: str) -> dict[str, Any]:
    need = calculated["deficitOre"]
    line = {"accountId": account, "purpose": "incomeSupport", "amountOre": need, "payOn": PAY_ON.isoformat()}
    body: dict[str, Any] = {
        "calculationId": calculated["id"],
        "outcome": "granted" if need else "rejected",
        "reasons": "Hushållet kan inte försörja sig på annat sätt.",
        "grounds": [] if need else ["incomesCover"],
        "obstacles": [
            {"memberId": member["memberId"], "code": "unemployedNoBenefit"}
            for member in held["members"]
            if member["role"] != "child"
        ],
        "lines": [line] if need else [],
    }
    if any(answer["verdict"] == "notVerifiable" for answer in held["evidence"]):
        body["notVerifiableReason"] = "Registret svarar inte; den sökandes egna uppgifter godtas tills vidare."
    return body
