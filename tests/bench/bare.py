"""What an application would cost without us: FastAPI, SQLModel, one insert. `python -m tests.bench.bare`, with
DATABASE_URL and LISTEN_PORT in the environment."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import JSON, DateTime
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel import Field, SQLModel

ENGINE = create_async_engine(
    os.environ.get("DATABASE_URL", "postgresql://").replace("postgresql://", "postgresql+asyncpg://", 1), pool_size=10
)


class BareApplication(SQLModel, table=True):
    id: UUID = Field(primary_key=True)
    household_id: UUID
    kind: str
    month: str
    incomes: list[dict[str, Any]] = Field(sa_type=JSON)
    costs: list[dict[str, Any]] = Field(sa_type=JSON)
    received_at: datetime = Field(sa_type=DateTime(timezone=True))


class ApplicationIn(BaseModel):
    householdId: UUID
    kind: str
    month: str
    incomes: list[dict[str, Any]]
    costs: list[dict[str, Any]]
    attested: bool


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    async with ENGINE.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield


app = FastAPI(lifespan=lifespan)


@app.post("/v1/applications", status_code=201)
async def apply(body: ApplicationIn) -> dict[str, str]:
    made = BareApplication(
        id=uuid4(),
        household_id=body.householdId,
        kind=body.kind,
        month=body.month,
        incomes=body.incomes,
        costs=body.costs,
        received_at=datetime.now(UTC),
    )
    async with AsyncSession(ENGINE, expire_on_commit=False) as session:
        session.add(made)
        await session.commit()
    return {"id": str(made.id)}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["LISTEN_PORT"]), log_config=None, access_log=False)
