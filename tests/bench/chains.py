"""Whole chains over HTTP: from an application to a booked payment, every control on.

A chain is one household's month: it applies, the registers are asked, a handler takes the case from its queue, looks,
calculates and decides, a payer releases, the bank file goes out, and the bank books. Households and their accounts are
registered before: that is done once, not every month.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from itertools import count as count_from
from typing import Any

from deploy.local.stack import Stack
from deploy.sandbox.persons import MadeUpPerson, household, staff
from shared.bank_accounts import BankAccount, NotABankAccount
from shared.months import Month
from tests.bench.calls import MUNICIPALITY, Calls, Person, call
from tests.bench.figures import Figure, per_process
from tests.bench.processes import Used, used
from tests.bench.written import Written, written
from tests.bench.written import figures as written_figures
from tests.chaos.stillness import Databases, underway

DAY = date(2026, 11, 23)
"""A Monday whose norms are confirmed."""
MONTH, CONTROL_MONTH, PAY_ON = "2026-12", "2026-11", date(2026, 11, 26)
AT_ONCE = 8
MOST_IN_A_RELEASE = 1000
MOST_HOUSEHOLDS = 10_000
"""A measurement registers fewer."""
LONGEST_WAIT = 600.0
MOST_WAITS = 24
LOOKED_AGAIN = 3.0
"""Seconds after which somebody who found nothing looks again: people do not ask twice a second."""


class TooSlow(Exception):
    """What should come by itself did not come."""


@dataclass(frozen=True)
class Household:
    id: str
    members: tuple[str, ...]
    applicants: tuple[Person, ...]


class Chains:
    """The people of a municipality, on a stack."""

    def __init__(self, stack: Stack, municipality: str = MUNICIPALITY, first: int = 0) -> None:
        """`first`: the number of its first household, beyond those of every other municipality."""
        self.stack = stack
        self.municipality = municipality
        self.first = first
        self.registrar = self._person(staff(0), "registrar")
        self.handlers = [self._person(staff(10 + place), "socialWorker") for place in range(4)]
        self.payer = self._person(staff(1), "payer")
        self.auditor = self._person(staff(2), "auditor")
        self.registered: list[Household] = []
        _begin_the_day(stack)

    def measure(self, rounds: int, count: int) -> list[Figure]:
        """So many rounds of so many chains, after one that warms up."""
        self.run(self.register(count))
        idle = self.quiet()
        made = [self.run(self.register(count)) for _ in range(rounds)]
        return _figures(made, idle, count)

    def at_rest(self) -> None:
        """Waits until the services have done all that was left to do. Raises TooSlow."""
        databases = Databases(self.stack.data, self.stack.postgres.port)
        try:
            wait_for("the services to have done everything", lambda: not underway(databases))
        finally:
            databases.close()

    def quiet(self, seconds: float = 5) -> Used:
        """Waits until what was measured last has left nothing behind, PostgreSQL's cleaning too. What is used when
        nothing is to be done. Raises TooSlow."""
        self.at_rest()
        least = self._used_in(seconds)
        for _ in range(MOST_WAITS):
            now = self._used_in(seconds)
            if sum(now.cpu.values()) > 0.9 * sum(least.cpu.values()):
                break
            least = now
        return least

    def _used_in(self, seconds: float) -> Used:
        start = used(self.stack)
        time.sleep(seconds)
        return used(self.stack).since(start)

    def register(self, count: int) -> list[Household]:
        """New households with their accounts, entered twice by different people."""
        known = self.first + len(self.registered)
        made: list[Household] = _all(self._register, range(known, known + count))
        self.registered += made
        wait_for("the accounts to be compared", lambda: all(map(self._is_payable, made)))
        return made

    def run(self, households: list[Household]) -> "Phases":
        """One chain for each, all the way. Raises TooSlow, Unexpected."""
        self.at_rest()
        before, start = written(self.stack), used(self.stack)
        self._decide(households)
        decided = used(self.stack)
        ids = self._wait_until_ready(len(households))
        ready = used(self.stack)
        releases = [self.release(ids[at : at + MOST_IN_A_RELEASE]) for at in range(0, len(ids), MOST_IN_A_RELEASE)]
        wait_for("the bank to have the files", lambda: all(self.are(one, "sent") for one in releases), pause=1)
        sent = used(self.stack)
        call("POST", f"{self.stack.urls['bank']}/control/settle", {"through": PAY_ON.isoformat()})
        wait_for("the bank's bookings", lambda: all(self.are(one, "settled") for one in releases), pause=1)
        settled = used(self.stack)
        self.at_rest()
        told, made = used(self.stack), written(self.stack).since(before)
        phases = (decided.since(start), ready.since(decided), sent.since(ready), settled.since(sent))
        return Phases(*phases, told.since(settled), made)

    def until_ready(self, households: list[Household]) -> None:
        """Until each has a payment that may be released. Raises TooSlow, Unexpected."""
        self._decide(households)
        self._wait_until_ready(len(households))

    def _decide(self, households: list[Household]) -> None:
        with ThreadPoolExecutor(len(self.handlers)) as working:
            done: list[str] = []
            handling = [working.submit(self._handle, handler, done, len(households)) for handler in self.handlers]
            _all(self._apply, households)
            for one in handling:
                one.result()

    def _person(self, made_up: MadeUpPerson, role: str) -> Person:
        return Person(self.stack, made_up, (role,), self.municipality)

    def _is_payable(self, household: Household) -> bool:
        found = self.registrar.get("intake", f"/households/{household.id}/accounts")["items"]
        return any(account["status"] == "payable" for account in found)

    def is_sent(self, release: str) -> bool:
        """Whether the bank has its file."""
        return bool(self.payer.get("payout", f"/releases/{release}")["file"] == "sent")

    def are(self, release: str, state: str) -> bool:
        """Whether each of its payments is in this state."""
        return all(one["state"] == state for one in self.payer.get("payout", f"/releases/{release}")["payments"])

    def release(self, order_ids: list[str]) -> str:
        """Returns the release's id."""
        body = {"orderIds": order_ids, "dueDate": PAY_ON.isoformat()}
        return str(self.payer.post("payout", "/releases", body)["id"])

    def ready(self) -> list[str]:
        """The payments that may be released."""
        return [order["id"] for order in self._orders("ready")]

    def _wait_until_ready(self, count: int) -> list[str]:
        ids: list[str] = []

        def all_are() -> bool:
            ids[:] = self.ready()
            return len(ids) >= count

        wait_for("payout to have checked each chain", all_are)
        return ids

    def _orders(self, state: str) -> Iterator[Any]:
        for page in count_from(1):
            found = self.payer.get("payout", f"/payment-orders?state={state}&limit=100&page={page}")
            yield from found["items"]
            if not found["hasMore"]:
                return

    def _register(self, index: int) -> Household:
        people = household(index)
        adults, children = people.adults, people.children
        roles = ["applicant", "coApplicant"][: len(adults)] + ["child"] * len(children)
        members = [
            {"personalNumber": person.number.digits, "name": person.name, "role": role}
            for person, role in zip((*adults, *children), roles, strict=True)
        ]
        kind = "couple" if len(adults) == 2 else "single"
        made = self.registrar.post("intake", "/households", {"kind": kind, "members": members})
        ids = tuple(member["id"] for member in made["members"])
        account, applicants = account_of(index), tuple(self._person(adult, "citizen") for adult in adults)
        number = {"clearingNumber": account.clearing, "accountNumber": account.number}
        entered = {"holderMemberId": ids[0], **number}
        account_id = self.registrar.post("intake", f"/households/{made['id']}/accounts", entered)["id"]
        applicants[0].post("intake", f"/accounts/{account_id}/entries", number)
        for place, adult in enumerate(adults):
            self._tell_registers(f"b{index}-{place}", adult.number.digits)
            assert applicants[place].token
        return Household(made["id"], ids, applicants)

    def _tell_registers(self, ref: str, number: str) -> None:
        paid = {
            "kind": "BOB",
            "label": "Bostadsbidrag",
            "amountOre": 90_000,
            "periodFrom": f"{CONTROL_MONTH}-01",
            "periodTo": f"{CONTROL_MONTH}-30",
            "paidOn": f"{CONTROL_MONTH}-01",
        }
        holds = {"personalNumber": number, "jobSeeker": True, "fk": [paid]}
        call("PUT", f"{self.stack.urls['registers']}/persons/{ref}", holds)

    def _apply(self, household: Household) -> None:
        first, *others = household.applicants
        made = first.post("intake", "/applications", application(household, MONTH))
        for other in others:
            other.post("intake", f"/applications/{made['id']}/signatures", {"attested": True})

    def _handle(self, handler: Person, done: list[str], goal: int) -> None:
        """Takes the next one until all are done, or another handler has failed."""
        try:
            wait_for("the queue", lambda: self._has_ended(handler, done, goal), LOOKED_AGAIN)
        except BaseException:
            done += [""] * goal
            raise

    def _has_ended(self, handler: Person, done: list[str], goal: int) -> bool:
        while len(done) < goal and (claim := handler.post("decision", "/claims", {"queue": "new"})) is not None:
            decide(handler, claim["workItemId"])
            done.append(claim["workItemId"])
        return len(done) >= goal


def _begin_the_day(stack: Stack) -> None:
    """Once: what was stated before a clock was turned back would be from the future, and not be believed."""
    if int(stack.place.clock_offset_file.read_text()) == 0:
        wanted = datetime.combine(DAY, time_of_day(9), UTC)
        stack.set_clock_offset(round((wanted - datetime.now(UTC)).total_seconds()))


def decide(handler: Calls, item_id: str) -> Any:
    """Looks, calculates and grants. Returns the decision. Raises Unexpected, TooSlow."""
    item = _read(handler, item_id)
    path = f"/work-items/{item_id}"
    made = handler.post("decision", f"{path}/calculations", {"costs": [], "incomes": _incomes(item)})
    adults = [member["memberId"] for member in item["members"] if member["role"] != "child"]
    (account,) = (account for account in item["accounts"] if account["status"] == "payable")
    line = {
        "accountId": account["accountId"],
        "purpose": "incomeSupport",
        "amountOre": made["deficitOre"],
        "payOn": PAY_ON.isoformat(),
    }
    decided = {
        "calculationId": made["id"],
        "outcome": "granted",
        "reasons": "Hushållet kan inte försörja sig på annat sätt.",
        "obstacles": [{"memberId": adult, "code": "unemployedNoBenefit"} for adult in adults],
        "lines": [line],
    }
    if any(answer["verdict"] == "notVerifiable" for answer in item["evidence"]):
        decided["notVerifiableReason"] = "Registret svarar inte; kontoutdrag godtas tills vidare."
    return handler.post("decision", f"{path}/decision", decided)


def _read(handler: Calls, item_id: str) -> Any:
    """Once decision knows too that the account is payable."""
    for _ in range(100):
        item = handler.get("decision", f"/work-items/{item_id}")
        if any(account["status"] == "payable" for account in item["accounts"]):
            return item
        time.sleep(0.2)
    raise TooSlow("an account to be payable")


def application(household: Household, month: str) -> dict[str, Any]:
    """What a household sends in."""
    return {
        "householdId": household.id,
        "kind": "new",
        "month": month,
        "incomes": [{"memberId": household.members[0], "kind": "wage", "amountOre": 150_000}],
        "costs": [{"kind": "housing", "amountOre": 600_000}, {"kind": "electricity", "amountOre": 45_000}],
        "attested": True,
    }


ALL_OF_A_CHAIN = ("CPU a chain: all but load", "ms")
"""The row that says what a chain costs."""


@dataclass(frozen=True)
class Phases:
    """What each part of a round took: until all are decided, until payout has checked them, until the bank has the
    files, until all is booked, and until everybody was told; and what all of it wrote."""

    decided: Used
    ready: Used
    sent: Used
    settled: Used
    told: Used
    written: Written

    @property
    def until_booked(self) -> float:
        """Seconds. Telling the others of the last ones goes on while the next ones begin."""
        return sum(phase.wall for phase in (self.decided, self.ready, self.sent, self.settled))

    @property
    def all(self) -> tuple[Used, ...]:
        return self.decided, self.ready, self.sent, self.settled, self.told


def _figures(rounds: list[Phases], idle: Used, count: int) -> list[Figure]:
    each = [_per_chain(one, idle, count) for one in rounds]
    sent = [one.sent for one in rounds]
    paying = [(one.cpu["payout"] + one.cpu["postgres"]) * 1000 / count for one in sent]
    idling = {name: seconds * 1000 / idle.wall for name, seconds in idle.cpu.items()}
    return [
        Figure(
            "whole chains", "chains/s", [count / one.until_booked for one in rounds], "25 on two cores of one's own"
        ),
        *per_process("CPU a chain", "ms", each, "70"),
        Figure("CPU a chain, with what idling takes", "ms", [_gross(one, count) for one in rounds]),
        Figure("release and file, an order", "ms wall", [one.wall * 1000 / count for one in sent], "3"),
        Figure("release and file, an order", "ms CPU of payout and postgres", paying),
        *per_process("idle CPU a second", "ms/s", [idling]),
        *written_figures([one.written for one in rounds], count),
    ]


def _gross(one: Phases, count: int) -> float:
    return sum(used for phase in one.all for name, used in phase.cpu.items() if name != "load") * 1000 / count


def _per_chain(one: Phases, idle: Used, count: int) -> dict[str, float]:
    """Less what would have been used anyway in that time."""
    wall = sum(phase.wall for phase in one.all)
    return {
        name: (sum(phase.cpu[name] for phase in one.all) - idle.cpu[name] / idle.wall * wall) * 1000 / count
        for name in idle.cpu
    }


def wait_for(what: str, is_there: Callable[[], bool], pause: float = 0.5) -> None:
    """Raises TooSlow."""
    ends = time.monotonic() + LONGEST_WAIT
    while not is_there():
        if time.monotonic() > ends:
            raise TooSlow(what)
        time.sleep(pause)


def _incomes(item: Any) -> list[dict[str, Any]]:
    """What was declared, and what registers show as paid in the month before that of the application."""
    control_month = str(Month.parse(item["month"]).plus(-1))
    declared = [
        {"kind": one["kind"], "memberId": one["memberId"], "receivedOre": one["amountOre"], "source": "declared"}
        for one in item["incomes"]
    ]
    seen = [
        {"kind": one["kind"], "memberId": answer["memberId"], "receivedOre": one["amountOre"], "source": "register"}
        for answer in item["evidence"]
        for one in answer["incomes"]
        if one["kind"] and str(one["paidOn"]).startswith(control_month)
    ]
    return declared + seen


def _all(do: Callable[[Any], Any], things: Iterable[Any]) -> list[Any]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(do, things))


def account_of(index: int) -> BankAccount:
    """The first number with a right check digit among twenty that are this household's own."""
    for number in range(1_000_000 + 20 * index, 1_000_000 + 20 * (index + 1)):
        try:
            return BankAccount.parse("9029", str(number))
        except NotABankAccount:
            continue
    raise AssertionError("one of twenty numbers has a right check digit")
