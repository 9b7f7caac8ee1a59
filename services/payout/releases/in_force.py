"""Is what a payment rests on still in force? Asked of intake and decision when the bank file is made (C4).

One statement per service and release, over the list of ids. It counts for five minutes. The question carries a key made
of the release's id, so that a job that is killed after asking gets the same answer again; once that is too old, the
next key asks anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import Row

from services.payout.facts.evidence import Evidence
from services.payout.facts.kinds import OWNERS
from services.payout.own_acts import own_act
from services.payout.releases import store
from services.payout.releases.store import FoundRelease
from shared.auth.envelope import NotGenuine
from shared.auth.statements import Subject
from shared.running import Running

ACT = "inForceStated"
FRESH = timedelta(minutes=5)
_AHEAD = timedelta(seconds=30)  # how far another machine's clock may be ahead of ours
_MOST_TRIES = 3


class NotAnswered(Exception):
    """The owner gave no answer that counts. The job tries again: nothing is paid meanwhile."""


@dataclass(frozen=True, slots=True)
class InForce:
    """What an owner stated, and when: (type, id, version, digest) of each object in force."""

    stated_at: datetime
    items: frozenset[tuple[str, str, int, str]]

    def holds(self, evidence: Evidence, now: datetime) -> bool:
        """The very object that was handed over, by a statement that is fresh now."""
        return self.fresh(now) and _item(evidence) in self.items

    def fresh(self, now: datetime) -> bool:
        return self.stated_at - _AHEAD <= now < self.stated_at + FRESH


async def ask_owners(running: Running, release: FoundRelease, evidence: Iterable[Evidence]) -> dict[str, InForce]:
    """What each owner states of its own, by service. Raises NotAnswered."""
    by_owner: dict[str, list[Evidence]] = {}
    for item in evidence:
        by_owner.setdefault(OWNERS[item.kind], []).append(item)
    return {service: await _fresh_answer(running, release, service, some) for service, some in by_owner.items()}


async def _fresh_answer(running: Running, release: FoundRelease, service: str, some: list[Evidence]) -> InForce:
    async with running.transaction() as connection:
        known = await store.in_force(connection, release.id, service)
    number = 0 if known is None else known.number
    if known is not None and (answer := await _still_fresh(running, release, known)):
        return answer
    for attempt in range(number + 1, number + 1 + _MOST_TRIES):
        answer = await _ask(running, release, service, some, attempt)
        if answer.fresh(running.clock.now()):
            return answer
    raise NotAnswered(f"{service} gives only old answers")


async def _still_fresh(running: Running, release: FoundRelease, known: Row[Any]) -> InForce | None:
    try:
        answer = await _verified(running, release, known.service, known.statement, known.document)
    except NotAnswered:
        return None  # somebody has changed what was stored: ask anew
    return answer if answer.fresh(running.clock.now()) else None


async def _ask(running: Running, release: FoundRelease, service: str, some: list[Evidence], number: int) -> InForce:
    said = await _post(running, release, service, some, number)
    try:
        statement, document = str(said["statement"]), dict(said["object"])
    except (KeyError, TypeError, ValueError):
        raise NotAnswered(f"{service} does not answer as agreed") from None
    answer = await _verified(running, release, service, statement, document)
    async with running.transaction() as connection:
        act = own_act(running, connection, "inForceAsked", release.municipality, releaseId=release.id)
        row = {
            "release_id": release.id,
            "service": service,
            "number": number,
            "document": document,
            "statement": statement,
            "asked_at": act.now,
            "entry_id": await act.record(document),
        }
        await store.add_in_force(connection, row)
    return answer


async def _post(running: Running, release: FoundRelease, service: str, some: list[Evidence], number: int) -> Any:
    items = [dict(zip(("type", "id", "version", "digest"), _item(item), strict=True)) for item in some]
    headers = {**running.bearer(service), "Idempotency-Key": _key(release.id, number)}
    url = f"{running.settings.peers.get(service, '')}/v1/in-force"
    try:
        answer = await running.client.post(url, json={"releaseId": str(release.id), "items": items}, headers=headers)
        answer.raise_for_status()
        return answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise NotAnswered(f"{service}: {type(error).__name__}") from None


async def _verified(
    running: Running, release: FoundRelease, service: str, statement: str, document: dict[str, Any]
) -> InForce:
    """A statement by this service, about this release and this answer. Raises NotAnswered."""
    try:
        read = await running.statements.read(statement, service, ACT, document)
        if read.subject != Subject("release", str(release.id), 1) or document["releaseId"] != str(release.id):
            raise NotAnswered(f"{service} answers for another release")
        said = datetime.fromisoformat(document["statedAt"])
        items = frozenset((one["type"], one["id"], one["version"], one["digest"]) for one in document["inForce"])
        return InForce(min(said, read.issued_at), items)
    except (NotGenuine, KeyError, TypeError, ValueError):
        raise NotAnswered(f"{service} does not state what it answers") from None


def _item(evidence: Evidence) -> tuple[str, str, int, str]:
    return evidence.kind, str(evidence.id), evidence.version, evidence.digest


def _key(release_id: UUID, number: int) -> str:
    """The release's id in letters: twelve digits in a row could be taken for a personal number."""
    return "in-force-" + f"{release_id.hex}-{number}".translate(str.maketrans("0123456789", "ghijklmnop"))
