"""Applications that were withdrawn: nobody decides on them, and no line of an earlier decision is renewed."""

from alembic import op

from shared.schema import append_only

revision = "0018"
down_revision = "0017"

RUNTIME = "decision_runtime"


def upgrade() -> None:
    _withdrawal()
    _endings()
    _not_decided()


def _withdrawal() -> None:
    op.execute("""
        create table withdrawal (
          application_id uuid constraint withdrawal_pkey primary key,
          household_id uuid not null,
          withdrawn_at timestamptz not null,
          municipality varchar not null constraint withdrawal_municipality check (municipality ~ '^[0-9]{4}$'),
          digest varchar not null,
          statement varchar not null,
          handed_over_at timestamptz not null,
          document jsonb not null,
          entry_id uuid not null references log_entry)""")
    for statement in append_only("withdrawal", RUNTIME):
        op.execute(statement)


def _endings() -> None:
    """A claim and a proposal can end by it; nobody of the staff did that."""
    op.execute("""
        alter table claim drop constraint claim_ended_because,
          add constraint claim_ended_because check (ended_because in
            ('released', 'lapsed', 'decided', 'proposed', 'renewed', 'resolved', 'concluded',
             'completionRequested', 'withdrawn'))""")
    op.execute("""
        alter table proposal drop constraint proposal_ended_because, drop constraint proposal_ended,
          add constraint proposal_ended_because check (ended_because in ('approved', 'returned', 'withdrawn')),
          add constraint proposal_ended check (
            (ended_at is null) = (ended_because is null) and (ended_at is null) = (ended_entry_id is null)
            and (ended_by is null) = (ended_at is null or ended_because = 'withdrawn'))""")


def _not_decided() -> None:
    """The lock is the one under which a withdrawal is taken: of the two, the second sees the first."""
    op.execute("""
        create function refuse_withdrawn() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            perform pg_advisory_xact_lock(hashtextextended(new.household_id::text, 0));
            if exists (select from public.withdrawal x join public.work_item w using (application_id)
                        where w.id = new.work_item_id) then
                raise exception 'the application is withdrawn'
                    using errcode = 'integrity_constraint_violation', constraint = tg_table_name || '_not_withdrawn';
            end if;
            return new;
        end $$""")
    for table in ("decision", "line_renewal"):
        op.execute(f"""create trigger {table}_not_withdrawn before insert on {table}
                         for each row execute function refuse_withdrawn()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
