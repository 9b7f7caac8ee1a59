"""What intake and payout tell decision, made up and really signed; and the persons of these tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from deploy.sandbox.persons import household as made_up
from deploy.sandbox.persons import number_for
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from shared.clock import Clock
from shared.controllog.entries import Entry, decode
from shared.database import constraint, sqlstate
from shared.ids import new_id
from tests.harness.service import MUNICIPALITY, Caller, ServiceUnderTest, person

REGISTRAR = number_for(date(1970, 1, 1), 0).digits
SECOND_REGISTRAR = number_for(date(1970, 1, 2), 1).digits
SECRETARY = number_for(date(1971, 1, 1), 2).digits
OTHER_SECRETARY = number_for(date(1971, 1, 2), 3).digits
SOCIAL_WORKER = number_for(date(1972, 1, 1), 4).digits
UNIT_HEAD = number_for(date(1973, 1, 1), 5).digits
APPLICANT = number_for(date(1990, 2, 2), 6).digits
CO_APPLICANT = number_for(date(1991, 3, 3), 7).digits
CHILD = number_for(date(2015, 4, 4), 8).digits

MONTH = "2026-12"
PAY_ON = str(Clock().today() + timedelta(weeks=6))
ASKED = "2026-11-18T08:00:00+00:00"
NOTHING = [(block, "nothingHeld") for block in ("AF", "CSN", "FK", "SKV", "SO", "TNS", "MIV")]


HOUSING_ALLOWANCE = {
    "source": "FK",
    "kind": "FK:BOB",
    "amountOre": 185_000,
    "from": "2026-11-01",
    "to": "2026-11-30",
    "paidOn": "2026-11-18",
    "status": "paid",
}
"""What FK shows as paid in the control month."""

Fact = tuple[str, str, Subject, dict[str, Any], Hands]
"""Who says it, which act it states, about what, the object, and whose hands."""


@dataclass
class Case:
    """One household's application, as the other services know it. Each call to `tell` hands over one fact."""

    applicant: str = APPLICANT
    kind: str = "renewal"
    month: str = MONTH
    channel: str = "eService"
    received_at: str = "2026-11-18T07:00:00+00:00"
    protected: bool = False
    marked: bool = False
    municipality: str = MUNICIPALITY
    registered_by: str = REGISTRAR
    entered_by: tuple[str, str] = (SECOND_REGISTRAR, APPLICANT)
    typed_by: str | None = None
    representatives: tuple[str, ...] = ()
    version: int = 1
    incomes: list[dict[str, Any]] = field(default_factory=list)
    costs: list[dict[str, Any]] = field(default_factory=lambda: [{"kind": "housing", "amountOre": 650_000}])
    answers: dict[str, tuple[str, list[dict[str, Any]]]] = field(default_factory=dict)
    household_id: UUID = field(default_factory=new_id)
    application_id: UUID = field(default_factory=new_id)
    account_id: UUID = field(default_factory=new_id)
    member_id: UUID = field(default_factory=new_id)
    account_version: int = 1

    @property
    def case_number(self) -> str:
        return f"EB-2026-{self.application_id.hex[-6:]}"

    def household(self) -> Fact:
        document = {
            "salt": new_salt(),
            "householdId": str(self.household_id),
            "version": self.version,
            "kind": "single",
            "protected": self.protected,
            "members": [
                {
                    "memberId": str(self.member_id),
                    "person": person(self.applicant),
                    "birthDate": "1990-02-02",
                    "role": "applicant",
                }
            ],
            "representatives": sorted(person(number) for number in self.representatives),
        }
        act = "householdRegistered" if self.version == 1 else "householdChanged"
        subject = Subject("household", str(self.household_id), self.version)
        return "intake", act, subject, document, Hands(entry=(person(self.registered_by),))

    def application(self) -> Fact:
        document = {
            "salt": new_salt(),
            "applicationId": str(self.application_id),
            "caseNumber": self.case_number,
            "householdId": str(self.household_id),
            "householdVersion": 1,
            "kind": self.kind,
            "month": self.month,
            "channel": self.channel,
            "receivedAt": self.received_at,
        }
        hands = Hands() if self.typed_by is None else Hands(entry=(person(self.typed_by),))
        return "intake", "applicationRegistered", Subject("application", str(self.application_id), 1), document, hands

    def verification(self, version: int = 1) -> Fact:
        document = {
            "salt": new_salt(),
            "applicationId": str(self.application_id),
            "caseNumber": self.case_number,
            "householdId": str(self.household_id),
            "householdVersion": 1,
            "protected": self.marked,
            "incomes": self.incomes,
            "costs": self.costs,
            "evidence": [self._answer(block, verdict) for block, verdict in NOTHING],
        }
        subject = Subject("application", str(self.application_id), version)
        return "intake", "applicationVerified", subject, document, Hands()

    def _answer(self, block: str, verdict: str) -> dict[str, Any]:
        said, incomes = self.answers.get(block, (verdict, []))
        return {
            "evidenceId": str(new_id()),
            "memberId": str(self.member_id),
            "block": block,
            "verdict": said,
            "reason": "timeOut" if said == "notVerifiable" else None,
            "askedAt": ASKED,
            "incomes": incomes,
        }

    def account(self, number: int) -> Fact:
        entry_id = new_id()
        document = {
            "salt": new_salt(),
            "entryId": str(entry_id),
            "accountId": str(self.account_id),
            "accountVersion": self.account_version,
            "householdId": str(self.household_id),
            "number": number,
            "holderMemberId": str(self.member_id),
            "holder": person(self.applicant),
            "sealedDigest": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
        }
        hands = Hands(account=(person(self.entered_by[number - 1]),))
        return "intake", "accountEntered", Subject("accountEntry", str(entry_id), 1), document, hands

    def compared(self, status: str = "payable") -> Fact:
        document = {
            "salt": new_salt(),
            "accountId": str(self.account_id),
            "accountVersion": self.account_version,
            "householdId": str(self.household_id),
            "status": status,
        }
        subject = Subject("account", str(self.account_id), self.account_version)
        return "payout", "accountCompared", subject, document, Hands()

    def facts(self) -> list[Fact]:
        """Everything that makes the case payable, in the order that it happens."""
        return [
            self.household(),
            self.account(1),
            self.account(2),
            self.compared(),
            self.application(),
            self.verification(),
        ]


def case_of(index: int, **facts: Any) -> Case:
    """A case of another made-up applicant for each index."""
    applicant = made_up(index).adults[0].number.digits
    return Case(applicant=applicant, entered_by=(SECOND_REGISTRAR, applicant), **facts)


class World:
    """Decision, and all that the others tell it. `folder` is for what a test moves the clock with."""

    def __init__(self, service: ServiceUnderTest, folder: Path) -> None:
        self.service = service
        self._offset = folder / "clock-offset"

    def later(self, **units: float) -> None:
        """Moves decision's clock that far from the system's: `later(hours=2)`."""
        self._offset.write_text(str(int(timedelta(**units).total_seconds())))
        self.service.app.state.running = replace(self.service.running, clock=Clock(self._offset))

    async def rows(self, query: str, **parameters: Any) -> list[Any]:
        """What the service's own database role reads."""
        async with self.service.running.engine.connect() as connection:
            return list(await connection.execute(text(query), parameters))

    async def count(self, table: str) -> int:
        return int((await self.rows(f"select count(*) from {table}"))[0][0])

    async def log(self) -> list[Entry]:
        return [decode(row.entry) for row in await self.rows("select entry from log_entry order by id")]

    async def run(self, *statements: tuple[str, Mapping[str, Any]]) -> None:
        """In one transaction, as the service's own role."""
        async with self.service.running.engine.begin() as connection:
            for statement, parameters in statements:
                await connection.execute(text(statement), parameters)

    async def refused_together(self, *statements: tuple[str, Mapping[str, Any]]) -> str | None:
        """The name of the constraint that refuses these statements in one transaction, or its SQLSTATE where the role
        has no right to them."""
        with pytest.raises(DBAPIError) as refusal:
            await self.run(*statements)
        return constraint(refusal.value) or sqlstate(refusal.value)

    async def refused_by(self, statement: str, **parameters: Any) -> str | None:
        return await self.refused_together((statement, parameters))

    async def tell(self, fact: Fact, municipality: str = MUNICIPALITY) -> str:
        """The outcome of one hand-over."""
        sender, act, subject, document, hands = fact
        result = await self.service.hand_over(sender, act, subject, document, hands=hands, municipality=municipality)
        return str(result["outcome"])

    async def tell_payment_end(self, document: dict[str, Any]) -> str:
        subject = Subject("order", document["orderId"], 1)
        return await self.tell(("payout", "paymentEnded", subject, document, Hands()))

    async def tell_all(self, case: Case) -> Case:
        for fact in case.facts():
            assert await self.tell(fact, case.municipality) == "accepted"
        return case

    def secretary(self, number: str = SECRETARY) -> Caller:
        return self.service.person(number, "economySecretary")

    def social_worker(self, number: str = SOCIAL_WORKER) -> Caller:
        return self.service.person(number, "socialWorker")

    async def claimed(self, by: Caller | None = None, queue: str = "renewals") -> dict[str, Any]:
        answer = await (by or self.secretary()).post("/v1/claims", {"queue": queue})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def calculated(self, claim: dict[str, Any], by: Caller | None = None, **body: Any) -> dict[str, Any]:
        path = f"/v1/work-items/{claim['workItemId']}/calculations"
        answer = await (by or self.secretary()).post(path, {"incomes": [], **body})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def drafted(self, **facts: Any) -> tuple[Case, dict[str, Any], dict[str, Any]]:
        """A case, claimed and calculated: (case, claim, calculation)."""
        case = await self.tell_all(Case(**facts))
        claim = await self.claimed()
        return case, claim, await self.calculated(claim)

    async def decide(
        self, claim: dict[str, Any], body: dict[str, Any], by: Caller | None = None, key: str | None = None
    ) -> httpx.Response:
        return await (by or self.secretary()).post(f"/v1/work-items/{claim['workItemId']}/decision", body, key)


def decision_on(case: Case, calculation: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A full grant to the case's account, on the day it is decided or later; what goes against the applicant has a
    ground."""
    return {
        "calculationId": calculation["id"],
        "outcome": "granted",
        "reasons": "Hushållet kan inte försörja sig på annat sätt.",
        "grounds": ["ownMeans"] if changes.get("outcome", "granted") != "granted" else [],
        "obstacles": [{"memberId": str(case.member_id), "code": "unemployedNoBenefit"}],
        "lines": [
            {
                "accountId": str(case.account_id),
                "purpose": "incomeSupport",
                "amountOre": calculation["deficitOre"],
                "payOn": PAY_ON,
            }
        ],
        **changes,
    }
