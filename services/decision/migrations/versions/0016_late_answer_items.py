"""An answer that differs from what a decision counted with becomes work, and what came of it is kept (C10)."""

from alembic import op

from shared.schema import append_only

revision = "0016"
down_revision = "0015"

RUNTIME = "decision_runtime"


def upgrade() -> None:
    _work_items()
    _claims()
    _conclusion()
    _conclusion_rules()
    _items_of_what_is_known()
    _always_work()
    for statement in append_only("late_answer_conclusion", RUNTIME):
        op.execute(statement)


def _work_items() -> None:
    """A decision's differences are on at most one desk."""
    op.execute("""
        alter table work_item
          drop constraint work_item_task,
          add constraint work_item_task check (task in ('application', 'payment', 'lateAnswer')),
          drop constraint work_item_queue,
          add constraint work_item_queue
            check (queue in ('renewals', 'new', 'protected', 'payments', 'lateAnswers')),
          drop constraint work_item_queue_of_task,
          add constraint work_item_queue_of_task check (
            queue = 'protected'
            or (queue = 'payments') = (task = 'payment') and (queue = 'lateAnswers') = (task = 'lateAnswer')),
          drop constraint work_item_of_line,
          add constraint work_item_of_line check (
            (task in ('payment', 'lateAnswer')) = (decision_id is not null)
            and (task = 'payment') = (line is not null)),
          add constraint work_item_decision_fkey foreign key (decision_id) references decision""")
    op.execute("""
        create unique index work_item_open_late_answer on work_item (decision_id)
          where ended_at is null and task = 'lateAnswer'""")


def _claims() -> None:
    """C9, C10: whether one's own decision was right is for somebody else to say."""
    op.execute("""
        alter table claim drop constraint claim_ended_because,
          add constraint claim_ended_because check (ended_because in
            ('released', 'lapsed', 'decided', 'proposed', 'renewed', 'resolved', 'concluded'))""")
    op.execute("""
        create function claim_apart_from_decision() returns trigger language plpgsql
        set search_path = pg_catalog as $$
        begin
            if exists (select from public.work_item w, public.decision_hands(w.decision_id) h (person)
                        where w.id = new.work_item_id and w.task = 'lateAnswer' and h.person = new.person) then
                raise exception 'C9: a hand in the decision'
                    using errcode = 'integrity_constraint_violation', constraint = 'claim_apart_from_decision';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger claim_apart_from_decision before insert on claim
                    for each row execute function claim_apart_from_decision()""")


def _conclusion() -> None:
    op.execute("""
        create table late_answer_conclusion (
          work_item_id uuid constraint late_answer_conclusion_pkey primary key
            constraint late_answer_conclusion_work_item_fkey references work_item,
          decision_id uuid not null,
          verification_version integer not null,
          conclusion varchar not null constraint late_answer_conclusion_known
            check (conclusion in ('noChange', 'revoked', 'recovery', 'nextMonth')),
          reason varchar not null constraint late_answer_conclusion_reason check (reason ~ '[^[:space:]]'),
          concluded_by varchar not null,
          concluded_role varchar not null constraint late_answer_conclusion_role
            check (concluded_role in ('economySecretary', 'socialWorker')),
          concluded_at timestamptz not null,
          document jsonb not null,
          entry_id uuid not null references log_entry,
          constraint late_answer_conclusion_answer_fkey
            foreign key (decision_id, verification_version) references late_answer)""")
    op.execute("""create index late_answer_conclusion_of_decision
                    on late_answer_conclusion (decision_id, verification_version)""")


def _conclusion_rules() -> None:
    """C1, C2, C9, C10: by who holds the item, on the newest answers; and no item ends without one."""
    op.execute("""
        create function late_answer_conclusion_refused(why text, rule text) returns void
        language plpgsql set search_path = pg_catalog as $$
        begin
            raise exception '%', why using errcode = 'integrity_constraint_violation',
                                           constraint = 'late_answer_conclusion_' || rule;
        end $$""")
    op.execute("""
        create function late_answer_conclusion_allowed() returns trigger language plpgsql
        set search_path = pg_catalog as $$
        declare
            item record;
        begin
            select w.* into item from public.work_item w where w.id = new.work_item_id and w.ended_at is null;
            perform pg_advisory_xact_lock(hashtextextended(item.household_id::text, 0));
            perform public.refuse_tied(new.concluded_by, new.work_item_id, 'late_answer_conclusion');
            perform public.refuse_unless_holder(
                new.concluded_by, new.work_item_id, new.concluded_at, 'late_answer_conclusion');
            if (item.task, item.decision_id) is distinct from ('lateAnswer', new.decision_id) then
                perform public.late_answer_conclusion_refused('C10: not about this work item', 'of_item');
            end if;
            if new.verification_version <> (select max(a.verification_version) from public.late_answer a
                                             where a.decision_id = new.decision_id) then
                perform public.late_answer_conclusion_refused('C10: not on the newest answers', 'newest');
            end if;
            if new.conclusion = 'revoked' and not exists (select from public.revocation r
                                                           where r.decision_id = new.decision_id) then
                perform public.late_answer_conclusion_refused('C10: the decision is not revoked', 'of_revoked');
            end if;
            return new;
        end $$""")
    op.execute("""create trigger late_answer_conclusion_allowed before insert on late_answer_conclusion
                    for each row execute function late_answer_conclusion_allowed()""")
    op.execute("""
        create function work_item_concluded() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if not exists (select from public.late_answer_conclusion c where c.work_item_id = new.id) then
                raise exception 'C10: nobody has said what came of it'
                    using errcode = 'integrity_constraint_violation', constraint = 'work_item_concluded';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger work_item_concluded before update of ended_at on work_item for each row
                    when (new.task = 'lateAnswer' and new.ended_at is not null and old.ended_at is null)
                    execute function work_item_concluded()""")


def _items_of_what_is_known() -> None:
    """Differences that were found before there was work of them."""
    op.execute("""
        insert into work_item (id, task, decision_id, application_id, household_id, municipality, case_number, kind,
                               month, queue, received_at, entry_id)
        select uuidv7(), 'lateAnswer', d.id, d.application_id, d.household_id, d.municipality, d.case_number, d.kind,
               d.month,
               case when exists (select from work_item w
                                  where w.household_id = d.household_id and w.queue = 'protected')
                         or exists (select from household_version h
                                     where h.household_id = d.household_id and h.protected)
                    then 'protected' else 'lateAnswers' end,
               a.found_at, a.entry_id
          from decision d
          cross join lateral (select n.found_at, n.entry_id from late_answer n where n.decision_id = d.id
                               order by n.verification_version desc limit 1) a""")


def _always_work() -> None:
    """C10: where a difference is kept, somebody has it to look at when the transaction ends."""
    op.execute("""
        create function late_answer_is_work() returns trigger language plpgsql set search_path = pg_catalog as $$
        begin
            if not exists (select from public.work_item w
                            where w.decision_id = new.decision_id and w.task = 'lateAnswer' and w.ended_at is null) then
                raise exception 'C10: a difference that nobody has to look at'
                    using errcode = 'integrity_constraint_violation', constraint = 'late_answer_is_work';
            end if;
            return null;
        end $$""")
    op.execute("""create constraint trigger late_answer_is_work after insert on late_answer
                    deferrable initially deferred for each row execute function late_answer_is_work()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
