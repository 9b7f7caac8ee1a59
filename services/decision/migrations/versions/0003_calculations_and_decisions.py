"""Calculations, delegation, and decisions with their lines."""

from alembic import op

from shared.schema import append_only

revision = "0003"
down_revision = "0002"

RUNTIME = "decision_runtime"


def upgrade() -> None:
    _calculation()
    _delegation()
    _decision()
    _decision_rules()
    _line_rules()
    _sum_rule()
    for table in ("calculation", "decision", "decision_line"):
        for statement in append_only(table, RUNTIME):
            op.execute(statement)


def _calculation() -> None:
    op.execute("""
        create table calculation (
          id uuid primary key,
          work_item_id uuid not null references work_item,
          household_id uuid not null,
          household_version integer not null,
          calculated_by varchar not null,
          calculated_at timestamptz not null,
          rules_version varchar not null,
          norm_version varchar not null,
          deficit_ore bigint not null constraint calculation_deficit check (deficit_ore >= 0),
          salt varchar not null,
          document jsonb not null,
          explanation jsonb not null,
          entry_id uuid not null references log_entry,
          constraint calculation_household_fkey
            foreign key (household_id, household_version) references household_version (household_id, version),
          constraint calculation_as_decided
            unique (id, work_item_id, household_id, household_version, calculated_by, deficit_ore))""")
    op.execute("create index ix_calculation_work_item on calculation (work_item_id)")
    # Only who holds the item works on it.
    op.execute("""
        create function refuse_unless_holder(who varchar, item uuid, at timestamptz, act varchar) returns void
        language plpgsql set search_path = pg_catalog as $$
        begin
            if not exists (select from public.claim c where c.work_item_id = item and c.person = who
                              and c.ended_at is null and c.lease_ends_at > at) then
                raise exception 'C9: no live claim'
                    using errcode = 'integrity_constraint_violation', constraint = act || '_by_holder';
            end if;
        end $$""")
    op.execute("""
        create function calculation_allowed() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            perform public.refuse_tied(new.calculated_by, new.work_item_id, 'calculation');
            perform public.refuse_unless_holder(new.calculated_by, new.work_item_id, new.calculated_at, 'calculation');
            return new;
        end $$""")
    op.execute("""create trigger calculation_allowed before insert on calculation
                    for each row execute function calculation_allowed()""")


def _delegation() -> None:
    op.execute("""
        create table delegation_rule (
          id uuid primary key,
          municipality varchar check (municipality ~ '^[0-9]{4}$'),
          role varchar not null constraint delegation_rule_role check (role in ('economySecretary', 'socialWorker')),
          kind varchar not null constraint delegation_rule_kind check (kind in ('new', 'renewal', 'aboveNorm')),
          max_granted_ore bigint not null constraint delegation_rule_amount check (max_granted_ore >= 0),
          valid_from date not null,
          proposed_by varchar not null,
          approved_by varchar not null,
          approved_on date not null,
          source varchar not null,
          constraint delegation_rule_two_persons check (proposed_by <> approved_by),
          constraint delegation_rule_after_approval check (valid_from >= approved_on))""")
    op.execute("create index delegation_rule_by on delegation_rule (role, kind, municipality, valid_from)")
    # Examples, to be replaced by the board's own delegation before the first decision is made in earnest.
    op.execute("""
        insert into delegation_rule
          (id, role, kind, max_granted_ore, valid_from, proposed_by, approved_by, approved_on, source)
        select uuidv7(), e.role, e.kind, e.ore, '2020-01-01', 'exempel: förslag', 'exempel: beslut', '2020-01-01',
               'exempel, ersätts av nämndens delegationsordning'
        from (values ('economySecretary', 'renewal', 3000000), ('socialWorker', 'renewal', 3000000),
                     ('socialWorker', 'new', 3000000), ('socialWorker', 'aboveNorm', 1500000)) e (role, kind, ore)""")
    op.execute(f"grant select on delegation_rule to {RUNTIME}")
    op.execute("""create trigger delegation_rule_append_only before update or delete on delegation_rule
                    for each row execute function refuse_change()""")
    op.execute("""create trigger delegation_rule_whole before truncate on delegation_rule
                    for each statement execute function refuse_change()""")


def _decision() -> None:
    op.execute("""
        create table decision (
          id uuid primary key,
          work_item_id uuid not null constraint decision_work_item_key unique references work_item,
          application_id uuid not null references application,
          case_number varchar not null,
          household_id uuid not null,
          household_version integer not null,
          municipality varchar not null,
          kind varchar not null,
          month varchar not null,
          calculation_id uuid not null,
          calculated_by varchar not null,
          deficit_ore bigint not null,
          delegation_rule_id uuid not null references delegation_rule,
          outcome varchar not null constraint decision_outcome
            check (outcome in ('granted', 'partlyGranted', 'rejected')),
          granted_ore bigint not null,
          reasons varchar not null,
          obstacles jsonb not null,
          justifications jsonb not null,
          wording jsonb not null,
          decided_by varchar not null,
          decided_role varchar not null,
          decided_at timestamptz not null,
          document jsonb not null,
          digest varchar not null,
          statement varchar not null,
          entry_id uuid not null references log_entry,
          constraint decision_calculation_fkey
            foreign key (calculation_id, work_item_id, household_id, household_version, calculated_by, deficit_ore)
            references calculation (id, work_item_id, household_id, household_version, calculated_by, deficit_ore),
          constraint decision_within_deficit check (granted_ore between 0 and deficit_ore),
          constraint decision_rejection check ((outcome = 'rejected') = (granted_ore = 0)))""")
    op.execute("create index ix_decision_household on decision (household_id, decided_at)")
    op.execute("""
        create table decision_line (
          decision_id uuid not null references decision,
          number integer not null constraint decision_line_number check (number >= 1),
          account_id uuid not null,
          account_version integer not null,
          purpose varchar not null constraint decision_line_purpose
            check (purpose in ('incomeSupport', 'otherLivingCosts')),
          amount_ore bigint not null constraint decision_line_amount check (amount_ore > 0),
          pay_on date not null,
          primary key (decision_id, number))""")


def _decision_rules() -> None:
    """C1, C9, C13: by who holds the item, apart from all other hands, within the delegation that it names."""
    op.execute("""
        create function decision_allowed() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            perform public.refuse_tied(new.decided_by, new.work_item_id, 'decision');
            perform public.refuse_tied(new.calculated_by, new.work_item_id, 'decision');
            -- The version that is used counts, also where a newer one has come since.
            if exists (select from public.household_tie t
                        where t.household_id = new.household_id and t.person in (new.decided_by, new.calculated_by)
                          and t.kind = 'entry' and t.source_id = new.household_id
                          and t.source_version = new.household_version) then
                raise exception 'C1: a hand in the entry'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_apart_from_entry';
            end if;
            perform public.refuse_unless_holder(new.decided_by, new.work_item_id, new.decided_at, 'decision');
            if not exists (select from public.work_item w
                            where w.id = new.work_item_id and w.ended_at is null
                              and (w.application_id, w.household_id, w.municipality, w.kind, w.month, w.case_number)
                                = (new.application_id, new.household_id, new.municipality, new.kind, new.month,
                                   new.case_number)) then
                raise exception 'C3: not about this work item'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_of_item';
            end if;
            if not exists (select from public.delegation_rule r
                            where r.id = new.delegation_rule_id and r.role = new.decided_role and r.kind = new.kind
                              and r.max_granted_ore >= new.granted_ore and r.valid_from <= (new.decided_at at time zone 'Europe/Stockholm')::date
                              and coalesce(r.municipality, new.municipality) = new.municipality) then
                raise exception 'C13: above the delegation'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_within_delegation';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger decision_allowed before insert on decision
                    for each row execute function decision_allowed()""")


def _line_rules() -> None:
    """C1, C3: to an account of the household, payable in its newest version, that no hand of the decision entered."""
    op.execute("""
        create function decision_line_allowed() returns trigger language plpgsql set search_path = pg_catalog as $$
        declare
            made record;
        begin
            select d.household_id, d.decided_by, d.calculated_by into made
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
                          and t.person in (made.decided_by, made.calculated_by)
                          and t.source_id = new.account_id and t.source_version = new.account_version) then
                raise exception 'C1: a hand in the account'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_line_apart_from_account';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger decision_line_allowed before insert on decision_line
                    for each row execute function decision_line_allowed()""")


def _sum_rule() -> None:
    """C3: at commit the lines' sum is not above what was granted. Two transactions that add to one decision look one
    after the other."""
    op.execute("""
        create function decision_sum() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            perform pg_advisory_xact_lock(hashtextextended(new.decision_id::text, 0));
            if (select sum(l.amount_ore) from public.decision_line l where l.decision_id = new.decision_id)
               > (select d.granted_ore from public.decision d where d.id = new.decision_id) then
                raise exception 'C3: the lines are above what was granted'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_sum_within_granted';
            end if;
            return null;
        end $$""")
    op.execute("""create constraint trigger decision_sum_within_granted after insert on decision_line
                    deferrable initially deferred for each row execute function decision_sum()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
