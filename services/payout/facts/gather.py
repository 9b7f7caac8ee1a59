"""Everything that some decisions' payments rest on, in five queries however many they are."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.payout.accounts.tables import AccountComparisonRow
from services.payout.facts import store
from services.payout.facts.evidence import Evidence, Facts
from services.payout.facts.objects import DecisionObject
from shared.handover.objects import read_object
from shared.person_numbers.changes import SamePersons
from shared.problems import ObjectNotAsAgreed


async def gather(
    connection: AsyncConnection, decision_ids: Collection[UUID], municipality: str, same: SamePersons
) -> Facts:
    """What is known, as it is stored; nothing of another municipality, and no decision that cannot be read."""
    read = {
        id_: (evidence, _read(evidence))
        for id_, evidence in (await store.decisions(connection, decision_ids, municipality)).items()
    }
    decisions = {id_: evidence for id_, (evidence, said) in read.items() if said is not None}
    said = [one for _, one in read.values() if one is not None]
    accounts = {line.account_id for decision in said for line in decision.lines}
    return Facts(
        households=await store.household_versions(connection, {one.household_id for one in said}, municipality),
        applications=await store.applications(connection, {one.application_id for one in said}, municipality),
        entries=await store.account_entries(connection, accounts, municipality),
        decisions=decisions,
        equal=await _equal(connection, accounts),
        same=same,
    )


async def _equal(connection: AsyncConnection, accounts: Collection[UUID]) -> frozenset[UUID]:
    query = select(col(AccountComparisonRow.account_entry_id)).where(
        col(AccountComparisonRow.account_id).in_(accounts), col(AccountComparisonRow.equal)
    )
    return frozenset((await connection.execute(query)).scalars())


def _read(evidence: Evidence) -> DecisionObject | None:
    try:
        return read_object(DecisionObject, evidence.document)
    except ObjectNotAsAgreed:
        return None
