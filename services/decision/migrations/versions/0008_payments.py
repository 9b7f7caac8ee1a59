"""Lines whose payment failed: what payout tells of them, the work items that come of it, and renewals."""

from alembic import op

from shared.schema import append_only

revision = "0008"
down_revision = "0007"

RUNTIME = "decision_runtime"

FACT = """
    municipality varchar not null constraint {0}_municipality check (municipality ~ '^[0-9]{{4}}$'),
    digest varchar not null,
    statement varchar not null,
    handed_over_at timestamptz not null,
    document jsonb not null,
    entry_id uuid not null references log_entry"""


def upgrade() -> None:
    _payment_facts()
    _refusals()
    _work_items()
    _work_item_guard()
    _renewal()
    _renewal_rules()
    for table in ("order_state", "line_refusal", "line_renewal"):
        for statement in append_only(table, RUNTIME):
            op.execute(statement)


def _payment_facts() -> None:
    op.execute("""
        alter table payment_end
          add column because varchar,
          add column line_version integer not null default 1
            constraint payment_end_line_version check (line_version >= 1)""")
    op.execute("create index payment_end_stopped on payment_end (handed_over_at) where because = 'revoked'")
    op.execute(f"""
        create table order_state (
          order_id uuid not null,
          number integer not null constraint order_state_number check (number >= 1),
          decision_id uuid not null,
          line integer not null,
          line_version integer not null constraint order_state_line_version check (line_version >= 1),
          blocked boolean not null,
          rule varchar,
          reason varchar,
          {FACT.format("order_state")},
          constraint order_state_pkey primary key (order_id, number),
          constraint order_state_says_why check (blocked = (rule is not null) and blocked = (reason is not null)))""")
    op.execute("create index ix_order_state_decision_id on order_state (decision_id)")


def _refusals() -> None:
    """Hand-overs about a line that payout refused. The outbox row cannot be looked for among all that was ever sent, so
    that it is noted here as it gets its outcome; `taken_at` when it has become a refusal of its lines."""
    op.execute("""
        create table refused_hand_over (
          position bigint constraint refused_hand_over_pkey primary key references outbox,
          taken_at timestamptz)""")
    op.execute("create index refused_hand_over_waiting on refused_hand_over (position) where taken_at is null")
    op.execute(f"grant select, insert, update (taken_at) on refused_hand_over to {RUNTIME}")
    op.execute("""
        create function refused_hand_over_guard() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if old.taken_at is not null then
                raise exception 'taken before'
                    using errcode = 'integrity_constraint_violation', constraint = 'refused_hand_over_append_only';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger refused_hand_over_append_only before update on refused_hand_over
                    for each row execute function refused_hand_over_guard()""")
    for event, each in (("delete", "row"), ("truncate", "statement")):
        op.execute(f"""
            create trigger refused_hand_over_{event}_refused before {event} on refused_hand_over
              for each {each} execute function refuse_change()""")
    op.execute("""
        create function note_refused() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            insert into public.refused_hand_over (position) values (new.position) on conflict do nothing;
            return null;
        end $$""")
    op.execute("""
        create trigger outbox_refused after update of outcome on outbox for each row
          when (new.outcome = 'refused' and new.destination = 'payout'
                and new.event ->> 'type' in ('decisionMade', 'lineRenewed'))
          execute function note_refused()""")
    op.execute("""
        create table line_refusal (
          position bigint not null constraint line_refusal_hand_over_fkey references refused_hand_over,
          decision_id uuid not null,
          line integer not null,
          number integer not null constraint line_refusal_number check (number >= 1),
          renewal_id uuid,
          problem varchar not null,
          refused_at timestamptz not null,
          entry_id uuid not null references log_entry,
          constraint line_refusal_pkey primary key (position, line),
          constraint line_refusal_renewal check ((number = 1) = (renewal_id is null)),
          constraint line_refusal_line_fkey
            foreign key (decision_id, line) references decision_line (decision_id, number))""")
    op.execute("create index line_refusal_of_line on line_refusal (decision_id, line)")


def _work_items() -> None:
    """A line is on at most one desk."""
    op.execute("""
        alter table work_item
          add column task varchar not null default 'application'
            constraint work_item_task check (task in ('application', 'payment')),
          add column decision_id uuid,
          add column line integer,
          drop constraint work_item_queue,
          add constraint work_item_queue check (queue in ('renewals', 'new', 'protected', 'payments')),
          add constraint work_item_queue_of_task check (
            queue = 'protected' or (queue = 'payments') = (task = 'payment')),
          add constraint work_item_of_line check (
            (task = 'payment') = (decision_id is not null) and (decision_id is null) = (line is null)),
          add constraint work_item_line_fkey
            foreign key (decision_id, line) references decision_line (decision_id, number)""")
    op.execute("drop index work_item_open_application")
    op.execute("""
        create unique index work_item_open_application on work_item (application_id)
          where ended_at is null and task = 'application'""")
    op.execute("""
        create unique index work_item_open_line on work_item (decision_id, line)
          where ended_at is null and task = 'payment'""")
    op.execute("""
        alter table claim drop constraint claim_ended_because,
          add constraint claim_ended_because
            check (ended_because in ('released', 'lapsed', 'decided', 'proposed', 'renewed', 'resolved'))""")


def _work_item_guard() -> None:
    """As before: what a work item is about, and now which line, is never changed."""
    op.execute("""
        create function work_item_line_guard() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if (new.task, new.decision_id, new.line) is distinct from (old.task, old.decision_id, old.line) then
                raise exception 'work_item is append-only'
                    using errcode = 'integrity_constraint_violation', constraint = 'work_item_append_only';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger work_item_line_fixed before update on work_item
                    for each row execute function work_item_line_guard()""")


def _renewal() -> None:
    op.execute("""
        alter table decision_line
          add constraint decision_line_as_decided unique (decision_id, number, purpose, amount_ore)""")
    op.execute("""
        create table line_renewal (
          id uuid primary key,
          work_item_id uuid not null constraint line_renewal_work_item_key unique
            constraint line_renewal_work_item_fkey references work_item,
          decision_id uuid not null,
          line integer not null,
          number integer not null constraint line_renewal_number check (number >= 2),
          municipality varchar not null constraint line_renewal_municipality check (municipality ~ '^[0-9]{4}$'),
          household_id uuid not null,
          household_version integer not null,
          account_id uuid not null,
          account_version integer not null,
          purpose varchar not null,
          amount_ore bigint not null,
          pay_on date not null,
          renewed_by varchar not null,
          renewed_role varchar not null constraint line_renewal_role
            check (renewed_role in ('economySecretary', 'socialWorker')),
          renewed_at timestamptz not null,
          document jsonb not null,
          digest varchar not null,
          statement varchar not null,
          entry_id uuid not null references log_entry,
          constraint line_renewal_as_decided
            foreign key (decision_id, line, purpose, amount_ore)
            references decision_line (decision_id, number, purpose, amount_ore))""")
    op.execute("create index line_renewal_of_line on line_renewal (decision_id, line, number)")
    # A version that payout refused never came to be.
    op.execute("""
        create function newest_version(of_decision uuid, of_line integer) returns integer language sql stable
        set search_path = pg_catalog as $$
          select coalesce(max(n.number), 1) from public.line_renewal n
           where n.decision_id = of_decision and n.line = of_line
             and not exists (select from public.line_refusal f
                              where f.decision_id = n.decision_id and f.line = n.line and f.renewal_id = n.id)
        $$""")
    # Whoever has a hand in the decision itself: apart from them too must the versions be that a renewal uses.
    op.execute("""
        create function decision_hands(of_decision uuid) returns setof varchar language sql stable
        set search_path = pg_catalog as $$
          select d.decided_by from public.decision d where d.id = of_decision
          union select d.calculated_by from public.decision d where d.id = of_decision
          union select d.approved_by from public.decision d where d.id = of_decision and d.approved_by is not null
        $$""")


def _renewal_rules() -> None:
    """C1, C2, C3, C6, C9: by who holds the line's work item, apart from all other hands, to a payable account of the
    household, with the newest versions, one number after the other, while the decision stands."""
    op.execute("""
        create function line_renewal_refused(why text, rule text) returns void
        language plpgsql set search_path = pg_catalog as $$
        begin
            raise exception '%', why
                using errcode = 'integrity_constraint_violation', constraint = 'line_renewal_' || rule;
        end $$""")
    op.execute("""
        create function line_renewal_allowed() returns trigger language plpgsql set search_path = pg_catalog as $$
        declare
            item record;
        begin
            perform pg_advisory_xact_lock(hashtextextended(new.decision_id::text, 0));
            perform public.refuse_tied(new.renewed_by, new.work_item_id, 'line_renewal');
            perform public.refuse_unless_holder(new.renewed_by, new.work_item_id, new.renewed_at, 'line_renewal');
            select w.* into item from public.work_item w where w.id = new.work_item_id and w.ended_at is null;
            if (item.task, item.decision_id, item.line, item.household_id, item.municipality)
               is distinct from ('payment', new.decision_id, new.line, new.household_id, new.municipality) then
                perform public.line_renewal_refused('C3: not about this work item', 'of_item');
            end if;
            if exists (select from public.revocation r where r.decision_id = new.decision_id) then
                perform public.line_renewal_refused('C4: the decision is revoked', 'of_decision_in_force');
            end if;
            if new.number <> 1 + public.newest_version(new.decision_id, new.line) then
                perform public.line_renewal_refused('C6: not the next version', 'consecutive');
            end if;
            if new.household_version <> (select max(h.version) from public.household_version h
                                          where h.household_id = new.household_id) then
                perform public.line_renewal_refused('C4: not the newest household', 'newest_household');
            end if;
            if public.account_status(new.account_id, new.account_version, new.household_id) <> 'payable'
               or not exists (select from public.account_entry e
                               where e.account_id = new.account_id and e.account_version = new.account_version
                                 and e.household_id = new.household_id)
               or exists (select from public.account_entry e
                           where e.account_id = new.account_id and e.account_version > new.account_version) then
                perform public.line_renewal_refused('C3: not a payable account of the household', 'account_payable');
            end if;
            if exists (select from public.decision_hands(new.decision_id) h (person),
                                   public.ties_in_force(h.person, new.household_id, item.application_id) t
                        where t.kind <> 'account')
               or exists (select from public.decision_hands(new.decision_id) h (person), public.household_tie t
                           where t.household_id = new.household_id and t.person = h.person and t.kind = 'account'
                             and t.source_id = new.account_id and t.source_version = new.account_version) then
                perform public.line_renewal_refused('C1: a hand in the decision is tied', 'decision_apart');
            end if;
            return new;
        end $$""")
    op.execute("""create trigger line_renewal_allowed before insert on line_renewal
                    for each row execute function line_renewal_allowed()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
