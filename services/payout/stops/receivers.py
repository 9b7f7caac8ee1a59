"""The revocation of a decision, once decision has payout's word on it."""

from services.payout.facts.kinds import REVOCATION
from services.payout.facts.objects import RevocationObject
from services.payout.facts.taking import take_in
from services.payout.orders.weighing import weigh
from services.payout.stops import store
from shared.acts import Act
from shared.auth.statements import Statement
from shared.handover.events import Event
from shared.handover.objects import read_object


async def decision_revoked(act: Act, event: Event, statement: Statement) -> None:
    """Cancels whatever of it is in no bank file, now and when it comes."""
    said = read_object(RevocationObject, event.object)
    act.about(decisionId=said.decision_id, caseNumber=said.case_number, householdId=said.household_id)
    stated = await take_in(act, event, statement, REVOCATION, said.decision_id, version=2)
    if stated is not None:
        await store.add_revocation(act.connection, said.decision_id, stated)
        await weigh(act, decision_id=said.decision_id)
