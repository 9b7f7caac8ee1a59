"""A difference as payers and unit heads see it. Amounts are öre."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.payout import examples
from services.payout.differences.rules import AcknowledgedBecause, DifferenceKind, kind_of, to_do
from shared.api_models import Output
from shared.money import PositiveOre


class WhatToDo(Output):
    """Vad någon behöver göra. / What somebody has to do."""

    sv: str
    en: str


class Acknowledged(Output):
    because: Annotated[AcknowledgedBecause, Field(description="Varför. / Why.")]
    at: Annotated[str, Field(examples=["2026-12-18T15:30:00+00:00"])]


class DifferenceOut(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.DIFFERENCE]})

    id: Annotated[
        UUID,
        Field(
            description="Loggposten som berättar om den. / The log entry that tells of it.",
            examples=[examples.DIFFERENCE_ID],
        ),
    ]
    kind: Annotated[
        DifferenceKind,
        Field(
            description="mismatch: avviker från det som släpptes; bookedTwice: bokförd två gånger; paidBySuccessor: "
            "bokförd efter avvisning, och posten är betald på nytt; waitsForDebit: tillbaka före bokföringen; "
            "stranger: nämner ingen av våra betalningar; oneSum: filen som en summa; notBooked: dagen har passerat; "
            "unknown: ingen vet om banken har den; unreadable: rapport som inte går att läsa; "
            "lostRelease: släppt före en återställning. / What does not agree."
        ),
    ]
    what_to_do: WhatToDo
    order_id: Annotated[
        UUID | None,
        Field(
            description="Uppdraget. Skyddade hushålls visas bara för enhetschef. / The order.",
            examples=[examples.ORDER_ID],
        ),
    ]
    direction: Annotated[str | None, Field(description="debit: ut; credit: in. / Out or in.", examples=["debit"])]
    amount_ore: Annotated[
        PositiveOre | None, Field(description="Bokfört belopp, eller betalningens. / Booked, or the payment's.")
    ]
    booked_on: Annotated[date | None, Field(description="Bokföringsdag. / Day of booking.", examples=["2026-12-18"])]
    due_on: Annotated[date | None, Field(description="Betalningsdag. / Due date.", examples=["2026-12-18"])]
    differences: Annotated[
        list[str],
        Field(description="Vad som avviker; aldrig värdet. / What differs, never the value.", examples=[["amount"]]),
    ]
    acknowledged: Annotated[
        Acknowledged | None, Field(description="Om någon har kvitterat den. / Where somebody has acknowledged it.")
    ] = None


def difference_out(row: Any, with_protected: bool) -> DifferenceOut:
    """`row`: as the store lists it."""
    kind = kind_of(row.found, row.differences)
    what = to_do(kind)
    seen = row.acknowledged_at is not None
    return DifferenceOut(
        id=row.id,
        kind=kind,
        what_to_do=WhatToDo(sv=what.sv, en=what.en),
        order_id=None if row.protected and not with_protected else row.order_id,
        direction=row.direction,
        amount_ore=row.amount_ore,
        booked_on=row.booked_on,
        due_on=row.due_on,
        differences=row.differences,
        acknowledged=Acknowledged(because=row.reason, at=row.acknowledged_at.isoformat()) if seen else None,
    )
