"""What an auditor does: verifies each service's control log from outside, and reads the story of one payment in it."""

import asyncio
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import httpx

from deploy.local.demo.applying import Applied
from deploy.local.demo.people import TRUSTED, Person
from deploy.local.demo.waiting import wait_for, wait_for_all
from deploy.local.installation import Installation
from services.audit.evidence.checking import Proven, PublicKeys, check
from services.audit.verify_log import Addresses, verify_log
from shared.controllog.trusted_keys import load_logs, load_witness

CHAIN = ("intake", "decision", "payout")


@dataclass(frozen=True)
class Verified:
    """By service, how many entries of each act and outcome there are."""

    acts: dict[str, Counter[tuple[str, str]]]

    @property
    def total(self) -> int:
        return sum(acts.total() for acts in self.acts.values())

    @property
    def refused(self) -> int:
        return sum(count for acts in self.acts.values() for (_, outcome), count in acts.items() if outcome == "refused")


def verify(stack: Installation, auditor: Person) -> Verified:
    """Raises LogBroken where anything does not hold."""
    return asyncio.run(_verify(stack, auditor))


async def _verify(stack: Installation, auditor: Person) -> Verified:
    logs = {log.service: log for log in load_logs(stack.place.keys.logs)}
    witness = load_witness(stack.place.keys.logs)
    async with httpx.AsyncClient(timeout=30, trust_env=False, verify=TRUSTED) as client:
        found = {
            name: await verify_log(
                client, Addresses(stack.urls[name], stack.urls["audit"]), auditor.token(), logs[name], witness
            )
            for name in CHAIN
        }
    return Verified({name: Counter(one.acts) for name, one in found.items()})


def wait_until_cosigned(auditor: Person, service: str, act: str, decisions: Collection[str]) -> None:
    """Until this service's log has this act about each of the decisions, and audit has cosigned it that far: what comes
    after the newest cosigned checkpoint is not verified, and not counted."""
    wanted = frozenset(decisions)

    def not_cosigned() -> frozenset[str]:
        told = auditor.every_page("audit", "/control-log", service=service, act=act, outcome="done")
        return wanted.difference(str(entry["subjects"]["decisionId"]) for entry in told if entry["verified"])

    wait_for_all(f"audit to cosign {act} in the log of {service}", not_cosigned)


def wait_until_followed(auditor: Person, case_number: str, last_act: str) -> list[dict[str, Any]]:
    """The story of one case over all services, when audit has it all."""
    story: list[dict[str, Any]] = []

    def is_told() -> bool:
        story[:] = auditor.get("audit", "/control-log", caseNumber=case_number, limit=100)["items"]
        return any(entry["act"] == last_act for entry in story)

    wait_for("the auditors' copy of the control log", is_told)
    return story


def wait_until_told(auditor: Person, applied: Applied, service: str, act: str) -> None:
    """Until this service has written this act about the application in its log."""

    def is_told() -> bool:
        filters = {"caseNumber": applied.case_number, "service": service, "act": act}
        return bool(auditor.get("audit", "/control-log", **filters)["items"])

    wait_for(f"{service} to write {act} of {applied.household} in the control log", is_told)


def hands_in(auditor: Person, applied: Applied, acts: Collection[str]) -> frozenset[str]:
    """The pseudonyms of who did any of these acts about the application."""
    told = auditor.every_page("audit", "/control-log", caseNumber=applied.case_number, outcome="done")
    return frozenset(str(entry["actor"]["person"]) for entry in told if entry["act"] in acts)


def evidence_of(auditor: Person, order_id: str) -> bytes:
    """The file of evidence, when audit has copied and cosigned the last of it."""
    found: list[bytes] = []

    def is_given() -> bool:
        answer = auditor.call("GET", "audit", f"/payments/{order_id}/evidence")
        if answer.status_code == 409:
            return False
        auditor.answer(answer, 200)
        found.append(answer.content)
        return True

    wait_for("the evidence of a payment", is_given)
    return found[-1]


def check_evidence(stack: Installation, evidence: bytes) -> Proven:
    """As anybody would, with the public keys alone. Raises NotProven."""
    return asyncio.run(check(evidence, PublicKeys.load(stack.place.keys.logs, stack.place.keys.trust)))
