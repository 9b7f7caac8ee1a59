"""One household's payment, told to payout by intake and decision, with stand-ins for both and for the bank.

The accounts are made up, the persons have Skatteverket's test numbers.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text

from deploy.sandbox.persons import number_for
from services.payout.releases.making import make_file
from services.payout.reports.reading import fetch_reports
from shared.auth.statements import Hands, Subject, state
from shared.boxes import seal
from shared.canonical import canonical, digest_bytes, new_salt
from shared.clock import Clock
from shared.controllog.entries import Entry, decode
from shared.ids import new_id
from tests.harness.service import BOX_PUBLIC, MUNICIPALITY, ServiceUnderTest, key_of, person
from tests.store.payout.bank import Bank

REGISTRAR = number_for(date(1980, 1, 1), 0).digits
TYPIST = number_for(date(1981, 1, 2), 1).digits
SECOND_REGISTRAR = number_for(date(1982, 1, 3), 2).digits
SECRETARY = number_for(date(1983, 1, 4), 3).digits
PAYER = number_for(date(1984, 1, 5), 4).digits
OTHER_PAYER = number_for(date(1985, 1, 6), 5).digits
RENEWER = number_for(date(1987, 1, 8), 7).digits
HEAD = number_for(date(1986, 1, 7), 6).digits
ADAM = number_for(date(1990, 2, 2), 1).digits
BERTIL = number_for(date(1991, 3, 3), 2).digits
CHILD = number_for(date(2015, 4, 4), 3).digits

DEBTOR = {"debtor_name": "Testkommun", "debtor_clearing": "6000", "debtor_account": "123456789"}
CLEARING, ACCOUNT = "6789", "804020671"
OTHER_ACCOUNT = ("6000", "000000000")
GRANTED = 394050


def today() -> date:
    return Clock().today()


@dataclass
class Household:
    """What intake and decision know of one household and its payment, with ids of its own."""

    id: UUID = field(default_factory=new_id)
    account_id: UUID = field(default_factory=new_id)
    application_id: UUID = field(default_factory=new_id)
    decision_id: UUID = field(default_factory=new_id)
    adam: UUID = field(default_factory=new_id)
    bertil: UUID = field(default_factory=new_id)
    child: UUID = field(default_factory=new_id)


class World:
    """Payout, and everybody it talks to."""

    def __init__(self, clock_offset: Path) -> None:
        self.clock_offset = clock_offset
        self.bank = Bank()
        self.not_in_force: set[str] = set()
        self.in_force_age = timedelta()
        self.asked: list[dict[str, Any]] = []
        self.meanwhile: list[tuple[str, dict[str, Any]]] = []
        self.silent: set[str] = set()
        self.forged = False
        self.payout: ServiceUnderTest

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """What a process at that address answers."""
        if request.url.host in self.silent:
            return httpx.Response(503)
        if request.url.host == "bank":
            return await self.bank.answer(request)
        if request.url.path == "/v1/in-force":
            events, self.meanwhile = self.meanwhile, []
            await self.tell(*events)
            return self._in_force(request.url.host, request)
        return httpx.Response(404)

    def _in_force(self, service: str, request: httpx.Request) -> httpx.Response:
        asked = httpx.Response(200, content=request.content).json()
        self.asked.append({"service": service, "key": request.headers["idempotency-key"], **asked})
        items = asked["items"]
        document = {
            "salt": new_salt(),
            "releaseId": asked["releaseId"],
            "statedAt": (self.payout.running.clock.now() - self.in_force_age).isoformat(),
            "inForce": [item for item in items if item["type"] not in self.not_in_force],
            "notInForce": [
                {"type": item["type"], "id": item["id"], "version": item["version"], "reason": "superseded"}
                for item in items
                if item["type"] in self.not_in_force
            ],
        }
        statement = state(
            service,
            key_of("audit" if self.forged else service)[1],
            self.payout.running.clock,
            act="inForceStated",
            municipality=MUNICIPALITY,
            subject=Subject("release", asked["releaseId"], 1),
            hands=Hands(),
            document=document,
        )
        return httpx.Response(200, json={"statement": statement, "object": document})

    # What intake and decision hand over.

    def household(
        self,
        home: Household,
        *,
        by: str = REGISTRAR,
        version: int = 1,
        members: tuple[str, ...] = (ADAM, BERTIL, CHILD),
        protected: bool = False,
        representatives: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        ids = {ADAM: home.adam, BERTIL: home.bertil, CHILD: home.child}
        roles = {ADAM: "applicant", CHILD: "child"}
        document = {
            "salt": new_salt(),
            "householdId": str(home.id),
            "version": version,
            "kind": "couple",
            "protected": protected,
            "members": [
                {
                    "memberId": str(ids.get(number) or new_id()),
                    "person": person(number),
                    "birthDate": f"{number[:4]}-{number[4:6]}-{number[6:8]}",
                    "role": roles.get(number, "coApplicant"),
                }
                for number in members
            ],
            **({"representatives": [person(number) for number in representatives]} if representatives else {}),
        }
        act = "householdRegistered" if version == 1 else "householdChanged"
        subject = Subject("household", str(home.id), version)
        return self.payout.event("intake", act, subject, document, hands=Hands(entry=(person(by),)))

    def entry(
        self,
        home: Household,
        *,
        by: str,
        number: int = 1,
        version: int = 1,
        account: tuple[str, str] = (CLEARING, ACCOUNT),
        inside: dict[str, Any] | None = None,
        holder: str = ADAM,
        household_id: UUID | None = None,
    ) -> dict[str, Any]:
        """An account entry with its sealed box. `inside` replaces what the box says."""
        entry_id = new_id()
        ids = {
            "entryId": str(entry_id),
            "accountId": str(home.account_id),
            "accountVersion": version,
            "householdId": str(household_id or home.id),
        }
        clearing, account_number = account
        said = {"clearingNumber": clearing, "accountNumber": account_number, "holderName": "Testperson Adam"}
        box = seal(BOX_PUBLIC, canonical({**ids, **said, **(inside or {})}))
        document = {
            "salt": new_salt(),
            **ids,
            "number": number,
            "holderMemberId": str(home.adam),
            "holder": person(holder),
            "sealedDigest": digest_bytes(box),
        }
        subject = Subject("accountEntry", str(entry_id), 1)
        hands = Hands(account=(person(by),))
        return self.payout.event("intake", "accountEntered", subject, document, hands=hands, sealed=box)

    def application(self, home: Household, *, by: str | None = None) -> dict[str, Any]:
        document = {
            "salt": new_salt(),
            "applicationId": str(home.application_id),
            "caseNumber": "EB-2026-000123",
            "householdId": str(home.id),
            "householdVersion": 1,
            "kind": "new",
            "month": "2026-12",
            "channel": "eService" if by is None else "paper",
            "receivedAt": "2026-11-22T10:00:00+01:00",
        }
        subject = Subject("application", str(home.application_id), 1)
        hands = Hands(entry=() if by is None else (person(by),))
        return self.payout.event("intake", "applicationRegistered", subject, document, hands=hands)

    def decision(
        self,
        home: Household,
        *,
        by: tuple[str, ...] = (SECRETARY,),
        amounts: tuple[int, ...] = (GRANTED,),
        granted: int | None = None,
        account_version: int = 1,
        pay_on: date | None = None,
        declaration_version: int = 1,
    ) -> dict[str, Any]:
        document = {
            "salt": new_salt(),
            "decisionId": str(home.decision_id),
            "applicationId": str(home.application_id),
            "caseNumber": "EB-2026-000123",
            "householdId": str(home.id),
            "householdVersion": 1,
            "kind": "new",
            "month": "2026-12",
            "declarationVersion": declaration_version,
            "outcome": "granted",
            "grantedOre": sum(amounts) if granted is None else granted,
            "decidedAt": "2026-11-22T11:00:00+01:00",
            "lines": [
                {
                    "number": number,
                    "accountId": str(home.account_id),
                    "accountVersion": account_version,
                    "purpose": "livelihood",
                    "amountOre": amount,
                    "payOn": (pay_on or today()).isoformat(),
                }
                for number, amount in enumerate(amounts, 1)
            ],
        }
        subject = Subject("decision", str(home.decision_id), 1)
        hands = Hands(decision=tuple(person(number) for number in by))
        return self.payout.event("decision", "decisionMade", subject, document, hands=hands)

    def renewal(
        self,
        home: Household,
        number: int = 2,
        *,
        by: str = RENEWER,
        account_version: int = 1,
        household_version: int = 1,
        line: int = 1,
        amount: int = GRANTED,
        purpose: str = "livelihood",
    ) -> dict[str, Any]:
        document: dict[str, Any] = {
            "salt": new_salt(),
            "renewalId": str(new_id()),
            "decisionId": str(home.decision_id),
            "line": line,
            "number": number,
            "caseNumber": "EB-2026-000123",
            "householdId": str(home.id),
            "householdVersion": household_version,
            "accountId": str(home.account_id),
            "accountVersion": account_version,
            "purpose": purpose,
            "amountOre": amount,
            "payOn": today().isoformat(),
        }
        subject = Subject("lineRenewal", document["renewalId"], 1)
        return self.payout.event("decision", "lineRenewed", subject, document, hands=Hands(decision=(person(by),)))

    def new_account(self, home: Household, version: int = 2) -> list[tuple[str, dict[str, Any]]]:
        """The account, entered anew by two who have no other hand."""
        return [
            ("intake", self.entry(home, by=SECOND_REGISTRAR, version=version)),
            ("intake", self.entry(home, by=ADAM, number=2, version=version)),
        ]

    def conflict(self, home: Household, of: str) -> dict[str, Any]:
        document = {
            "salt": new_salt(),
            "conflictId": str(new_id()),
            "householdId": str(home.id),
            "person": person(of),
        }
        return self.payout.event(
            "decision", "conflictDeclared", Subject("conflict", document["conflictId"], 1), document
        )

    def revocation(self, home: Household, outcome: str = "stopped") -> dict[str, Any]:
        document = {
            "salt": new_salt(),
            "decisionId": str(home.decision_id),
            "applicationId": str(home.application_id),
            "caseNumber": "EB-2026-000123",
            "householdId": str(home.id),
            "revokedAt": "2026-11-22T12:00:00+01:00",
            "outcome": outcome,
        }
        subject = Subject("decision", str(home.decision_id), 2)
        return self.payout.event(
            "decision", "decisionRevoked", subject, document, hands=Hands(decision=(person(HEAD),))
        )

    async def stop(self, body: dict[str, Any], sender: str = "decision", key: str | None = None) -> httpx.Response:
        return await self.payout.service(sender).post("/v1/decision-stops", body, key=key)

    def chain(self, home: Household, **decision: Any) -> list[tuple[str, dict[str, Any]]]:
        """All that makes an order ready, as (sender, event)."""
        return [
            ("intake", self.household(home)),
            ("intake", self.entry(home, by=REGISTRAR)),
            ("intake", self.entry(home, by=ADAM, number=2)),
            ("intake", self.application(home)),
            ("decision", self.decision(home, **decision)),
        ]

    async def tell(self, *events: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
        """Hands the events over in this order, those of one sender that follow each other together."""
        results = []
        for sender, some in groupby(events, key=lambda event: event[0]):
            results += await self.payout.hand_over_all(sender, *(event for _, event in some))
        return results

    def turn_clock(self, minutes: int) -> None:
        """Everything that payout does happens this much later than it is."""
        self.clock_offset.write_text(str(60 * minutes))

    # What people and the worker do.

    async def orders(self, **params: Any) -> list[dict[str, Any]]:
        answer = await self.payout.person(HEAD, "unitHead").get("/v1/payment-orders", **params)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def order(self, order_id: str) -> dict[str, Any]:
        answer = await self.payout.person(HEAD, "unitHead").get(f"/v1/payment-orders/{order_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def ready_order(self, **decision: Any) -> str:
        """A new household's order, ready for release."""
        await self.tell(*self.chain(Household(), **decision))
        return str((await self.orders(state="ready", limit=100))[-1]["id"])

    async def release(
        self, *order_ids: str, by: str = PAYER, roles: tuple[str, ...] = ("payer",), key: str | None = None
    ) -> httpx.Response:
        body = {"orderIds": list(order_ids), "dueDate": today().isoformat()}
        return await self.payout.person(by, *roles).post("/v1/releases", body, key=key)

    async def released(self, *order_ids: str) -> str:
        answer = await self.release(*order_ids)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def make_file(self, release_id: str) -> None:
        """What the worker does once the release is committed."""
        await make_file(self.payout.running, release_id=release_id)

    async def read_reports(self) -> int:
        return await fetch_reports(self.payout.running)

    async def log(self) -> list[Entry]:
        """Payout's control log, the oldest entry first."""
        async with self.payout.running.engine.connect() as connection:
            rows = await connection.execute(text("select entry from log_entry order by id"))
            return [decode(row.entry) for row in rows]

    async def refusals(self) -> list[tuple[str, str | None, str | None]]:
        """(act, rule, reason) of what was refused."""
        return [(one.act, one.rule, one.reason) for one in await self.log() if one.outcome == "refused"]

    async def handed_over(self, kind: str, to: str = "intake") -> list[dict[str, Any]]:
        """The objects of this kind of event in the outbox."""
        async with self.payout.running.engine.connect() as connection:
            found = await connection.execute(
                text("select event from outbox where event->>'type' = :kind and destination = :to order by position"),
                {"kind": kind, "to": to},
            )
            return [row.event["object"] for row in found]

    async def count(self, table: str) -> int:
        async with self.payout.running.engine.connect() as connection:
            return int((await connection.execute(text(f"select count(*) from {table}"))).scalar_one())

    async def about(self, release_id: str) -> dict[str, Any]:
        answer = await self.payout.person(HEAD, "unitHead").get(f"/v1/releases/{release_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())
