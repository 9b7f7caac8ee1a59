"""The path parameters of payout's API."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from services.payout import examples

OrderId = Annotated[
    UUID,
    Path(
        alias="orderId",
        description="Betalningsuppdragets id. / The payment order's id.",
        examples=[examples.ORDER_ID],
    ),
]
ReleaseId = Annotated[
    UUID,
    Path(
        alias="releaseId",
        description="Frisläppandets id. / The release's id.",
        examples=[examples.RELEASE_ID],
    ),
]
