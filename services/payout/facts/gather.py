"""Everything that some decisions' payments rest on, in three queries however many they are."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.payout.accounts.tables import AccountComparisonRow
from services.payout.facts import kinds
from services.payout.facts.evidence import Evidence, Facts
from services.payout.facts.objects import DecisionObject, LineRenewalObject
from services.payout.facts.stated import decided, rested_on
from shared.database import among
from shared.handover.objects import Object
from shared.person_numbers.changes import SamePersons
from shared.problems import ObjectNotAsAgreed

_EQUAL = select(col(AccountComparisonRow.account_entry_id)).where(
    among(col(AccountComparisonRow.account_id), "accounts"), col(AccountComparisonRow.equal)
)


async def gather(
    connection: AsyncConnection, decision_ids: Collection[UUID], municipality: str, same: SamePersons
) -> Facts:
    """What is known, as it is stored; nothing of another municipality, and no decision that cannot be read."""
    known = await decided(connection, decision_ids, municipality)
    found = {id_: (one, _read(DecisionObject, one)) for id_, (one,) in known.get(kinds.DECISION, {}).items()}
    decisions = {id_: evidence for id_, (evidence, said) in found.items() if said is not None}
    renewals = {id_: some for id_, some in known.get(kinds.LINE_RENEWAL, {}).items() if id_ in decisions}
    said = [one for _, one in found.values() if one is not None]
    accounts = {line.account_id for decision in said for line in decision.lines} | _accounts(renewals)
    households, applications = {one.household_id for one in said}, {one.application_id for one in said}
    rest = await rested_on(connection, households, applications, accounts, municipality)
    return Facts(
        households=rest.get(kinds.HOUSEHOLD, {}),
        applications={id_: one for id_, (one,) in rest.get(kinds.APPLICATION, {}).items()},
        completions=rest.get(kinds.COMPLETION, {}),
        entries=rest.get(kinds.ACCOUNT_ENTRY, {}),
        decisions=decisions,
        renewals=renewals,
        conflicts=rest.get(kinds.CONFLICT, {}),
        equal=await _equal(connection, accounts),
        same=same,
    )


async def _equal(connection: AsyncConnection, accounts: Collection[UUID]) -> frozenset[UUID]:
    return frozenset((await connection.execute(_EQUAL, {"accounts": list(accounts)})).scalars())


def _accounts(renewals: Mapping[UUID, tuple[Evidence, ...]]) -> set[UUID]:
    read = (_read(LineRenewalObject, one) for some in renewals.values() for one in some)
    return {said.account_id for said in read if said is not None}


def _read(kind: type[Object], evidence: Evidence) -> Object | None:
    try:
        return evidence.read(kind)
    except ObjectNotAsAgreed:
        return None
