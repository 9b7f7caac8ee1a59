"""The cases that are under way while everything around them is killed: one household each, by a seed."""

import random
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from deploy.sandbox.persons import MadeUpHousehold, household
from shared.bank_accounts import BankAccount, NotABankAccount
from tests.chaos.calls import Person, World, ok

MONTH = "2026-12"
CONTROL_MONTH = (date(2026, 11, 1), date(2026, 11, 30))
CLEARING = "9029"


@dataclass(frozen=True)
class Case:
    """`faults`: how the registers behave the first times that they are asked about the applicant."""

    index: int
    housing_ore: int
    benefit_ore: int
    faults: list[dict[str, Any]]

    @property
    def people(self) -> MadeUpHousehold:
        return household(self.index)

    @property
    def account(self) -> dict[str, str]:
        """A made-up account with a right check digit, of this case alone."""
        for number in range(5_730_000 + 20 * self.index, 5_730_000 + 20 * (self.index + 1)):
            try:
                made = BankAccount.parse(CLEARING, str(number))
            except NotABankAccount:
                continue
            return {"clearingNumber": made.clearing, "accountNumber": made.number}
        raise AssertionError("one of twenty numbers has a right check digit")


@dataclass
class Promised:
    """What was answered with 2xx and must still be there at the end (C15)."""

    households: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    applications: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    revocations: list[str] = field(default_factory=list)
    releases: list[str] = field(default_factory=list)
    renewals: list[str] = field(default_factory=list)


def cases(seed: int, count: int) -> list[Case]:
    chosen = random.Random(seed)
    return [
        Case(
            index,
            chosen.randrange(400_000, 1_000_000, 10_000),
            chosen.choice((0, 0, 90_000)),
            chosen.choice(FAULTS),
        )
        for index in range(count)
    ]


FAULTS: list[list[dict[str, Any]]] = [
    [],
    [],
    [],
    [{"kind": "delay", "seconds": 3, "times": 1}],
    [{"kind": "connectionDrop", "times": 2}],
    [{"kind": "httpError", "code": "503", "times": 2}],
    [{"kind": "soapFault", "times": 1}],
    [{"kind": "brokenXml", "times": 1}],
    [{"kind": "unavailable", "block": "FK", "source": "FK", "times": 1}],
    [{"kind": "noAnswer", "seconds": 8, "times": 1}],
]


def go_through(world: World, case: Case, registrar: Person, promised: Promised) -> None:
    """From the registrar's desk to an application that has arrived. The rest is the staff's, and the machines'."""
    people = [Person(world, adult.number.digits, "citizen") for adult in case.people.adults]
    home = ok(registrar.post("intake", "/households", _household(case)), 201)
    promised.households.append(home["id"])
    account = {"holderMemberId": home["members"][0]["id"], **case.account}
    made = ok(registrar.post("intake", f"/households/{home['id']}/accounts", account), 201)
    promised.accounts.append(made["id"])
    ok(people[0].post("intake", f"/accounts/{made['id']}/entries", case.account), 201)
    tell_registers(world, case)
    body = {
        "householdId": home["id"],
        "kind": "new",
        "month": MONTH,
        "incomes": [],
        "costs": [{"kind": "housing", "amountOre": case.housing_ore}],
        "attested": True,
    }
    application = ok(people[0].post("intake", "/applications", body), 201)
    promised.applications.append(application["id"])
    for other in people[1:]:
        ok(other.post("intake", f"/applications/{application['id']}/signatures", {"attested": True}), 200, 201)


def tell_registers(world: World, case: Case) -> None:
    """What they hold of the adults. The stand-in keeps it in memory, and forgets it when it is started anew."""
    first, last = CONTROL_MONTH
    for place, adult in enumerate(case.people.adults):
        benefit = {
            "kind": "BOB",
            "amountOre": case.benefit_ore,
            "periodFrom": str(first),
            "periodTo": str(last),
            "paidOn": str(first),
        }
        held = {
            "personalNumber": adult.number.digits,
            "jobSeeker": True,
            "fk": [benefit] if place == 0 and case.benefit_ore else [],
            "faults": case.faults if place == 0 else [],
        }
        ok(world.request("PUT", f"{world.urls['registers']}/persons/c{case.index}-{place}", json=held), 200, 201, 204)


def _household(case: Case) -> dict[str, Any]:
    adults, children = case.people.adults, case.people.children
    roles = ["applicant", "coApplicant"][: len(adults)] + ["child"] * len(children)
    members = [
        {"personalNumber": person.number.digits, "name": person.name, "role": role}
        for person, role in zip((*adults, *children), roles, strict=True)
    ]
    return {"kind": "couple" if len(adults) == 2 else "single", "members": members}
