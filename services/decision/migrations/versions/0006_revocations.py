"""Revoked decisions, and applications that are then decided anew."""

from alembic import op

from shared.schema import append_only

revision = "0006"
down_revision = "0005"

RUNTIME = "decision_runtime"


def upgrade() -> None:
    _open_items()
    _revocation()
    _revocation_rules()
    _one_decision_in_force()
    for statement in append_only("revocation", RUNTIME):
        op.execute(statement)


def _open_items() -> None:
    """An application can come back to its queue: what it never has is two work items that are open."""
    op.execute("alter table work_item drop constraint work_item_application_key")
    op.execute("create unique index work_item_open_application on work_item (application_id) where ended_at is null")
    op.execute("create index ix_work_item_application on work_item (application_id)")
    op.execute("create index ix_decision_application on decision (application_id)")


def _revocation() -> None:
    op.execute("""
        create table revocation (
          decision_id uuid constraint revocation_pkey primary key references decision,
          household_id uuid not null,
          municipality varchar not null constraint revocation_municipality check (municipality ~ '^[0-9]{4}$'),
          outcome varchar not null constraint revocation_outcome check (outcome in ('stopped', 'tooLate')),
          reason varchar not null constraint revocation_reason check (reason <> ''),
          revoked_by varchar not null,
          revoked_role varchar not null constraint revocation_role
            check (revoked_role in ('economySecretary', 'socialWorker', 'unitHead')),
          revoked_at timestamptz not null,
          stop_asked jsonb,
          stop_asked_statement varchar,
          stopped jsonb,
          stopped_statement varchar,
          document jsonb not null,
          digest varchar not null,
          statement varchar not null,
          entry_id uuid not null references log_entry,
          constraint revocation_stop_whole
            check (num_nulls(stop_asked, stop_asked_statement, stopped, stopped_statement) in (0, 4)),
          constraint revocation_as_stopped check (
            outcome = coalesce(stopped ->> 'outcome', 'stopped')
            and decision_id::text = coalesce(stopped ->> 'decisionId', decision_id::text)))""")
    op.execute("create index ix_revocation_household_id on revocation (household_id)")


def _revocation_rules() -> None:
    """C1, C2: by somebody without a tie to the household. C4: with payout's own word, where there is anything to stop.
    The lock lets a revocation and whatever else is written to the decision see each other."""
    op.execute("""
        create function revocation_allowed() returns trigger language plpgsql set search_path = pg_catalog as $$
        declare
            made record;
        begin
            perform pg_advisory_xact_lock(hashtextextended(new.decision_id::text, 0));
            select d.work_item_id, d.household_id, d.municipality into made
              from public.decision d where d.id = new.decision_id;
            perform public.refuse_tied(new.revoked_by, made.work_item_id, 'revocation');
            if (made.household_id, made.municipality) is distinct from (new.household_id, new.municipality) then
                raise exception 'not about this decision'
                    using errcode = 'integrity_constraint_violation', constraint = 'revocation_of_decision';
            end if;
            if new.stopped is null
               and exists (select from public.decision_line l where l.decision_id = new.decision_id) then
                raise exception 'C4: without payout''s word'
                    using errcode = 'integrity_constraint_violation', constraint = 'revocation_stop_stated';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger revocation_allowed before insert on revocation
                    for each row execute function revocation_allowed()""")


def _one_decision_in_force() -> None:
    """C6: an application is decided anew only where the earlier decision was revoked before any of it was paid."""
    op.execute("""
        create function decision_one_in_force() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            perform pg_advisory_xact_lock(hashtextextended(new.application_id::text, 0));
            if exists (select from public.decision d
                        where d.application_id = new.application_id and d.work_item_id <> new.work_item_id
                          and not exists (select from public.revocation r
                                           where r.decision_id = d.id and r.outcome = 'stopped')) then
                raise exception 'C6: decided before'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_one_in_force';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger decision_one_in_force before insert on decision
                    for each row execute function decision_one_in_force()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
