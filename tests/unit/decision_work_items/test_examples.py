"""The examples in the API's description are what the API takes and gives."""

from typing import Any

import pytest
from pydantic import BaseModel

from services.decision import examples
from services.decision.approvals.outputs import ProposalOut, Proposals, ProposedOut, ReturnOut
from services.decision.calculations.api import CalculationOut
from services.decision.calculations.examples import CALCULATED, CALCULATING
from services.decision.calculations.inputs import CalculationIn
from services.decision.claims.api import ClaimOut, ReleaseOut
from services.decision.conflicts.api import ConflictIn, ConflictOut, Conflicts
from services.decision.decisions.inputs import DecisionIn
from services.decision.decisions.outputs import DecisionOut
from services.decision.in_force.api import InForceIn, InForceOut
from services.decision.queues.api import QueuesOut
from services.decision.work_items.outputs import WorkItemOut


@pytest.mark.parametrize(
    ("model", "example"),
    [
        (QueuesOut, examples.QUEUES),
        (ClaimOut, examples.CLAIMED),
        (ReleaseOut, examples.RELEASED),
        (WorkItemOut, examples.ITEM),
        (CalculationIn, CALCULATING),
        (CalculationOut, CALCULATED),
        (DecisionIn, examples.DECIDING),
        (DecisionOut, examples.DECIDED),
        (ProposedOut, examples.PROPOSED),
        (Proposals, examples.PROPOSALS),
        (ProposalOut, examples.PROPOSAL_READ),
        (ReturnOut, examples.RETURNED),
        (ConflictIn, examples.DECLARING_CONFLICT),
        (ConflictOut, examples.CONFLICT),
        (Conflicts, examples.CONFLICTS),
        (InForceIn, examples.ASKED_IN_FORCE),
        (InForceOut, examples.STATED_IN_FORCE),
    ],
)
def test_an_example_has_the_models_form(model: type[BaseModel], example: dict[str, Any]) -> None:
    said = model.model_validate(example).model_dump(mode="json", by_alias=True, exclude_unset=True)

    assert set(said) == set(example)
