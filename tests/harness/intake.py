"""What tests of intake have in common: the persons, a household of theirs, and what is in the database."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import httpx
from sqlalchemy import text

from deploy.sandbox.persons import number_for
from services.intake.app import SERVICE
from shared.auth.statements import Subject
from shared.canonical import new_salt
from shared.controllog.entries import Entry, decode
from shared.ids import new_id
from shared.months import Month
from tests.harness.service import ServiceUnderTest, person

REGISTRAR = number_for(date(1980, 1, 1), 0).digits
SECOND_REGISTRAR = number_for(date(1980, 1, 1), 1).digits
HANDLER = number_for(date(1980, 1, 1), 2).digits
ADAM = number_for(date(1990, 2, 2), 1).digits
BERTIL = number_for(date(1991, 3, 3), 2).digits
CHILD = number_for(date(2015, 4, 4), 3).digits
STRANGER = number_for(date(1985, 5, 5), 4).digits
TRUSTEE = {"personalNumber": number_for(date(1970, 6, 6), 5).digits, "name": "Testperson God Man"}
NUMBER = {"clearingNumber": "9029", "accountNumber": "573 52-11"}


def couple() -> dict[str, Any]:
    return {
        "kind": "couple",
        "members": [
            {"personalNumber": ADAM, "name": "Testperson Adam", "role": "applicant"},
            {"personalNumber": BERTIL, "name": "Testperson Bertil", "role": "coApplicant"},
            {"personalNumber": CHILD, "name": "Testbarn Caesar", "role": "child"},
        ],
    }


def single(number: str = ADAM) -> dict[str, Any]:
    return {"kind": "single", "members": [{"personalNumber": number, "name": "Testperson Ett", "role": "applicant"}]}


async def register(intake: ServiceUnderTest, body: dict[str, Any] | None = None, **token: str) -> dict[str, Any]:
    """A household that a registrar has registered: `{id, version, members}`."""
    answer = await intake.person(REGISTRAR, "registrar", **token).post("/v1/households", body or couple())
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def change(
    intake: ServiceUnderTest, household: dict[str, Any], body: dict[str, Any], by: str = REGISTRAR
) -> dict[str, Any]:
    """The household's next version."""
    registrar = intake.person(by, "registrar")
    version = {"If-Match": f'"{household["version"]}"'}
    answer = await registrar.post(f"/v1/households/{household['id']}/versions", body, **version)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def rows(intake: ServiceUnderTest, query: str, **values: Any) -> list[dict[str, Any]]:
    async with intake.running.engine.connect() as connection:
        return [dict(row) for row in (await connection.execute(text(query), values)).mappings()]


async def count(intake: ServiceUnderTest, table: str) -> int:
    return int((await rows(intake, f"select count(*) as number from {table}"))[0]["number"])


async def log(intake: ServiceUnderTest) -> list[Entry]:
    """The control log, the oldest entry first."""
    return [decode(row["entry"]) for row in await rows(intake, "select entry from log_entry order by id")]


async def handed_over(intake: ServiceUnderTest, act: str, to: str) -> list[dict[str, Any]]:
    """The events of this act that wait for this service."""
    waiting = await rows(intake, "select destination, event from outbox order by position")
    return [row["event"] for row in waiting if row["destination"] == to and row["event"]["type"] == act]


def slug(answer: httpx.Response) -> str:
    """Which problem the answer tells of."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return str(answer.json()["type"]).rsplit("/", 1)[-1]


async def entered(intake: ServiceUnderTest, household: dict[str, Any] | None = None) -> dict[str, Any]:
    """An account of the household's applicant, entered by a registrar: `{id, version, status, entryId}`."""
    household = household or await register(intake)
    body = {"holderMemberId": household["members"][0]["id"], **NUMBER}
    path = f"/v1/households/{household['id']}/accounts"
    answer = await intake.person(REGISTRAR, "registrar").post(path, body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def compared(
    intake: ServiceUnderTest, account: dict[str, Any], status: str, version: int = 1, **wrong: Any
) -> dict[str, Any]:
    """Payout says what it found. `wrong` replaces fields of the object."""
    document = {"salt": new_salt(), "accountId": account["id"], "accountVersion": version, "status": status, **wrong}
    return await intake.hand_over("payout", "accountCompared", Subject("account", account["id"], version), document)


def month(intake: ServiceUnderTest, ahead: int = 0) -> str:
    """The month that it is in Sweden, or one so many after it."""
    return str(Month.of(intake.running.clock.today()).plus(ahead))


async def send_in(
    intake: ServiceUnderTest, household: dict[str, Any], number: str = ADAM, role: str = "citizen", **changes: Any
) -> httpx.Response:
    """An application for the household. `changes` replaces fields of the body."""
    body = {
        "householdId": household["id"],
        "kind": "new",
        "month": month(intake),
        "incomes": [{"memberId": household["members"][0]["id"], "kind": "wage", "amountOre": 1_250_000}],
        "costs": [{"kind": "housing", "amountOre": 785_000}],
        "attested": True,
        **changes,
    }
    return await intake.person(number, role).post("/v1/applications", body)


async def applied(intake: ServiceUnderTest, household: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = await send_in(intake, household, **more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def sign(
    intake: ServiceUnderTest, application: dict[str, Any], number: str, role: str = "citizen"
) -> httpx.Response:
    path = f"/v1/applications/{application['id']}/signatures"
    return await intake.person(number, role).post(path, {"attested": True})


async def status(intake: ServiceUnderTest, application: dict[str, Any], number: str = ADAM) -> str:
    answer = await intake.person(number, "citizen").get(f"/v1/applications/{application['id']}")
    return str(answer.json()["status"])


async def decide(
    intake: ServiceUnderTest, application: dict[str, Any], *lines: int, about: str | None = None, **changes: Any
) -> dict[str, Any]:
    """Decision says that it decided; without lines it rejected. `about`: the decision's id. `{decisionId, result}`."""
    decision_id = about or str(new_id())
    document = {
        "salt": new_salt(),
        "decisionId": decision_id,
        "applicationId": application["id"],
        "outcome": "granted" if lines else "rejected",
        "decidedAt": intake.running.clock.now().isoformat(),
        "lines": [{"number": number} for number in lines],
        **changes,
    }
    result = await intake.hand_over("decision", "decisionMade", Subject("decision", decision_id, 1), document)
    return {"decisionId": decision_id, "result": result}


async def end_payment(
    intake: ServiceUnderTest, application: dict[str, Any], decision: dict[str, Any], line: int, ending: str, **more: Any
) -> dict[str, Any]:
    """Payout says what became of an order."""
    document = {
        "salt": new_salt(),
        "orderId": str(new_id()),
        "decisionId": decision["decisionId"],
        "line": line,
        "applicationId": application["id"],
        "status": ending,
        "amountOre": 100,
        **more,
    }
    return await intake.hand_over("payout", "paymentEnded", Subject("order", document["orderId"], 1), document)


async def revoke(
    intake: ServiceUnderTest,
    application: dict[str, Any],
    decision: dict[str, Any],
    outcome: str = "stopped",
    **more: Any,
) -> dict[str, Any]:
    """Decision says that it revoked its decision."""
    document = {
        "salt": new_salt(),
        "decisionId": decision["decisionId"],
        "applicationId": application["id"],
        "caseNumber": application["caseNumber"],
        "revokedAt": intake.running.clock.now().isoformat(),
        "outcome": outcome,
        **more,
    }
    return await intake.hand_over(
        "decision", "decisionRevoked", Subject("decision", decision["decisionId"], 2), document
    )


async def undo(intake: ServiceUnderTest, application: dict[str, Any], decision: dict[str, Any], **more: Any) -> Any:
    """Decision says that nothing stayed with the payee of a decision that it revoked too late."""
    document = {
        "salt": new_salt(),
        "decisionId": decision["decisionId"],
        "applicationId": application["id"],
        "undoneAt": intake.running.clock.now().isoformat(),
        **more,
    }
    return await intake.hand_over(
        "decision", "decisionUndone", Subject("decision", decision["decisionId"], 3), document
    )


async def declare_conflict(
    intake: ServiceUnderTest, household: dict[str, Any], number: str, **wrong: Any
) -> dict[str, Any]:
    """Decision says that this person has a conflict of interest with the household. `wrong` replaces fields."""
    conflict_id = str(new_id())
    document = {"salt": new_salt(), "conflictId": conflict_id, "householdId": household["id"], "person": person(number)}
    return await intake.hand_over(
        "decision", "conflictDeclared", Subject("conflict", conflict_id, 1), {**document, **wrong}
    )


class Registers:
    """The register stand-in, called without a network in between."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def knows(self, ref: str, number: str, **holds: Any) -> None:
        answer = await self.client.put(f"/persons/{ref}", json={"personalNumber": number, **holds})
        assert answer.status_code == 204, answer.text

    async def questions(self, ref: str) -> list[dict[str, Any]]:
        return list((await self.client.get(f"/persons/{ref}/questions")).json())

    async def calls(self) -> int:
        return int((await self.client.get("/calls")).json()["total"])


async def jobs(intake: ServiceUnderTest) -> list[dict[str, Any]]:
    """What waits to be done, the oldest first."""
    return await rows(intake, "select id, task_name, args from procrastinate_jobs where status = 'todo' order by id")


async def run_jobs(intake: ServiceUnderTest, registers: Registers) -> int:
    """Does what waits, as the worker would. Returns how many there were."""
    running = replace(intake.running, client=registers.client)
    waiting = await jobs(intake)
    for job in waiting:
        await SERVICE.jobs[job["task_name"]](running, **job["args"])
        async with intake.running.transaction() as connection:
            await connection.execute(text("delete from procrastinate_jobs where id = :id"), {"id": job["id"]})
    return len(waiting)


def benefit(intake: ServiceUnderTest) -> dict[str, Any]:
    """A housing allowance that Försäkringskassan paid in the control month, as the registers are told of it."""
    day = f"{month(intake, -1)}-25"
    return {
        "kind": "BOB",
        "label": "Bostadsbidrag",
        "amountOre": 185_000,
        "periodFrom": day,
        "periodTo": day,
        "paidOn": day,
    }


async def complete(
    intake: ServiceUnderTest, application: dict[str, Any], number: str = ADAM, role: str = "citizen", **body: Any
) -> httpx.Response:
    path = f"/v1/applications/{application['id']}/completions"
    return await intake.person(number, role).post(path, {"attested": True, **body})


async def completed(
    intake: ServiceUnderTest, application: dict[str, Any], number: str = ADAM, **body: Any
) -> dict[str, Any]:
    answer = await complete(intake, application, number, **body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def ask_for(
    intake: ServiceUnderTest, application: dict[str, Any], request_id: str | None = None, **changes: Any
) -> dict[str, Any]:
    """Decision says that a handler asks for something: `{id, outcome}`. `changes` replaces fields of the object."""
    asked = request_id or str(new_id())
    now = intake.running.clock.now()
    document = {
        "salt": new_salt(),
        "requestId": asked,
        "applicationId": application["id"],
        "missing": ["housingCost"],
        "text": "Skicka hyresavin.",
        "respondBy": (intake.running.clock.today() + timedelta(days=7)).isoformat(),
        "askedAt": now.isoformat(),
        **changes,
    }
    subject = Subject("completionRequest", asked, 1)
    result = await intake.hand_over("decision", "completionRequested", subject, document)
    return {"id": asked, "outcome": result["outcome"]}


async def lapse(intake: ServiceUnderTest, application: dict[str, Any], request_id: str) -> None:
    """Decision says that the last day passed without an answer."""
    document = {
        "salt": new_salt(),
        "requestId": request_id,
        "applicationId": application["id"],
        "lapsedAt": intake.running.clock.now().isoformat(),
    }
    subject = Subject("completionRequest", request_id, 2)
    assert (await intake.hand_over("decision", "completionLapsed", subject, document))["outcome"] == "accepted"


async def withdraw(
    intake: ServiceUnderTest, application: dict[str, Any], number: str = ADAM, role: str = "citizen", **body: Any
) -> httpx.Response:
    return await intake.person(number, role).post(f"/v1/applications/{application['id']}/withdrawal", body)


def explained(amount_ore: int = 1_172_000) -> dict[str, Any]:
    """What decision tells of a decision beside its ids."""
    housing = {
        "kind": "reasonableCost",
        "label": {"sv": "Boende", "en": "Housing"},
        "amountOre": amount_ore,
        "law": "SoL 12 kap. 7 §",
        "text": {"sv": "Boende: 11 720 kr.", "en": "Housing: SEK 11,720."},
    }
    sums = {"normOre": 0, "costsOre": amount_ore, "incomesOre": 0, "deficitOre": amount_ore, "surplusOre": 0}
    purpose = {"sv": "Försörjningsstöd", "en": "Income support"}
    return {
        "declarationVersion": 1,
        "outcome": "granted",
        "grantedOre": amount_ore,
        "reasons": "Hyran godtas.",
        "text": {"sv": ["Din ansökan beviljas."], "en": ["Your application is granted."]},
        "appeal": {"sv": ["Så här överklagar du"], "en": ["How to appeal"]},
        "calculation": {**sums, "lines": [housing]},
        "lines": [{"number": 1, "purpose": purpose, "amountOre": amount_ore, "payOn": "2027-01-04"}],
    }


async def explain(
    intake: ServiceUnderTest, application: dict[str, Any], decision: dict[str, Any], **changes: Any
) -> str:
    """Decision says what the applicant is told. The outcome of the hand-over."""
    about = {"decisionId": decision["decisionId"], "applicationId": application["id"]}
    document = {"salt": new_salt(), **about, **explained(), **changes}
    subject = Subject("decision", decision["decisionId"], 1)
    return str((await intake.hand_over("decision", "decisionExplained", subject, document))["outcome"])


async def send_payment(
    intake: ServiceUnderTest, application: dict[str, Any], decision: dict[str, Any], order: str | None = None
) -> str:
    """Payout says that the bank has the payment of line 1. The order's id."""
    order_id = order or str(new_id())
    document = {
        "salt": new_salt(),
        "orderId": order_id,
        "decisionId": decision["decisionId"],
        "line": 1,
        "applicationId": application["id"],
        "amountOre": 1_172_000,
        "sentAt": intake.running.clock.now().isoformat(),
    }
    result = await intake.hand_over("payout", "paymentSent", Subject("order", order_id, 1), document)
    assert result["outcome"] == "accepted"
    return order_id
