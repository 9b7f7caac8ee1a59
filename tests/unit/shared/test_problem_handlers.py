"""What is answered when the database is away, in whichever way it shows."""

import httpx
import pytest
from asyncpg import InterfaceError
from fastapi import FastAPI
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shared.problem_handlers import add_problem_handlers


@pytest.mark.parametrize(
    "how",
    [ConnectionRefusedError(), PoolTimeout(), InterfaceError("connection is closed")],
    ids=["nobody there", "no connection left", "gone while a connection was opened"],
)
async def test_a_database_that_is_away_is_answered_with_when_to_come_back(how: Exception) -> None:
    app = FastAPI()
    add_problem_handlers(app, {})

    @app.get("/")
    async def ask() -> None:
        raise how

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client:
        answer = await client.get("/")
    assert answer.status_code == 503, answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert "connection" not in answer.text
