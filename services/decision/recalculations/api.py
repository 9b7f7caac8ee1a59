"""Making a decision again, to see that it comes out the same (C13)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import ConfigDict, Field
from sqlalchemy import Row

from services.decision import examples
from services.decision.amounts import TotalOre
from services.decision.calculations.store import logged_again
from services.decision.facts.kinds import OWN_CASE
from services.decision.recalculations import store
from services.decision.recalculations.rules import Recalculated, made_again
from services.decision.work_items.rules import broken_by
from shared.acts import Act, ActBy, act_router
from shared.api_models import Output
from shared.auth.callers import Role
from shared.canonical import digest
from shared.controllog.entries import decode
from shared.months import Month
from shared.problems import NotFound

router = act_router(tags=["beslut / decisions"])

Recalculating = Annotated[Act, Depends(ActBy("decisionRecalculated", Role.UNIT_HEAD, Role.AUDITOR))]


class RecalculationOut(Output):
    """`amounts` och `words` är ställen, aldrig vad som står där. / Places, never what stands there."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.RECALCULATED]})

    decision_id: UUID
    calculation_id: UUID
    month: Month
    rules_version: Annotated[
        str, Field(description="De regler som räknade. / The rules that calculated.", examples=["calculation-3"])
    ]
    norm_version: Annotated[
        str, Field(description="Den norm som räknades med. / The norm that was used.", examples=["riksnorm-2026-2"])
    ]
    same: Annotated[
        bool, Field(description="Samma ören och samma ord, och som loggat. / The same öre and words, and as logged.")
    ]
    same_amounts: Annotated[bool, Field(description="Beräkningen är densamma. / The calculation is the same.")]
    same_words: Annotated[
        bool, Field(description="Förklaringen och beslutets text är desamma. / The same explanation and wording.")
    ]
    as_logged: Annotated[
        bool,
        Field(
            description="Det sparade är vad kontrolloggen fick en kontrollsumma av. / What is stored is what the "
            "control log got the digest of."
        ),
    ]
    stored_deficit_ore: Annotated[TotalOre, Field(description="Underskottet som sparades. / The deficit as stored.")]
    deficit_ore: Annotated[
        TotalOre | None,
        Field(description="Underskottet på nytt; null om det inte går att räkna. / Made again, or null."),
    ] = None
    amounts: Annotated[
        list[str],
        Field(
            description="Var beräkningen skiljer sig. / Where the calculation differs.",
            examples=[["calculation.lines[0].amountOre"]],
        ),
    ]
    words: Annotated[
        list[str],
        Field(description="Var orden skiljer sig. / Where the words differ.", examples=[["explanation.sv[3]"]]),
    ]


@router.get("/decisions/{decisionId}/recalculation", summary="Räkna om ett beslut / Make a decision again")
async def recalculate_decision(decision_id: examples.DecisionId, act: Recalculating) -> RecalculationOut:
    """Beräkningen och texten görs på nytt ur de sparade uppgifterna, med de regler och den norm som gällde då, och
    jämförs med det som sparades. Senare riktlinjer, normer och regler påverkar inget (C13). Omräkningen loggas.

    The calculation and the text are made again from the stored facts, by the rules and the norm of then, and compared
    with what was stored. Later guidelines, norms and rules change nothing (C13). The reading is logged."""
    act.about(decisionId=decision_id)
    row = await store.find(act.connection, decision_id, act.municipality, act.person)
    if row is None:
        raise NotFound
    act.about(caseNumber=row.case_number, householdId=row.household_id, calculationId=row.calculation_id)
    if broken := broken_by(set(row.ties) & OWN_CASE):
        raise broken
    await act.record()
    return _out(row, made_again(store.stored_decision(row), store.norm_of(row)))


def _out(row: Row[Any], made: Recalculated) -> RecalculationOut:
    as_logged = _as_logged(row)
    return RecalculationOut(
        decision_id=row.id,
        calculation_id=row.calculation_id,
        month=Month.parse(row.month),
        rules_version=row.rules_version,
        norm_version=row.norm_version,
        same=made.same and as_logged,
        same_amounts=not made.amounts and made.deficit_ore is not None,
        same_words=not made.words and made.deficit_ore is not None,
        as_logged=as_logged,
        stored_deficit_ore=made.stored_deficit_ore,
        deficit_ore=made.deficit_ore,
        amounts=list(made.amounts),
        words=list(made.words),
    )


def _as_logged(row: Row[Any]) -> bool:
    """Both objects are those whose salted digests went into the control log when they were made."""
    calculated = digest(logged_again(row.calculation_id, row.calculation, row.salt))
    return (decode(row.calculation_entry).digest, decode(row.decision_entry).digest) == (
        calculated,
        digest(row.document),
    )
