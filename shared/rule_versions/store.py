"""Keeping and finding dated rules, one statement each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, DateTime, Row, String, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.paging import Page
from shared.rule_versions.rules import RuleVersion, RuleVersionStatus

_PROPOSE = text("""
    insert into rule_version (id, municipality, kind, valid_from, content, source, proposed_by, proposed_at, salt,
      entry_id)
    values (:id, :municipality, :kind, :valid_from, :content, :source, :proposed_by, :proposed_at, :salt, :entry_id)
    """).bindparams(
    bindparam("valid_from", type_=Date),
    bindparam("content", type_=JSONB),
    bindparam("proposed_at", type_=DateTime(timezone=True)),
)
_APPROVE = text("""
    insert into rule_version_approval (rule_version_id, approved_by, approved_at, entry_id)
    values (:rule_version_id, :approved_by, :approved_at, :entry_id)""").bindparams(
    bindparam("approved_at", type_=DateTime(timezone=True))
)
_SELECT = """
    select v.id, v.kind, v.valid_from, v.content, v.source, v.proposed_by, v.proposed_at, v.salt,
      a.approved_by, a.approved_at
    from rule_version v left join rule_version_approval a on a.rule_version_id = v.id
    where v.municipality = :municipality"""
_FIND = text(f"{_SELECT} and v.id = :id").bindparams(bindparam("id", type_=Uuid))
_LIST = text(f"""
    {_SELECT} and v.kind = coalesce(:kind, v.kind)
      and coalesce(:status, '') in ('', case when a.approved_at is not null then 'approved'
                                             when v.valid_from < :today then 'lapsed' else 'proposed' end)
    order by v.id desc offset :offset limit :limit""").bindparams(
    bindparam("kind", type_=String), bindparam("status", type_=String), bindparam("today", type_=Date)
)


async def add(connection: AsyncConnection, proposed: Mapping[str, Any]) -> None:
    await connection.execute(_PROPOSE, dict(proposed))


async def approve(connection: AsyncConnection, approved: Mapping[str, Any]) -> None:
    """The database refuses the proposer's own approval, and one that comes after the first day."""
    await connection.execute(_APPROVE, dict(approved))


async def find(connection: AsyncConnection, rule_version_id: UUID, municipality: str) -> Row[Any] | None:
    parameters = {"id": rule_version_id, "municipality": municipality}
    return (await connection.execute(_FIND, parameters)).first()


async def listed(
    connection: AsyncConnection,
    municipality: str,
    page: Page,
    today: date,
    *,
    kind: str | None = None,
    status: RuleVersionStatus | None = None,
) -> Sequence[Row[Any]]:
    """A municipality's own, the latest proposed first."""
    wanted = {
        "municipality": municipality,
        "kind": kind,
        "status": None if status is None else status.value,
        "today": today,
        "offset": page.offset,
        "limit": page.fetched,
    }
    return (await connection.execute(_LIST, wanted)).all()


def rule_version(row: Row[Any]) -> RuleVersion:
    return RuleVersion(
        id=row.id,
        kind=row.kind,
        valid_from=row.valid_from,
        content=row.content,
        source=row.source,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
    )
