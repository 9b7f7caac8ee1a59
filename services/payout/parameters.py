"""The path parameters of payout's API."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

OrderId = Annotated[
    UUID,
    Path(
        alias="orderId",
        description="Betalningsuppdragets id. / The payment order's id.",
        examples=["019aa0c4-7b1e-7c33-9d55-0a5e8a3c1f10"],
    ),
]
ReleaseId = Annotated[
    UUID,
    Path(
        alias="releaseId",
        description="Frisläppandets id. / The release's id.",
        examples=["019aa0c5-10ab-7d44-8e66-1b6f9b4d2a21"],
    ),
]
