"""Payout, asked to stop a decision: what it would answer, really signed, and what a test makes of that."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from shared.auth.statements import Hands, Subject, state
from shared.canonical import new_salt
from shared.clock import Clock
from tests.harness.service import MUNICIPALITY, key_of


@dataclass
class Payout:
    """`lines`: what comes of each line that it has heard of. `twist` changes the object before it is stated, `forge`
    what is sent after. `meanwhile` happens while it works it out. `speaker` is who signs. Away until `here`."""

    here: bool = True
    lines: dict[int, str] = field(default_factory=lambda: {1: "stopped"})
    act: str = "decisionStopped"
    speaker: str = "payout"
    municipality: str = MUNICIPALITY
    about: str | None = None
    twist: Callable[[dict[str, Any]], dict[str, Any]] = lambda document: document
    forge: Callable[[dict[str, Any]], dict[str, Any]] = lambda said: said
    asked: list[httpx.Request] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if not self.here or request.url.path != "/v1/decision-stops":
            return httpx.Response(503)
        if self.meanwhile is not None:
            await self.meanwhile()
        question = json.loads(request.content)["object"]
        document = self.twist(
            {
                "salt": new_salt(),
                "stopId": question["stopId"],
                "decisionId": question["decisionId"],
                "answeredAt": datetime.now(UTC).isoformat(),
                "outcome": "tooLate" if "tooLate" in self.lines.values() else "stopped",
                "lines": [{"line": line, "outcome": outcome} for line, outcome in self.lines.items()],
            }
        )
        said = {"statement": self._stated(document, question["decisionId"]), "object": document}
        return httpx.Response(201, json=self.forge(said))

    def _stated(self, document: dict[str, Any], decision_id: str) -> str:
        return state(
            self.speaker,
            key_of(self.speaker)[1],
            Clock(),
            act=self.act,
            municipality=self.municipality,
            subject=Subject("decision", self.about or decision_id, 1),
            hands=Hands(),
            document=document,
        )
