"""The one small interface to the registers: ask about one person, get an answer per block, whatever happens."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import httpx

from services.intake.registers import ssbtek
from services.intake.registers.answers import read_answers
from services.intake.registers.rules import Block, BlockAnswer, Failure, Period, Reason, judge_all
from services.intake.registers.settings import RegisterSettings
from services.intake.registers.ssbtek import Question, Submitter
from shared import tracing
from shared.clock import Clock
from shared.ids import new_id
from shared.persons import PersonalNumber

_TOO_BUSY = (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)
_SECONDS = re.compile(r"\d{1,6}", re.ASCII)
_HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""', "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class LookUp:
    """One call's outcome. `answers` has every block that was asked for. `raw` is what came back, byte for byte, to be
    frozen as evidence: it holds personal data, and is empty where nothing came."""

    correlation_id: UUID
    asked_at: datetime
    answered_at: datetime
    answers: Mapping[Block, BlockAnswer]
    raw: bytes

    @property
    def protected(self) -> bool:
        """Some register marks the person as having a protected identity. False says that none has said so, which is
        nothing to go by where an answer is `notVerifiable`."""
        return any(answer.protected for answer in self.answers.values())


class _Received(NamedTuple):
    """`wait`: how many seconds a service that is too busy wants to be left alone, as it says itself; "" where it does
    not say, None where it is not too busy."""

    raw: bytes
    failure: Failure | None
    wait: str | None = None


class RegisterClient:
    """`http` brings the client certificate (SSBTEK is mutual TLS) and the connections; time-outs are set here."""

    def __init__(self, http: httpx.AsyncClient, settings: RegisterSettings, clock: Clock) -> None:
        self._http = http
        self._settings = settings
        self._codes = settings.codes
        self._clock = clock

    async def look_up(
        self,
        person: PersonalNumber,
        blocks: frozenset[Block],
        period: Period,
        *,
        case_number: str,
        purpose: str,
        legal_ground: str,
        on_behalf_of: Submitter,
    ) -> LookUp:
        """One call for one person. A time-out, a lost connection, an HTTP error, a SOAP fault or a broken answer makes
        every block `notVerifiable` and raises nothing; what the contract would refuse in the question raises
        ValueError before anything is sent."""
        question = Question(
            person=person,
            blocks=blocks,
            period=period,
            case_number=case_number,
            purpose=purpose,
            legal_ground=legal_ground,
            on_behalf_of=on_behalf_of,
            correlation_id=new_id(),
            asked_at=self._clock.now(),
            actor_id=self._settings.actor_id,
            lefi_version=self._settings.lefi_version,
            benefit_groups=self._settings.benefit_groups,
        )
        with tracing.span("ask the registers", tracing.CLIENT):
            received = await self._ask_until_free(ssbtek.envelope(question))
        answered_at = self._clock.now()
        if received.failure is not None:
            answers = judge_all(blocks, received.failure, person.digits, self._codes)
        else:
            answers = read_answers(received.raw, question, self._codes)
        return LookUp(question.correlation_id, question.asked_at, answered_at, answers, received.raw)

    async def _ask_until_free(self, envelope: bytes) -> _Received:
        for attempt in range(1, self._settings.attempts):
            received = await self._ask(envelope)
            if received.wait is None:
                return received
            await asyncio.sleep(retry_wait(received.wait, attempt, self._settings))
        return await self._ask(envelope)

    async def _ask(self, envelope: bytes) -> _Received:
        raw = bytearray()
        try:
            async with asyncio.timeout(self._settings.deadline_seconds):
                failure, wait = await self._receive(envelope, raw)
            return _Received(bytes(raw), failure, wait)
        except (httpx.TimeoutException, TimeoutError):
            failure = Failure(Reason.TIME_OUT)
        except httpx.TransportError as error:
            failure = Failure(Reason.CONNECTION_FAILED, type(error).__name__)
        return _Received(bytes(raw), failure)

    async def _receive(self, envelope: bytes, raw: bytearray) -> tuple[Failure | None, str | None]:
        limits = httpx.Timeout(self._settings.read_seconds, connect=self._settings.connect_seconds)
        async with self._http.stream(
            "POST", self._settings.url, content=envelope, headers=_HEADERS, timeout=limits, follow_redirects=False
        ) as response:
            async for part in response.aiter_raw():
                if len(raw) + len(part) > self._settings.most_bytes:
                    return Failure(Reason.TOO_LARGE), None
                raw += part
        if response.status_code == httpx.codes.OK:
            return None, None
        fault = ssbtek.read_fault(bytes(raw))  # SOAP 1.1 sends its faults with 500
        wait = response.headers.get("Retry-After", "") if response.status_code in _TOO_BUSY else None
        return fault or Failure(Reason.HTTP_ERROR, str(response.status_code)), wait


def retry_wait(said: str, attempt: int, settings: RegisterSettings) -> float:
    """Seconds until the next attempt: what the service says where it says it in seconds, else longer each time."""
    seconds = float(said) if _SECONDS.fullmatch(said) else settings.retry_seconds * 2 ** (attempt - 1)
    return min(seconds, settings.longest_retry_seconds)
