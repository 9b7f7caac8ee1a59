"""Declared conflicts of interest, and representatives: two more ties that never end (C2)."""

from alembic import op

from shared.schema import append_only

revision = "0005"
down_revision = "0004"

RUNTIME = "decision_runtime"


def upgrade() -> None:
    op.execute("alter table household_tie drop constraint household_tie_kind")
    op.execute("""
        alter table household_tie add constraint household_tie_kind check (kind in
          ('householdMember', 'accountHolder', 'representative', 'conflictOfInterest', 'entry', 'account'))""")
    op.execute("create index ix_application_case_number on application (case_number)")
    _conflict()
    for statement in append_only("conflict", RUNTIME):
        op.execute(statement)


def _conflict() -> None:
    op.execute("""
        create table conflict (
          id uuid primary key,
          municipality varchar not null constraint conflict_municipality check (municipality ~ '^[0-9]{4}$'),
          household_id uuid not null,
          case_number varchar,
          person varchar not null,
          reason varchar not null,
          declared_at timestamptz not null,
          document jsonb not null,
          statement varchar not null,
          entry_id uuid not null references log_entry)""")
    # The same declaration is made once. Another case number of the same household is another declaration, so that
    # nobody learns from the answer which cases are of one household.
    op.execute("""
        create unique index conflict_once on conflict (person, household_id, case_number) nulls not distinct""")
    # C2: no declaration without the tie that everything else looks at. household_tie is append-only: it stays.
    op.execute("""
        create function conflict_tie() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            insert into public.household_tie (household_id, person, kind, source_id, source_version)
            values (new.household_id, new.person, 'conflictOfInterest', new.id, 1);
            return null;
        end $$""")
    op.execute("""create trigger conflict_is_a_tie after insert on conflict
                    for each row execute function conflict_tie()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
