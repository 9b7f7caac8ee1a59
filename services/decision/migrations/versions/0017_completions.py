"""Asking the applicant for what is missing, and the new versions of what they declared."""

from alembic import op

from shared.schema import append_only

revision = "0017"
down_revision = "0016"

RUNTIME = "decision_runtime"


def upgrade() -> None:
    _rule()
    _request()
    _request_rules()
    _request_guard()
    _waiting()
    _completion()
    _newest_declaration()


def _rule() -> None:
    op.execute("""
        create table completion_rule (
          id uuid primary key,
          municipality varchar constraint completion_rule_municipality check (municipality ~ '^[0-9]{4}$'),
          longest_days integer not null constraint completion_rule_days check (longest_days between 1 and 180),
          valid_from date not null,
          proposed_by varchar not null,
          approved_by varchar not null,
          approved_on date not null,
          source varchar not null,
          constraint completion_rule_two_persons check (proposed_by <> approved_by),
          constraint completion_rule_after_approval check (valid_from >= approved_on))""")
    op.execute("create index completion_rule_by on completion_rule (municipality, valid_from)")
    # An example, to be replaced by the board's own routine.
    op.execute("""
        insert into completion_rule
          (id, longest_days, valid_from, proposed_by, approved_by, approved_on, source)
        values (uuidv7(), 30, '2020-01-01', 'exempel: förslag', 'exempel: beslut', '2020-01-01',
                'exempel, ersätts av nämndens rutin')""")
    op.execute(f"grant select on completion_rule to {RUNTIME}")
    op.execute("""create trigger completion_rule_append_only before update or delete on completion_rule
                    for each row execute function refuse_change()""")
    op.execute("""create trigger completion_rule_whole before truncate on completion_rule
                    for each statement execute function refuse_change()""")


def _request() -> None:
    op.execute("""
        alter table claim drop constraint claim_ended_because,
          add constraint claim_ended_because check (ended_because in
            ('released', 'lapsed', 'decided', 'proposed', 'renewed', 'resolved', 'concluded',
             'completionRequested'))""")
    op.execute("""
        create table completion_request (
          id uuid primary key,
          work_item_id uuid not null constraint completion_request_work_item_fkey references work_item,
          claim_id uuid not null,
          application_id uuid not null constraint completion_request_application_fkey references application,
          household_id uuid not null,
          municipality varchar not null constraint completion_request_municipality check (municipality ~ '^[0-9]{4}$'),
          rule_id uuid not null constraint completion_request_rule_fkey references completion_rule,
          missing jsonb not null constraint completion_request_missing
            check (jsonb_typeof(missing) = 'array' and jsonb_array_length(missing) >= 1),
          text varchar not null constraint completion_request_text check (text <> ''),
          respond_by date not null,
          asked_by varchar not null,
          asked_at timestamptz not null,
          document jsonb not null,
          statement varchar not null,
          ended_at timestamptz,
          ended_because varchar constraint completion_request_ended_because
            check (ended_because in ('answered', 'lapsed', 'withdrawn')),
          ended_entry_id uuid references log_entry,
          entry_id uuid not null references log_entry,
          constraint completion_request_of_item unique (id, work_item_id),
          constraint completion_request_claim_fkey
            foreign key (claim_id, work_item_id) references claim (id, work_item_id),
          constraint completion_request_ended check (
            (ended_at is null) = (ended_because is null) and (ended_at is null) = (ended_entry_id is null)))""")
    op.execute(
        "create unique index completion_request_open on completion_request (work_item_id) where ended_at is null"
    )
    op.execute("create index completion_request_due on completion_request (respond_by) where ended_at is null")
    op.execute("create index ix_completion_request_application on completion_request (application_id)")


def _request_rules() -> None:
    """C1, C9, C13: by who holds the item, apart from all other hands, for as long as the rule in force allows."""
    op.execute("""
        create function completion_request_allowed() returns trigger language plpgsql set search_path = pg_catalog as $$
        declare
            asked_on date := (new.asked_at at time zone 'Europe/Stockholm')::date;
        begin
            perform public.refuse_tied(new.asked_by, new.work_item_id, 'completion_request');
            perform public.refuse_unless_holder(new.asked_by, new.work_item_id, new.asked_at, 'completion_request');
            if not exists (select from public.work_item w
                            where w.id = new.work_item_id and w.ended_at is null and w.task = 'application'
                              and (w.application_id, w.household_id, w.municipality, w.claim_id)
                                = (new.application_id, new.household_id, new.municipality, new.claim_id)) then
                raise exception 'not about what is claimed'
                    using errcode = 'integrity_constraint_violation', constraint = 'completion_request_as_claimed';
            end if;
            if not exists (select from public.completion_rule r
                            where r.id = new.rule_id and r.valid_from <= asked_on
                              and coalesce(r.municipality, new.municipality) = new.municipality
                              and new.respond_by > asked_on and new.respond_by <= asked_on + r.longest_days) then
                raise exception 'C13: not a day that the rule allows'
                    using errcode = 'integrity_constraint_violation', constraint = 'completion_request_within_rule';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger completion_request_allowed before insert on completion_request
                    for each row execute function completion_request_allowed()""")


def _request_guard() -> None:
    """A request only ever gets its end."""
    op.execute("""
        create function completion_request_guard() returns trigger language plpgsql set search_path = pg_catalog as $$
        declare
            written text[] := array['ended_at', 'ended_because', 'ended_entry_id'];
        begin
            if old.ended_at is not null or to_jsonb(new) - written <> to_jsonb(old) - written then
                raise exception 'completion_request is append-only'
                    using errcode = 'integrity_constraint_violation', constraint = 'completion_request_append_only';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger completion_request_append_only before update on completion_request
                    for each row execute function completion_request_guard()""")
    op.execute(f"""
        grant select, insert, update (ended_at, ended_because, ended_entry_id) on completion_request to {RUNTIME}""")
    op.execute("""create trigger completion_request_kept before delete on completion_request
                    for each row execute function refuse_change()""")
    op.execute("""create trigger completion_request_whole before truncate on completion_request
                    for each statement execute function refuse_change()""")


def _waiting() -> None:
    """What waits for the applicant is in no queue, and nobody claims it."""
    op.execute("""
        alter table work_item add column completion_id uuid,
          add constraint work_item_completion_fkey
            foreign key (completion_id, id) references completion_request (id, work_item_id)""")
    op.execute("drop index work_item_waiting")
    op.execute("""
        create index work_item_waiting on work_item (municipality, queue, received_at, id)
          where claim_id is null and ended_at is null and proposal_id is null and completion_id is null""")
    op.execute(f"grant update (completion_id) on work_item to {RUNTIME}")
    op.execute("""
        create function work_item_awaits_answer() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if new.completion_id is distinct from (select r.id from public.completion_request r
                                                    where r.work_item_id = new.id and r.ended_at is null) then
                raise exception 'not what the applicant is asked for'
                    using errcode = 'integrity_constraint_violation', constraint = 'work_item_awaits_completion';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger work_item_awaits_completion before update of completion_id on work_item
                    for each row execute function work_item_awaits_answer()""")
    op.execute("""
        create function claim_not_awaiting_answer() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if exists (select from public.completion_request r
                        where r.work_item_id = new.work_item_id and r.ended_at is null) then
                raise exception 'the work item waits for the applicant'
                    using errcode = 'integrity_constraint_violation', constraint = 'claim_not_awaiting_completion';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger claim_not_awaiting_completion before insert on claim
                    for each row execute function claim_not_awaiting_answer()""")


def _completion() -> None:
    op.execute("""
        create table completion (
          id uuid primary key,
          application_id uuid not null,
          household_id uuid not null,
          number integer not null constraint completion_number check (number >= 2),
          request_id uuid,
          municipality varchar not null constraint completion_municipality check (municipality ~ '^[0-9]{4}$'),
          digest varchar not null,
          statement varchar not null,
          handed_over_at timestamptz not null,
          document jsonb not null,
          entry_id uuid not null references log_entry,
          constraint completion_number_once unique (application_id, number))""")
    for statement in append_only("completion", RUNTIME):
        op.execute(statement)


def _newest_declaration() -> None:
    """A decision rests on a calculation of the newest that was declared. The lock is the one under which
    completions are taken."""
    op.execute("""
        alter table calculation add column declaration_version integer not null default 1
          constraint calculation_declaration_version check (declaration_version >= 1)""")
    op.execute("""
        create function decision_on_newest_declaration() returns trigger language plpgsql
        set search_path = pg_catalog as $$
        begin
            perform pg_advisory_xact_lock(hashtextextended(new.household_id::text, 0));
            if exists (select from public.calculation k join public.completion c on c.number > k.declaration_version
                        where k.id = new.calculation_id and c.application_id = new.application_id) then
                raise exception 'something newer has been declared'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_newest_declaration';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger decision_newest_declaration before insert on decision
                    for each row execute function decision_on_newest_declaration()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
