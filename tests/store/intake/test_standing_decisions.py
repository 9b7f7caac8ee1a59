"""Which decisions stand, whatever is told of them, in whatever order and how often: the one place that says so, against
a plain reading of the promise."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from services.intake.applications.store import find
from services.intake.progress.store import decisions_on
from shared.auth.statements import Subject
from shared.canonical import new_salt
from shared.ids import new_id
from tests.harness.intake import applied, register, single
from tests.harness.service import MUNICIPALITY, ServiceUnderTest

Fact = tuple[str, int]
"""What happened, and to which decision. The later its number, the later it was made; it pays one line, so numbered."""

FACTS = [(what, decision) for decision in (1, 2, 3) for what in ("made", "stopped", "tooLate", "undone")]
MESSAGES = st.lists(st.lists(st.sampled_from(FACTS), min_size=1, max_size=5), min_size=1, max_size=4)


@dataclass
class Known:
    """A decision stands from when it is known until it is known to be stopped or undone, and for good if it is never.
    What was told first is not overwritten."""

    made: set[int] = field(default_factory=set)
    revoked: dict[int, str] = field(default_factory=dict)
    undone: set[int] = field(default_factory=set)

    def hear(self, fact: Fact) -> None:
        match fact:
            case "made", decision:
                self.made.add(decision)
            case "undone", decision:
                self.undone.add(decision)
            case outcome, decision:
                self.revoked.setdefault(decision, outcome)

    def standing(self) -> set[int]:
        return {one for one in self.made if self.revoked.get(one) != "stopped" and one not in self.undone}


class Told:
    """One application, of which decision tells. The same fact is the same event each time."""

    def __init__(self, intake: ServiceUnderTest, application_id: UUID) -> None:
        self.intake = intake
        self.id = application_id
        self.decisions = {number: new_id() for number in (1, 2, 3)}
        self.events = {fact: self._event(*fact) for fact in FACTS}

    def _event(self, what: str, decision: int) -> dict[str, Any]:
        act, version = {"made": ("decisionMade", 1), "undone": ("decisionUndone", 3)}.get(what, ("decisionRevoked", 2))
        ids = {"decisionId": str(self.decisions[decision]), "applicationId": str(self.id)}
        document = {"salt": new_salt(), **ids, **_said(what, decision)}
        return self.intake.event("decision", act, Subject("decision", ids["decisionId"], version), document)

    async def tell(self, message: Sequence[Fact]) -> None:
        await self.intake.hand_over_all("decision", *(self.events[fact] for fact in message))

    async def standing(self) -> tuple[set[int], frozenset[int] | None, bool]:
        """As the applicant's view has it, as the application's status follows from it, and as the database refuses
        completions and withdrawals by it."""
        async with self.intake.running.engine.connect() as connection:
            decided = await decisions_on(connection, self.id)
            found = await find(connection, self.id, MUNICIPALITY)
            refuses = await connection.execute(text("select is_standing_decision_on(:id)"), {"id": self.id})
            assert found is not None
            numbers = {id_: number for number, id_ in self.decisions.items()}
            return {numbers[one.id] for one in decided if one.stands}, found.facts.lines, refuses.scalar_one()


def _said(what: str, decision: int) -> dict[str, Any]:
    match what:
        case "made":
            made = f"2026-11-2{decision}T08:00:00Z"
            return {"outcome": "granted", "decidedAt": made, "lines": [{"number": decision}]}
        case "undone":
            return {"undoneAt": "2026-11-25T08:00:00Z"}
        case outcome:
            return {"outcome": outcome, "revokedAt": "2026-11-24T08:00:00Z"}


_ANOTHER = text("""
    insert into application
    select (jsonb_populate_record(a, jsonb_build_object('id', cast(:id as uuid), 'number', cast(:number as int),
                                                        'case_number', cast(:case_number as text)))).*
    from application a where a.number = 1""")


class Applications:
    """As many as are asked for, each as the first: nothing is told of it yet."""

    def __init__(self, intake: ServiceUnderTest) -> None:
        self._intake, self._numbers = intake, count(2)

    async def another(self) -> Told:
        id_, number = new_id(), next(self._numbers)
        values = {"id": id_, "number": number, "case_number": f"EB-2026-{900_000 + number}"}
        async with self._intake.running.engine.begin() as connection:
            await connection.execute(_ANOTHER, values)
        return Told(self._intake, id_)


@pytest.fixture
async def applications(intake: ServiceUnderTest) -> Applications:
    await applied(intake, await register(intake, single()))
    return Applications(intake)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages=MESSAGES)
async def test_what_stands_is_neither_stopped_nor_undone(
    applications: Applications, messages: list[list[Fact]]
) -> None:
    told, known = await applications.another(), Known()
    for message in messages:
        await told.tell(message)
        for fact in message:
            known.hear(fact)

        standing, lines, refuses = await told.standing()

        assert standing == known.standing()
        assert lines == (frozenset({max(standing)}) if standing else None), "the latest is what is paid by"
        assert refuses == bool(standing)
