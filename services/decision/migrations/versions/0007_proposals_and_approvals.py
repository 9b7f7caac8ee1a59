"""Proposals above the proposer's delegation, and decisions that a unit head has approved (C1, C13)."""

from alembic import op

revision = "0007"
down_revision = "0006"

RUNTIME = "decision_runtime"


def upgrade() -> None:
    _unit_heads_delegation()
    _proposal()
    _proposal_rules()
    _proposal_guard()
    _waiting()
    _approved_decisions()
    _decision_rules()
    _line_rules()


def _unit_heads_delegation() -> None:
    op.execute("alter table delegation_rule drop constraint delegation_rule_role")
    op.execute("""
        alter table delegation_rule add constraint delegation_rule_role
          check (role in ('economySecretary', 'socialWorker', 'unitHead'))""")
    op.execute("""
        insert into delegation_rule
          (id, role, kind, max_granted_ore, valid_from, proposed_by, approved_by, approved_on, source)
        select uuidv7(), 'unitHead', e.kind, 10000000, '2020-01-01', 'exempel: förslag', 'exempel: beslut',
               '2020-01-01', 'exempel, ersätts av nämndens delegationsordning'
        from (values ('renewal'), ('new'), ('aboveNorm')) e (kind)""")


def _proposal() -> None:
    op.execute("alter table claim drop constraint claim_ended_because")
    op.execute("""
        alter table claim add constraint claim_ended_because
          check (ended_because in ('released', 'lapsed', 'decided', 'proposed'))""")
    op.execute("""
        create table proposal (
          id uuid primary key,
          work_item_id uuid not null references work_item,
          claim_id uuid not null,
          household_id uuid not null,
          household_version integer not null,
          municipality varchar not null constraint proposal_municipality check (municipality ~ '^[0-9]{4}$'),
          calculation_id uuid not null,
          calculated_by varchar not null,
          deficit_ore bigint not null,
          outcome varchar not null constraint proposal_outcome
            check (outcome in ('granted', 'partlyGranted', 'rejected')),
          granted_ore bigint not null,
          reasons varchar not null,
          obstacles jsonb not null,
          justifications jsonb not null,
          lines jsonb not null,
          proposed_by varchar not null,
          proposed_role varchar not null,
          proposed_at timestamptz not null,
          ended_at timestamptz,
          ended_because varchar constraint proposal_ended_because check (ended_because in ('approved', 'returned')),
          ended_by varchar,
          return_reason varchar,
          ended_entry_id uuid references log_entry,
          entry_id uuid not null references log_entry,
          constraint proposal_of_item unique (id, work_item_id),
          constraint proposal_claim_fkey foreign key (claim_id, work_item_id) references claim (id, work_item_id),
          constraint proposal_calculation_fkey
            foreign key (calculation_id, work_item_id, household_id, household_version, calculated_by, deficit_ore)
            references calculation (id, work_item_id, household_id, household_version, calculated_by, deficit_ore),
          constraint proposal_within_deficit check (granted_ore between 0 and deficit_ore),
          constraint proposal_rejection check ((outcome = 'rejected') = (granted_ore = 0)),
          constraint proposal_ended check (
            (ended_at is null) = (ended_because is null) and (ended_at is null) = (ended_by is null)
            and (ended_at is null) = (ended_entry_id is null)),
          constraint proposal_return_reason check (
            (ended_because is not distinct from 'returned') = (return_reason is not null)))""")
    op.execute("create unique index proposal_live_item on proposal (work_item_id) where ended_at is null")
    op.execute("create index proposal_waiting on proposal (municipality, proposed_at, id) where ended_at is null")
    op.execute("create index proposal_returned on proposal (work_item_id) where ended_because = 'returned'")


def _proposal_rules() -> None:
    """C1, C9: by who holds the item, in the role of its queue, apart from all other hands."""
    op.execute("""
        create function queue_role(queue varchar) returns varchar language sql immutable
        set search_path = pg_catalog as $$
          select case queue when 'renewals' then 'economySecretary' else 'socialWorker' end $$""")
    op.execute("""
        create function proposal_allowed() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            perform public.refuse_tied(new.proposed_by, new.work_item_id, 'proposal');
            perform public.refuse_tied(new.calculated_by, new.work_item_id, 'proposal');
            perform public.refuse_unless_holder(new.proposed_by, new.work_item_id, new.proposed_at, 'proposal');
            if not exists (select from public.work_item w
                            where w.id = new.work_item_id and w.ended_at is null
                              and (w.household_id, w.municipality, public.queue_role(w.queue), w.claim_id)
                                = (new.household_id, new.municipality, new.proposed_role, new.claim_id)) then
                raise exception 'C3: not about this work item, or in another role than its queue has'
                    using errcode = 'integrity_constraint_violation', constraint = 'proposal_as_claimed';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger proposal_allowed before insert on proposal
                    for each row execute function proposal_allowed()""")


def _proposal_guard() -> None:
    """A proposal only ever gets its end: approved with the decision that was made of it, or returned by somebody who
    has no part in the household (C2)."""
    op.execute("""
        create function proposal_guard() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if old.ended_at is not null
               or to_jsonb(new) - array['ended_at', 'ended_because', 'ended_by', 'return_reason', 'ended_entry_id']
                  <> to_jsonb(old) - array['ended_at', 'ended_because', 'ended_by', 'return_reason', 'ended_entry_id']
            then
                raise exception 'proposal is append-only'
                    using errcode = 'integrity_constraint_violation', constraint = 'proposal_append_only';
            end if;
            if new.ended_because = 'approved' and not exists (
                select from public.decision d where d.proposal_id = new.id and d.approved_by = new.ended_by) then
                raise exception 'approved without a decision'
                    using errcode = 'integrity_constraint_violation', constraint = 'proposal_approved_by_decision';
            end if;
            if new.ended_because = 'returned' and exists (
                select from public.work_item w, public.ties_in_force(new.ended_by, w.household_id, w.application_id) t
                 where w.id = new.work_item_id and t.kind not in ('entry', 'account')) then
                raise exception 'C2: own case'
                    using errcode = 'integrity_constraint_violation', constraint = 'proposal_end_own_case';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger proposal_append_only before update on proposal
                    for each row execute function proposal_guard()""")
    op.execute(f"""
        grant select, insert, update (ended_at, ended_because, ended_by, return_reason, ended_entry_id)
          on proposal to {RUNTIME}""")
    op.execute("""create trigger proposal_kept before delete on proposal
                    for each row execute function refuse_change()""")
    op.execute("""create trigger proposal_whole before truncate on proposal
                    for each statement execute function refuse_change()""")


def _waiting() -> None:
    """What waits for approval is in no queue, and nobody claims it."""
    op.execute("""
        alter table work_item add column proposal_id uuid,
          add constraint work_item_proposal_fkey foreign key (proposal_id, id) references proposal (id, work_item_id)""")
    op.execute("drop index work_item_waiting")
    op.execute("""
        create index work_item_waiting on work_item (municipality, queue, received_at, id)
          where claim_id is null and ended_at is null and proposal_id is null""")
    op.execute(f"grant update (proposal_id) on work_item to {RUNTIME}")
    op.execute("""
        create function work_item_awaits() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if new.proposal_id is distinct from (select p.id from public.proposal p
                                                  where p.work_item_id = new.id and p.ended_at is null) then
                raise exception 'not what awaits approval'
                    using errcode = 'integrity_constraint_violation', constraint = 'work_item_awaits_proposal';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger work_item_awaits_proposal before update of proposal_id on work_item
                    for each row execute function work_item_awaits()""")
    op.execute("""
        create function claim_not_awaiting() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if exists (select from public.proposal p where p.work_item_id = new.work_item_id and p.ended_at is null) then
                raise exception 'the work item awaits approval'
                    using errcode = 'integrity_constraint_violation', constraint = 'claim_not_awaiting_approval';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger claim_not_awaiting_approval before insert on claim
                    for each row execute function claim_not_awaiting()""")


def _approved_decisions() -> None:
    op.execute("""
        alter table decision
          add column proposal_id uuid constraint decision_proposal_key unique
            constraint decision_proposal_fkey references proposal,
          add column approved_by varchar,
          add constraint decision_approval check ((proposal_id is null) = (approved_by is null)),
          add constraint decision_approved_by_another
            check (approved_by is null or (approved_by <> decided_by and approved_by <> calculated_by))""")


def _decision_rules() -> None:
    """C1, C9, C13: by who holds the item within their own delegation; or as it was proposed, approved by somebody apart
    from all other hands, within the unit heads' delegation."""
    op.execute("""
        create or replace function decision_allowed() returns trigger language plpgsql
        set search_path = pg_catalog as $$
        begin
            perform public.refuse_tied(new.decided_by, new.work_item_id, 'decision');
            perform public.refuse_tied(new.calculated_by, new.work_item_id, 'decision');
            if new.approved_by is not null then
                perform public.refuse_tied(new.approved_by, new.work_item_id, 'approval');
            end if;
            -- The version that is used counts, also where a newer one has come since.
            if exists (select from public.household_tie t
                        where t.household_id = new.household_id
                          and t.person in (new.decided_by, new.calculated_by, new.approved_by)
                          and t.kind = 'entry' and t.source_id = new.household_id
                          and t.source_version = new.household_version) then
                raise exception 'C1: a hand in the entry'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_apart_from_entry';
            end if;
            if not exists (select from public.work_item w
                            where w.id = new.work_item_id and w.ended_at is null
                              and (w.application_id, w.household_id, w.municipality, w.kind, w.month, w.case_number)
                                = (new.application_id, new.household_id, new.municipality, new.kind, new.month,
                                   new.case_number)) then
                raise exception 'C3: not about this work item'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_of_item';
            end if;
            if new.proposal_id is null then
                perform public.refuse_unless_holder(new.decided_by, new.work_item_id, new.decided_at, 'decision');
                if not exists (select from public.work_item w
                                where w.id = new.work_item_id and public.queue_role(w.queue) = new.decided_role) then
                    raise exception 'C13: in another role than the queue has'
                        using errcode = 'integrity_constraint_violation', constraint = 'decision_in_queues_role';
                end if;
            elsif not exists (select from public.proposal p
                               where p.id = new.proposal_id and p.ended_at is null
                                 and (p.work_item_id, p.calculation_id, p.household_version, p.outcome, p.granted_ore,
                                      p.reasons, p.obstacles, p.justifications, p.proposed_by, p.proposed_role)
                                   = (new.work_item_id, new.calculation_id, new.household_version, new.outcome,
                                      new.granted_ore, new.reasons, new.obstacles, new.justifications, new.decided_by,
                                      new.decided_role)) then
                raise exception 'C3: not as it was proposed'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_as_proposed';
            end if;
            if not exists (select from public.delegation_rule r
                            where r.id = new.delegation_rule_id and r.kind = new.kind
                              and r.role = case when new.approved_by is null then new.decided_role else 'unitHead' end
                              and r.max_granted_ore >= new.granted_ore
                              and r.valid_from <= (new.decided_at at time zone 'Europe/Stockholm')::date
                              and coalesce(r.municipality, new.municipality) = new.municipality) then
                raise exception 'C13: above the delegation'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_within_delegation';
            end if;
            return new;
        end $$""")


def _line_rules() -> None:
    """C1, C3: to an account of the household, payable in its newest version, that no hand of the decision entered; and
    just as it was proposed, where it was."""
    op.execute("""
        create or replace function decision_line_allowed() returns trigger language plpgsql
        set search_path = pg_catalog as $$
        declare
            made record;
        begin
            select d.household_id, d.decided_by, d.calculated_by, d.approved_by, d.proposal_id into made
              from public.decision d where d.id = new.decision_id;
            if not exists (select from public.account_entry e
                            where e.account_id = new.account_id and e.account_version = new.account_version
                              and e.household_id = made.household_id)
               or exists (select from public.account_entry e
                           where e.account_id = new.account_id and e.account_version > new.account_version)
               or public.account_status(new.account_id, new.account_version, made.household_id) <> 'payable' then
                raise exception 'C3: not a payable account of the household'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_line_account_payable';
            end if;
            if exists (select from public.household_tie t
                        where t.household_id = made.household_id and t.kind = 'account'
                          and t.person in (made.decided_by, made.calculated_by, made.approved_by)
                          and t.source_id = new.account_id and t.source_version = new.account_version) then
                raise exception 'C1: a hand in the account'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_line_apart_from_account';
            end if;
            if made.proposal_id is not null and not exists (
                select from public.proposal p
                 where p.id = made.proposal_id
                   and p.lines @> jsonb_build_array(jsonb_build_object(
                         'number', new.number, 'accountId', new.account_id, 'accountVersion', new.account_version,
                         'purpose', new.purpose, 'amountOre', new.amount_ore, 'payOn', new.pay_on))) then
                raise exception 'C3: not as it was proposed'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_line_as_proposed';
            end if;
            return new;
        end $$""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
