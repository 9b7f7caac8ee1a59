"""The evidence of one payment, in one file."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Response
from pydantic import ConfigDict

from services.audit.evidence import bundle
from services.audit.evidence.collecting import collect
from services.audit.words import WORDS
from shared.acts import Act, ActBy, act_router
from shared.auth.callers import Role

router = act_router(tags=["kontrollogg / control log"])

Giving = Annotated[Act, Depends(ActBy("evidenceGiven", Role.AUDITOR))]
AN_ORDER = "019b1f70-2c00-7d51-9a6b-3e8f1c2d4b60"


class Evidence(bundle.Bundle):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "format": bundle.FORMAT,
                    "orderId": AN_ORDER,
                    "municipality": "1261",
                    "statements": [{"service": "decision", "statement": "eyJhbGciOiJFUzI1NiJ9.e30.MEU", "object": {}}],
                    "keys": {
                        "decision": [
                            {"kid": "NzbLsXh8uDCcd-6M", "x": WORDS.fields["x"].example, "y": WORDS.fields["y"].example}
                        ]
                    },
                    "entries": [{"entry": "eyJhY3QiOiJ9", "logOrigin": "localhost/payout", "seq": 42, "hashes": []}],
                    "checkpoints": {"localhost/payout": "localhost/payout\n4711\n…\n\n— localhost/payout …\n"},
                }
            ]
        }
    )


@router.get(
    "/payments/{orderId}/evidence",
    summary="Underlag för en betalning / Evidence of a payment",
    response_model=Evidence,
    responses={409: {"description": "Inte bevittnat än. / Not cosigned yet."}},
)
async def evidence(
    order_id: Annotated[
        UUID, Path(alias="orderId", description="Utbetalningens id. / The payment order's id.", examples=[AN_ORDER])
    ],
    act: Giving,
) -> Response:
    """Intyg, loggposter, bevis och kontrollpunkter i en fil, att kontrollera utan oss: spara svaret byte för byte och
    kör `python -m services.audit.verify FIL`. Personer är personnycklar, aldrig nummer.

    Statements, log entries, proofs and checkpoints in one file, to be checked without us: keep the answer byte for byte
    and run `python -m services.audit.verify FILE`. People are person keys, never numbers."""
    found = await collect(act.running, act.connection, order_id, act.municipality)
    name = f'attachment; filename="evidence-{order_id}.json"'
    return Response(bundle.write(found), media_type="application/json", headers={"Content-Disposition": name})
