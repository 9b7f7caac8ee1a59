"""A completion that a decision did not count with becomes work, and what came of it is kept."""

from alembic import op

from shared.schema import append_only

revision = "0021"
down_revision = "0020"

RUNTIME = "decision_runtime"


def upgrade() -> None:
    _work_items()
    _claims()
    _conclusion()
    _conclusion_rules()
    _ended_by_conclusion()
    _items_of_what_is_known()
    _always_work()
    for statement in append_only("late_completion_conclusion", RUNTIME):
        op.execute(statement)


def _work_items() -> None:
    """What was completed past one decision is on at most one desk."""
    op.execute("""
        alter table work_item
          drop constraint work_item_task,
          add constraint work_item_task check (task in ('application', 'payment', 'lateAnswer', 'lateCompletion')),
          drop constraint work_item_queue,
          add constraint work_item_queue
            check (queue in ('renewals', 'new', 'protected', 'payments', 'lateAnswers', 'lateCompletions')),
          drop constraint work_item_queue_of_task,
          add constraint work_item_queue_of_task check (
            queue = 'protected'
            or (queue = 'payments') = (task = 'payment') and (queue = 'lateAnswers') = (task = 'lateAnswer')
              and (queue = 'lateCompletions') = (task = 'lateCompletion')),
          drop constraint work_item_of_line,
          add constraint work_item_of_line check (
            (task in ('payment', 'lateAnswer', 'lateCompletion')) = (decision_id is not null)
            and (task = 'payment') = (line is not null))""")
    op.execute("""
        create unique index work_item_open_late_completion on work_item (decision_id)
          where ended_at is null and task = 'lateCompletion'""")


def _claims() -> None:
    """C9: as of a late answer, whether one's own decision was right is for somebody else to say."""
    op.execute("""
        create or replace function claim_apart_from_decision() returns trigger language plpgsql
        set search_path = pg_catalog as $$
        begin
            if exists (select from public.work_item w, public.decision_hands(w.decision_id) h (person)
                        where w.id = new.work_item_id and w.task in ('lateAnswer', 'lateCompletion')
                          and h.person = new.person) then
                raise exception 'C9: a hand in the decision'
                    using errcode = 'integrity_constraint_violation', constraint = 'claim_apart_from_decision';
            end if;
            return new;
        end $$""")


def _conclusion() -> None:
    op.execute("""
        create table late_completion_conclusion (
          work_item_id uuid constraint late_completion_conclusion_pkey primary key
            constraint late_completion_conclusion_work_item_fkey references work_item,
          decision_id uuid not null constraint late_completion_conclusion_decision_fkey references decision,
          application_id uuid not null,
          declaration_version integer not null,
          conclusion varchar not null constraint late_completion_conclusion_known
            check (conclusion in ('noChange', 'revoked', 'recovery', 'nextMonth')),
          reason varchar not null constraint late_completion_conclusion_reason check (reason ~ '[^[:space:]]'),
          concluded_by varchar not null,
          concluded_role varchar not null constraint late_completion_conclusion_role
            check (concluded_role in ('economySecretary', 'socialWorker')),
          concluded_at timestamptz not null,
          document jsonb not null,
          entry_id uuid not null references log_entry,
          constraint late_completion_conclusion_completion_fkey
            foreign key (application_id, declaration_version) references completion (application_id, number))""")
    op.execute("create index late_completion_conclusion_of_decision on late_completion_conclusion (decision_id)")


def _conclusion_rules() -> None:
    """C1, C2, C9: by who holds the item, on the newest that is declared."""
    op.execute("""
        create function late_completion_conclusion_refused(why text, rule text) returns void
        language plpgsql set search_path = pg_catalog as $$
        begin
            raise exception '%', why using errcode = 'integrity_constraint_violation',
                                           constraint = 'late_completion_conclusion_' || rule;
        end $$""")
    op.execute("""
        create function late_completion_conclusion_allowed() returns trigger language plpgsql
        set search_path = pg_catalog as $$
        declare
            item record;
        begin
            select w.* into item from public.work_item w where w.id = new.work_item_id and w.ended_at is null;
            perform pg_advisory_xact_lock(hashtextextended(item.household_id::text, 0));
            perform public.refuse_tied(new.concluded_by, new.work_item_id, 'late_completion_conclusion');
            perform public.refuse_unless_holder(
                new.concluded_by, new.work_item_id, new.concluded_at, 'late_completion_conclusion');
            if (item.task, item.decision_id, item.application_id)
               is distinct from ('lateCompletion', new.decision_id, new.application_id) then
                perform public.late_completion_conclusion_refused('not about this work item', 'of_item');
            end if;
            if new.declaration_version <> (select max(c.number) from public.completion c
                                            where c.application_id = new.application_id) then
                perform public.late_completion_conclusion_refused('not on the newest that is declared', 'newest');
            end if;
            if new.conclusion = 'revoked' and not exists (select from public.revocation r
                                                           where r.decision_id = new.decision_id) then
                perform public.late_completion_conclusion_refused('the decision is not revoked', 'of_revoked');
            end if;
            return new;
        end $$""")
    op.execute("""create trigger late_completion_conclusion_allowed before insert on late_completion_conclusion
                    for each row execute function late_completion_conclusion_allowed()""")


def _ended_by_conclusion() -> None:
    """No such item ends without somebody having said what came of it."""
    op.execute("""
        create function work_item_completion_concluded() returns trigger language plpgsql
        set search_path = pg_catalog as $$
        begin
            if not exists (select from public.late_completion_conclusion c where c.work_item_id = new.id) then
                raise exception 'nobody has said what came of it' using errcode = 'integrity_constraint_violation',
                    constraint = 'work_item_completion_concluded';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger work_item_completion_concluded before update of ended_at on work_item for each row
                    when (new.task = 'lateCompletion' and new.ended_at is not null and old.ended_at is null)
                    execute function work_item_completion_concluded()""")


def _items_of_what_is_known() -> None:
    """Completions that came past a decision before there was work of them."""
    op.execute("""
        insert into work_item (id, task, decision_id, application_id, household_id, municipality, case_number, kind,
                               month, queue, received_at, entry_id)
        select uuidv7(), 'lateCompletion', d.id, d.application_id, d.household_id, d.municipality, d.case_number,
               d.kind, d.month,
               case when exists (select from work_item w
                                  where w.household_id = d.household_id and w.queue = 'protected')
                         or exists (select from household_version h
                                     where h.household_id = d.household_id and h.protected)
                    then 'protected' else 'lateCompletions' end,
               c.handed_over_at, c.entry_id
          from decision d
          join calculation k on k.id = d.calculation_id
          cross join lateral (select n.handed_over_at, n.entry_id from completion n
                               where n.application_id = d.application_id and n.number > k.declaration_version
                               order by n.number limit 1) c
         where not decision_undone(d.id)""")


def _always_work() -> None:
    """Nothing that an applicant said is past a decision without being somebody's work when the transaction ends."""
    op.execute("""
        create function late_completion_is_work() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if exists (select from public.decision d join public.calculation k on k.id = d.calculation_id
                        where d.application_id = new.application_id and k.declaration_version < new.number
                          and not public.decision_undone(d.id)
                          and not exists (select from public.work_item w
                                           where w.decision_id = d.id and w.task = 'lateCompletion'
                                             and w.ended_at is null)) then
                raise exception 'a completion that nobody has to look at'
                    using errcode = 'integrity_constraint_violation', constraint = 'late_completion_is_work';
            end if;
            return null;
        end $$""")
    op.execute("""create constraint trigger late_completion_is_work after insert on completion
                    deferrable initially deferred for each row execute function late_completion_is_work()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
