"""What payout is told of a completion: that there is one, and who typed it in from paper (C1). Nothing of what was
declared: payout needs none of it."""

from typing import Any

from services.intake.completions.tables import CompletionRegisteredRow
from shared.acts import Act
from shared.auth.statements import Hands, Subject
from shared.canonical import new_salt
from shared.database import insert_into

ACT = "completionRegistered"
_TOLD = ("completionId", "applicationId", "caseNumber", "householdId", "number", "channel", "receivedAt")


async def tell_payout(act: Act, subject: Subject, hands: Hands, completed: dict[str, Any]) -> None:
    """Kept under a name of its own, in the act's transaction. `completed`: the object that decision gets."""
    document = {"salt": new_salt(), **{name: completed[name] for name in _TOLD}}
    doing, act.name = act.name, ACT
    try:
        statement = act.state(subject, hands, document)
        row = {
            "document": document,
            "statement": statement,
            "entry_id": await act.record(document, completionId=subject.id),
        }
        await act.connection.execute(insert_into(CompletionRegisteredRow), {"completion_id": subject.id, **row})
        await act.hand_over(("payout",), statement, subject, document)
    finally:
        act.name = doing
