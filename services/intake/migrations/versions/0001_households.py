"""The kernel's tables, and households with their members."""

from alembic import op

from shared.migrations import kernel_schema
from shared.schema import append_only

revision = "0001"
down_revision = None

RUNTIME = "intake_runtime"


def upgrade() -> None:
    for statement in kernel_schema(RUNTIME, has_jobs=True):
        op.execute(statement)
    op.execute("""
        create table household (
          id uuid primary key,
          municipality varchar not null constraint household_municipality check (municipality ~ '^[0-9]{4}$'),
          entry_id uuid not null references log_entry)""")
    op.execute("""
        create table household_version (
          household_id uuid not null references household,
          version integer not null constraint household_version_positive check (version >= 1),
          kind varchar not null constraint household_version_kind check (kind in ('single', 'couple')),
          protected boolean not null,
          registered_by varchar not null,
          registered_at timestamptz not null,
          document jsonb not null,
          statement varchar not null,
          entry_id uuid not null references log_entry,
          primary key (household_id, version))""")
    op.execute("""
        create table member (
          household_id uuid not null,
          version integer not null,
          id uuid not null,
          person varchar not null,
          personal_number varchar not null,
          name varchar not null,
          birth_date date not null,
          role varchar not null constraint member_role check (role in ('applicant', 'coApplicant', 'child')),
          primary key (household_id, version, id),
          foreign key (household_id, version) references household_version,
          constraint member_once unique (household_id, version, person))""")
    op.execute("create index ix_member_person on member (person)")
    for table in ("household", "household_version", "member"):
        for statement in append_only(table, RUNTIME):
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
