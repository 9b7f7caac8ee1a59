"""Taking in one stated fact: once, unchanged, and one fact at a time."""

from typing import Any
from uuid import UUID

from services.payout.facts import store
from services.payout.facts.evidence import hands_in
from services.payout.facts.kinds import SUBJECTS
from shared.acts import Act
from shared.auth.statements import Statement
from shared.handover.events import Event
from shared.problems import FactContradicted, ObjectNotAsAgreed


async def take_in(
    act: Act, event: Event, statement: Statement, kind: str, id_: UUID, *, version: int = 1
) -> dict[str, Any] | None:
    """The columns of `Stated` for a fact that is new, with its control-log entry; None where it is known already.

    Raises ObjectNotAsAgreed where the statement is about another thing than its object, FactContradicted where the
    owner has stated something else of the same version before."""
    subject = event.subject
    if (subject.type, subject.id, subject.version) != (SUBJECTS.get(kind, kind), id_, version):
        raise ObjectNotAsAgreed
    await store.take_turn(act.connection)
    known = await store.digest_of(act.connection, kind, id_, version)
    if known is not None:
        if known != statement.digest:
            raise FactContradicted
        return None
    return {
        "municipality": event.municipality,
        "act": statement.act,
        "hands": sorted(hands_in(statement, kind)),
        "document": event.object,
        "statement": event.statement,
        "received_at": act.now,
        "entry_id": await act.record(event.object),
    }
