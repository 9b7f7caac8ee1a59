"""Everything that some decisions' payments rest on, in eight queries however many they are."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from services.payout.accounts.tables import AccountComparisonRow
from services.payout.facts import store
from services.payout.facts.evidence import Evidence, Facts
from services.payout.facts.objects import DecisionObject, LineRenewalObject
from shared.database import among
from shared.handover.objects import Object, read_object
from shared.person_numbers.changes import SamePersons
from shared.problems import ObjectNotAsAgreed

_EQUAL = select(col(AccountComparisonRow.account_entry_id)).where(
    among(col(AccountComparisonRow.account_id), "accounts"), col(AccountComparisonRow.equal)
)


async def gather(
    connection: AsyncConnection, decision_ids: Collection[UUID], municipality: str, same: SamePersons
) -> Facts:
    """What is known, as it is stored; nothing of another municipality, and no decision that cannot be read."""
    read = {
        id_: (evidence, _read(DecisionObject, evidence))
        for id_, evidence in (await store.decisions(connection, decision_ids, municipality)).items()
    }
    decisions = {id_: evidence for id_, (evidence, said) in read.items() if said is not None}
    said = [one for _, one in read.values() if one is not None]
    households = {one.household_id for one in said}
    renewals = await store.renewals(connection, decisions, municipality)
    applications = {one.application_id for one in said}
    accounts = {line.account_id for decision in said for line in decision.lines} | _accounts(renewals)
    return Facts(
        households=await store.household_versions(connection, households, municipality),
        applications=await store.applications(connection, applications, municipality),
        completions=await store.completions(connection, applications, municipality),
        entries=await store.account_entries(connection, accounts, municipality),
        decisions=decisions,
        renewals=renewals,
        conflicts=await store.conflicts(connection, households, municipality),
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
        return read_object(kind, evidence.document)
    except ObjectNotAsAgreed:
        return None
