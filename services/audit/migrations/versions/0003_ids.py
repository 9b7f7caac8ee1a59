"""All ids that an entry names, so that whatever belongs to a case is found by an index, however it is linked to it."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for statement in (_IDS, _COLUMN, _INDEX):
        op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("an auditor's records are not rolled back: restore a backup instead")


# It is for the database to say what an entry names, not for whoever stores it. The entry is UTF-8 (RFC 8785), so the
# result depends on nothing else.
_IDS = """
    create function ids_named_in(entry bytea) returns uuid[] language sql immutable strict parallel safe
    set search_path = pg_catalog
    return (select coalesce(array_agg(value::uuid order by value), '{}')
              from jsonb_each_text(convert_from(entry, 'UTF8')::jsonb -> 'subjects') where key like '%Id')"""
_COLUMN = "alter table copied_entry add column ids uuid[] not null generated always as (ids_named_in(entry)) stored"
_INDEX = "create index copied_entry_ids on copied_entry using gin (ids)"
