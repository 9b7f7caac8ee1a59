"""The bank over HTTP: the channel that a customer uses, and beside it what tests use to steer it.

The channel is the neutral contract of `services/payout/bank/channel.py`; every address but the health checks needs the
token, if one is set. For tests and demonstrations only:

- `POST /control/behaviours` `{kind, reason?, bankDays?, seconds?, times?, messageId?, debtorAccount?, endToEndId?,
  creditorAccount?}` → 201 `{id}`; `behaviours.py` has the kinds. `GET` lists what is set, `DELETE` clears all,
  `DELETE /control/behaviours/{id}` one.
- `POST /control/accounts` `{clearingNumber, accountNumber, name}` → 201: opens a customer's account.
- `POST /control/settle` `{through?}` → 200 `{moved}`: books what is due through that day, or everything.
- `GET /received` and `GET /received/{messageId}` → the file as the bank received it.
"""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException

from deploy.sandbox.bank.bank import Bank
from deploy.sandbox.bank.behaviours import Behaviours
from deploy.sandbox.bank.books import Books
from deploy.sandbox.bank.channel import channel_routes
from deploy.sandbox.bank.control import control_routes
from deploy.sandbox.bank.settings import BankSettings
from deploy.sandbox.web import sandbox_app
from shared.clock import Clock


def make_app(settings: BankSettings) -> FastAPI:
    behaviours = Behaviours()
    bank = Bank(Books(settings.bank_database, Clock(settings.clock_offset_file), settings.bank_cutoff), behaviours)
    for held in settings.bank_accounts:
        bank.open_account(held)
    token = settings.bank_token.get_secret_value() if settings.bank_token else None

    async def known(authorization: Annotated[str, Header()] = "") -> None:
        if token is not None and not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise HTTPException(401, "not a customer")

    @asynccontextmanager
    async def closing(_: FastAPI) -> AsyncIterator[None]:
        yield
        bank.close()

    app = sandbox_app("Bank (sandbox)", closing)
    app.include_router(channel_routes(bank, behaviours), dependencies=[Depends(known)])
    app.include_router(control_routes(bank, behaviours), dependencies=[Depends(known)])
    return app
