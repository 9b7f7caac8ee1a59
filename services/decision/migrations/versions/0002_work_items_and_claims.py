"""Work items in their queues, and who claims them."""

from alembic import op

revision = "0002"
down_revision = "0001"

RUNTIME = "decision_runtime"


def upgrade() -> None:
    _tables()
    _hands_apart()
    _work_item_guard()
    _claim_guard()


def _tables() -> None:
    op.execute("""
        create table work_item (
          id uuid primary key,
          application_id uuid not null constraint work_item_application_key unique references application,
          household_id uuid not null,
          municipality varchar not null,
          case_number varchar not null,
          kind varchar not null,
          month varchar not null,
          queue varchar not null constraint work_item_queue check (queue in ('renewals', 'new', 'protected')),
          received_at timestamptz not null,
          claim_id uuid,
          ended_at timestamptz,
          entry_id uuid not null references log_entry,
          constraint work_item_ended check (ended_at is null or claim_id is null))""")
    op.execute("""
        create index work_item_waiting on work_item (municipality, queue, received_at, id)
          where claim_id is null and ended_at is null""")
    op.execute("create index ix_work_item_household on work_item (household_id)")
    op.execute("""
        create table claim (
          id uuid primary key,
          work_item_id uuid not null references work_item,
          person varchar not null,
          role varchar not null constraint claim_role check (role in ('economySecretary', 'socialWorker')),
          claimed_at timestamptz not null,
          lease_ends_at timestamptz not null,
          ended_at timestamptz,
          ended_because varchar constraint claim_ended_because
            check (ended_because in ('released', 'lapsed', 'decided')),
          release_reason varchar,
          ended_entry_id uuid references log_entry,
          entry_id uuid not null references log_entry,
          constraint claim_of_item unique (id, work_item_id),
          constraint claim_ended check (
            (ended_at is null) = (ended_because is null) and (ended_at is null) = (ended_entry_id is null)),
          constraint claim_release_reason check (
            (ended_because is not distinct from 'released') = (release_reason is not null)))""")
    op.execute("create unique index claim_live_item on claim (work_item_id) where ended_at is null")
    op.execute("create unique index claim_live_person on claim (person) where ended_at is null")
    op.execute("create index claim_live_lease on claim (lease_ends_at) where ended_at is null")
    op.execute("create index claim_handed_back on claim (work_item_id, person) where ended_because = 'released'")
    op.execute("""
        alter table work_item add constraint work_item_claim_fkey
          foreign key (claim_id, id) references claim (id, work_item_id)""")


def _hands_apart() -> None:
    """C1, C2: whoever works on an item has no tie to its household. `act` names the constraint: claim_own_case,
    claim_apart_from_entry, claim_apart_from_account, and the same for what follows a claim."""
    op.execute("""
        create function refuse_tied(who varchar, item uuid, act varchar) returns void
        language plpgsql set search_path = pg_catalog as $$
        declare
            tie varchar;
        begin
            select t.kind into tie
              from public.work_item w, public.ties_in_force(who, w.household_id, w.application_id) t
             where w.id = item order by t.kind in ('entry', 'account') limit 1;
            if tie is not null then
                raise exception 'C1, C2: tied to the household'
                    using errcode = 'integrity_constraint_violation',
                          constraint = act || case when tie in ('entry', 'account') then '_apart_from_' || tie
                                                   else '_own_case' end;
            end if;
        end $$""")


def _work_item_guard() -> None:
    """Only the live claim, the end, and the way into the closed queue are ever written to a work item."""
    op.execute("""
        create function work_item_guard() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if (new.id, new.application_id, new.household_id, new.municipality, new.case_number, new.kind, new.month,
                new.received_at, new.entry_id)
               is distinct from
               (old.id, old.application_id, old.household_id, old.municipality, old.case_number, old.kind, old.month,
                old.received_at, old.entry_id)
               or (new.queue <> old.queue and new.queue <> 'protected')
               or (old.ended_at is not null and (new.ended_at, new.claim_id) is distinct from (old.ended_at, null)) then
                raise exception 'work_item is append-only'
                    using errcode = 'integrity_constraint_violation', constraint = 'work_item_append_only';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger work_item_append_only before update on work_item
                    for each row execute function work_item_guard()""")
    _kept("work_item", "claim_id, ended_at, queue")


def _claim_guard() -> None:
    op.execute("""
        create function claim_allowed() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            perform public.refuse_tied(new.person, new.work_item_id, 'claim');
            if exists (select from public.claim c where c.work_item_id = new.work_item_id and c.person = new.person
                          and c.ended_because = 'released') then
                raise exception 'C9: handed back before'
                    using errcode = 'integrity_constraint_violation', constraint = 'claim_not_handed_back';
            end if;
            if exists (select from public.work_item w where w.id = new.work_item_id and w.ended_at is not null) then
                raise exception 'the work item is decided'
                    using errcode = 'integrity_constraint_violation', constraint = 'claim_open_item';
            end if;
            return new;
        end $$""")
    op.execute("create trigger claim_allowed before insert on claim for each row execute function claim_allowed()")
    op.execute("""
        create function claim_guard() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if old.ended_at is not null
               or (new.id, new.work_item_id, new.person, new.role, new.claimed_at, new.entry_id)
                  is distinct from (old.id, old.work_item_id, old.person, old.role, old.claimed_at, old.entry_id)
               or new.lease_ends_at < old.lease_ends_at then
                raise exception 'claim is append-only'
                    using errcode = 'integrity_constraint_violation', constraint = 'claim_append_only';
            end if;
            return new;
        end $$""")
    op.execute("create trigger claim_append_only before update on claim for each row execute function claim_guard()")
    _kept("claim", "lease_ends_at, ended_at, ended_because, release_reason, ended_entry_id")


def _kept(table: str, columns: str) -> None:
    op.execute(f"grant select, insert, update ({columns}) on {table} to {RUNTIME}")
    op.execute(f"""create trigger {table}_kept before delete on {table}
                     for each row execute function refuse_change()""")
    op.execute(f"""create trigger {table}_whole before truncate on {table}
                     for each statement execute function refuse_change()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
