"""The bank of the sandbox, as payout meets it: its own channel, files and reports, and what it is told to do wrong."""

from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from deploy.sandbox.bank.app import make_app
from deploy.sandbox.bank.settings import BankSettings, HeldAccount
from tests.store.payout.bank import Bank
from tests.store.payout.world import DEBTOR, World

_HELD = HeldAccount(
    clearing_number=DEBTOR["debtor_clearing"], account_number=DEBTOR["debtor_account"], name=DEBTOR["debtor_name"]
)


class SandboxBank(Bank):
    """Answers payout instead of the bank in memory. The bank days of the real calendar hold: see `settle`."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.app: FastAPI = make_app(BankSettings(clock_offset_file=world.clock_offset, bank_accounts=[_HELD]))
        self.transport = httpx.ASGITransport(self.app)
        self.posted: list[str] = []

    async def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.posted.append(request.headers["message-id"])
        answer = await self.transport.handle_async_request(request)
        return httpx.Response(answer.status_code, content=await answer.aread())

    async def behave(self, kind: str, order_id: str | None = None, **how: Any) -> None:
        """From now on; `order_id`: of this payment alone."""
        which = {} if order_id is None else {"endToEndId": UUID(order_id).hex}
        await self._control("behaviours", {"kind": kind, **which, **how})

    async def settle(self) -> None:
        """Books, sends back and tells of all that is to come."""
        await self._control("settle", {})

    async def _control(self, path: str, body: dict[str, Any]) -> None:
        async with httpx.AsyncClient(transport=self.transport, base_url="http://bank") as client:
            (await client.post(f"/control/{path}", json=body)).raise_for_status()
