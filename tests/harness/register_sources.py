"""The register stand-in in this process, served over real HTTP on a port of its own, and look-ups against it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import uvicorn

from deploy.sandbox.registers.app import make_app
from services.intake.registers.client import LookUp, RegisterClient
from services.intake.registers.rules import Block, fetch_window
from services.intake.registers.settings import RegisterSettings
from services.intake.registers.ssbtek import Submitter
from shared.clock import Clock
from shared.months import Month
from shared.persons import PersonalNumber

EVERY_BLOCK = frozenset(Block)
BOARD = Submitter("162120001234", "Testkommuns socialnämnd", "registerfråga")


class Sources:
    """The stand-in at `url`, and what tests do with it."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self.url = url
        self.http = http

    async def knows(self, ref: str, person: PersonalNumber, **holds: Any) -> None:
        answer = await self.http.put(f"{self.url}/persons/{ref}", json={"personalNumber": person.digits, **holds})
        assert answer.status_code == 204, answer.text

    async def fails(self, ref: str, *faults: dict[str, Any]) -> None:
        answer = await self.http.put(f"{self.url}/persons/{ref}/faults", json={"faults": list(faults)})
        assert answer.status_code == 204, answer.text

    async def calls(self, ref: str) -> int:
        return int((await self.http.get(f"{self.url}/calls")).json()["byPerson"].get(ref, 0))

    async def questions(self, ref: str) -> list[dict[str, Any]]:
        return list((await self.http.get(f"{self.url}/persons/{ref}/questions")).json())

    def client(self, **settings: Any) -> RegisterClient:
        url = settings.pop("url", f"{self.url}/ssbtek/v10")
        return RegisterClient(self.http, RegisterSettings(url=url, actor_id="026-99", **settings), Clock())

    async def look_up(
        self, person: PersonalNumber, blocks: frozenset[Block] = EVERY_BLOCK, month: str = "2026-06", **settings: Any
    ) -> LookUp:
        return await self.client(**settings).look_up(
            person,
            blocks,
            fetch_window(Month.parse(month)),
            case_number="EB-2026-000123",
            purpose="Prövning av ansökan om ekonomiskt bistånd",
            legal_ground="15 kap. 10 § socialtjänstlagen (2025:400)",
            on_behalf_of=BOARD,
        )


@asynccontextmanager
async def serve_sources() -> AsyncIterator[Sources]:
    with socket.create_server(("127.0.0.1", 0)) as listening:  # calls wait in its queue until the server is there
        server = uvicorn.Server(uvicorn.Config(make_app(), log_level="critical", ws="none", lifespan="off"))
        serving = asyncio.create_task(server.serve([listening]))
        async with httpx.AsyncClient() as http:
            yield Sources(f"http://127.0.0.1:{listening.getsockname()[1]}", http)
        server.should_exit = server.force_exit = True
        await serving
