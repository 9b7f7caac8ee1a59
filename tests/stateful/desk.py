"""The machine's own desk: who its people are, how they send requests, and what must be true of every answer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import httpx

from deploy.sandbox.persons import earlier_number_for, household, staff
from shared.auth.callers import Role
from shared.persons import PersonalNumber
from tests.harness import dated_rules
from tests.harness.chain import START, Chain, HandOver, new_key
from tests.harness.person_exchange import exchange_person_key
from tests.harness.service import change_number
from tests.stateful.ledger import Ledger
from tests.stateful.promises import Promises
from tests.stateful.traces import Traces

STAFF = 6
TWO_NUMBERS = (4, 5)
"""These two are one person, who was given a personnummer after a samordningsnummer and has a user account with each."""

MOST_HOMES = 3
EVERY_ROLE = tuple(role.value for role in Role if role is not Role.SERVICE)
ROLE_SETS: tuple[tuple[str, ...], ...] = (
    EVERY_ROLE,
    ("registrar",),
    ("economySecretary", "socialWorker"),
    ("payer",),
    ("unitHead",),
    ("registrar", "payer"),
    ("socialWorker", "payer", "administrator"),
    (),
)
DELEGATED = (
    ("economySecretary", "renewal"),
    ("socialWorker", "renewal"),
    ("socialWorker", "new"),
    ("socialWorker", "aboveNorm"),
)
"""Who may decide on what by themselves, but for unit heads."""
Who = tuple[str, tuple[str, ...], str]
"""Personal number, roles, municipality."""


@dataclass
class Employee:
    number: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose answer is kept under its key."""

    service: str
    number: str
    path: str
    body: Any
    key: str
    headers: dict[str, str]
    answer: httpx.Response


@dataclass
class Counted:
    """What happened in all examples of a run, so that a machine that does nothing is found out."""

    happened: dict[str, int] = field(default_factory=dict)

    def add(self, what: str) -> None:
        self.happened[what] = self.happened.get(what, 0) + 1


class Desk:
    """One example's municipality, with people of its own."""

    def __init__(self, chain: Chain, counted: Counted, example: int) -> None:
        """`example` counts since the databases were new: no two have a person or a municipality in common."""
        self.chain = chain
        self.counted = counted
        self.municipality = f"{example + 1:04d}"
        self.ledger = Ledger()
        self.employees = [Employee(staff(example * STAFF + i).number.digits, EVERY_ROLE) for i in range(STAFF)]
        self.asked: list[Asked] = []
        self.old_requests: list[Asked] = []
        self.old_hand_overs: list[HandOver] = []
        self.punctual = True
        self._next_applicant = example * MOST_HOMES
        self._begin_anew()
        self.traces = Traces(chain)
        self.promises = Promises(chain, self.municipality, self.ledger)

    def _begin_anew(self) -> None:
        """What an earlier example left undone is not done in this one."""
        self.chain.set_clock(START)
        self.chain.outside.silent.clear()
        self.chain.run(self.chain.bank.delete("/control/behaviours"))
        for service in ("intake", "payout"):
            self.chain.databases[service].execute("delete from procrastinate_jobs")
        later = PersonalNumber(self.employees[TWO_NUMBERS[0]].number)
        earlier = earlier_number_for(later.birth_date, int(later.digits[8:11]) - 980).digits
        self.employees[TWO_NUMBERS[1]].number = earlier
        self.ledger.earlier[later.digits] = earlier
        for one in self.chain.services.values():
            change_number(one, earlier, later.digits)

    def exchange_person_key(self) -> None:
        secret = bytes([len(self.chain.secrets)]) * 32
        exchange_person_key(self.chain, self.chain.folder, secret)
        self.chain.secrets.append(secret)
        self.counted.add("person key exchanged")

    # People.

    def key_of(self, index: int) -> str:
        return self.ledger.key(self.employees[index % STAFF].number)

    def as_employee(self, index: int) -> Who:
        one = self.employees[index % STAFF]
        return one.number, one.roles, self.municipality

    def as_citizen(self, number: str) -> Who:
        """With all the roles that they have at work, if they work here."""
        roles = next((one.roles for one in self.employees if one.number == number), ())
        return number, tuple(dict.fromkeys(("citizen", *roles))), self.municipality

    def new_applicant(self) -> str:
        """The personal number of somebody whom nobody has met."""
        self._next_applicant += 1
        return household(self._next_applicant).adults[0].number.digits

    # Requests.

    def post(
        self, service: str, who: Who, path: str, body: Any, key: str | None = None, **headers: str
    ) -> httpx.Response:
        """Sends the request, and holds a refusal against what it may change: nothing but the log."""
        key = key or new_key()
        before, logged = self.traces.fingerprint(), self.traces.log_sizes()
        answer = self.chain.post(service, who, path, body, key, **headers)
        self._judge(service, who, path, answer, before, logged)
        if answer.status_code < 300 or answer.status_code == 403:
            self.asked.append(Asked(service, who[0], path, body, key, headers, answer))
        return answer

    def fetch(self, service: str, who: Who, path: str) -> httpx.Response:
        before, logged = self.traces.fingerprint(), self.traces.log_sizes()
        answer = self.chain.fetch(service, who, path)
        self._judge(service, who, path, answer, before, logged)
        return answer

    def _judge(
        self,
        service: str,
        who: Who,
        path: str,
        answer: httpx.Response,
        before: dict[str, Any],
        logged: dict[str, int],
    ) -> None:
        status, said = answer.status_code, f"{path}: {answer.status_code} {answer.text}"
        self.counted.add(f"{path.rsplit('/', 1)[-1]} {status}")
        assert status < 500 or (status == 503 and self.chain.outside.silent), said
        if status < 400:
            return
        assert self.traces.fingerprint() == before, f"C7: refused, and yet something has changed: {said}"
        grown = {name: size - logged[name] for name, size in self.traces.log_sizes().items() if size != logged[name]}
        assert set(grown) <= {service}, f"C7: a refusal was logged elsewhere: {said}"
        assert grown.get(service, 0) in ((1,) if status == 403 else (0, 1)), f"C7: refused, logged {grown}: {said}"
        for entry in self.traces.last_entries(service, grown.get(service, 0)):
            assert (entry["outcome"], entry["municipality"]) == ("refused", self.municipality), said
            assert who[0] not in json.dumps(entry)

    def ask_again(self, earlier: Asked, who: Who, body: Any) -> httpx.Response:
        """The same key once more. Whatever is answered, nothing happens."""
        before, logged = self.traces.fingerprint(), self.traces.log_sizes()
        answer = self.chain.post(earlier.service, who, earlier.path, body, earlier.key, **earlier.headers)
        assert (self.traces.fingerprint(), self.traces.log_sizes()) == (before, logged), "C6: done once more"
        return answer

    # Hand-overs.

    def hand_overs(self, *, delivered: bool) -> list[HandOver]:
        return [one for one in self.chain.hand_overs(self.municipality) if one.delivered is delivered]

    def deliver(self, some: Sequence[HandOver]) -> None:
        """What honest services tell each other is never refused, and means nothing the second time."""
        for said, one in zip(self.chain.deliver(some), some, strict=True):
            wanted = "duplicate" if one.delivered else "accepted"
            assert said["outcome"] == wanted, f"{one.event['type']}: {said}"

    def catch_up(self) -> None:
        """Everything that is waiting is delivered and looked up, and what follows from that."""
        while True:
            waiting = self.hand_overs(delivered=False)
            jobs = [job for job in self.chain.jobs() if job.service == "intake"]
            if not waiting and not jobs:
                return
            self.deliver(waiting)
            for job in jobs:
                self.chain.run_job(job)

    # What there is.

    def ids(self, service: str, query: str) -> list[UUID]:
        """The `id`s of a query with the municipality as its one parameter."""
        return [row["id"] for row in self.chain.read(service, query, self.municipality)]

    def work_items(self) -> list[UUID]:
        return self.ids("decision", "select id from work_item where municipality = %s order by received_at, id")

    def queues_with_work(self) -> list[str]:
        """The queues where an application waits, that of the oldest first."""
        query = """select queue from work_item where municipality = %s and claim_id is null and ended_at is null
                   and completion_id is null and queue <> 'payments' order by received_at"""
        return [row["queue"] for row in self.chain.read("decision", query, self.municipality)]

    def payments_wait(self) -> bool:
        query = """select id from work_item where municipality = %s and claim_id is null and ended_at is null
                   and queue = 'payments'"""
        return bool(self.ids("decision", query))

    def limit(self, most_ore: int) -> None:
        """What is above needs a unit head from now on: to approve the decision, and to let the payment go."""
        since = date(2020, 1, 1)
        decision, payout = self.chain.databases["decision"].execute, self.chain.databases["payout"].execute
        for role, kind in DELEGATED:
            dated_rules.delegation(decision, self.municipality, role, kind, most_ore, since)
        dated_rules.limit(payout, self.municipality, "order", most_ore, since)

    def unseen(self) -> list[UUID]:
        """Decisions with something to pay on an application that was withdrawn, which nobody has revoked and that are
        on no desk and in no queue."""
        query = """select d.id from decision d join withdrawal x using (application_id)
                   where d.municipality = %s and d.granted_ore > 0
                     and not exists (select from revocation r where r.decision_id = d.id)
                     and not exists (select from work_item w where w.decision_id = d.id and w.ended_at is null)"""
        return self.ids("decision", query)

    def claims(self) -> list[UUID]:
        query = """select c.id from claim c join work_item w on w.id = c.work_item_id
                   where w.municipality = %s order by c.claimed_at, c.id"""
        return self.ids("decision", query)

    def orders(self, *states: str) -> list[dict[str, Any]]:
        """The payment orders, in the order that they were made; those in one of these states, or all."""
        query = "select * from payment_order where municipality = %s order by id"
        found = self.chain.read("payout", query, self.municipality)
        return [one for one in found if not states or one["state"] in states]

    def filed_orders(self) -> list[UUID]:
        query = """select o.id from payment_order o join file_payment f on f.order_id = o.id
                   where o.municipality = %s order by o.id"""
        return self.ids("payout", query)

    def releases(self) -> list[UUID]:
        return self.ids("payout", "select id from release where municipality = %s order by id")

    def renewers(self, decision_id: UUID, line: int, version: int) -> list[str]:
        """Who really made this version of the line."""
        if version == 1:
            return []
        query = "select id from line_renewal where decision_id = %s and line = %s and number = %s"
        return [
            self.ledger.renewed[row["id"]] for row in self.chain.read("decision", query, decision_id, line, version)
        ]

    def hands_on(self, order: dict[str, Any]) -> set[str]:
        """Everybody who truly had a hand in what this order rests on, by person key."""
        ledger, version = self.ledger, order["line_version"]
        entered = ledger.entries[order["account_id"], order["account_version"]]
        return {
            ledger.registered[order["household_id"], order["household_version"]],
            *ledger.typed[order["application_id"]],
            *ledger.decided[order["decision_id"]],
            *self.renewers(order["decision_id"], order["line"], version),
            *([ledger.let_go[order["id"]]] if order["id"] in ledger.let_go else []),
            *(by for by, _ in entered),
        }
