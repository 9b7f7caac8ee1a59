"""Dated rules as staff read them: what, from when, on whose decision, and by which two people."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shared.acts import Act
from shared.api_models import Output
from shared.rule_versions.rules import RuleVersion, RuleVersionStatus

Pseudonym = Annotated[str, Field(examples=["Zx3vQ9pLk2mT8wYb1nRc0A"])]


class RuleVersionOut(Output):
    """`content` är det som föreslogs. Personerna är de pseudonymer som kontrolloggen har. / `content` is what was
    proposed. Persons are the control log's pseudonyms."""

    id: UUID
    kind: Annotated[str, Field(description="Slag av regel. / Kind of rule.", examples=["norm"])]
    valid_from: Annotated[
        date, Field(description="Första dagen som den gäller. / The first day it counts.", examples=["2027-01-01"])
    ]
    content: Annotated[dict[str, Any], Field(description="Vad regeln säger. / What the rule says.")]
    source: Annotated[
        str,
        Field(
            description="Beslutet som den vilar på. / The decision it rests on.", examples=["Nämnden 2026-11-10 § 14"]
        ),
    ]
    status: Annotated[
        RuleVersionStatus,
        Field(description="Gäller bara som `approved`, från sin första dag. / Counts only when approved."),
    ]
    proposed_by: Annotated[Pseudonym, Field(description="Vem som föreslog. / Who proposed it.")]
    proposed_at: Annotated[
        datetime,
        Field(description="När den föreslogs. / When it was proposed.", examples=["2026-11-23T09:00:00+01:00"]),
    ]
    approved_by: Annotated[Pseudonym | None, Field(description="Vem som godkände. / Who approved it.")] = None
    approved_at: Annotated[
        datetime | None,
        Field(description="När den godkändes. / When it was approved.", examples=["2026-11-24T10:00:00+01:00"]),
    ] = None


def rule_version_out(act: Act, made: RuleVersion) -> RuleVersionOut:
    def named(person: str | None) -> str | None:
        return None if person is None else act.running.persons.pseudonym(person)

    return RuleVersionOut(
        id=made.id,
        kind=made.kind,
        valid_from=made.valid_from,
        content=dict(made.content),
        source=made.source,
        status=made.status(act.running.clock.today()),
        proposed_by=act.running.persons.pseudonym(made.proposed_by),
        proposed_at=made.proposed_at,
        approved_by=named(made.approved_by),
        approved_at=made.approved_at,
    )
