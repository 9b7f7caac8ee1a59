"""Who typed in a completion that a decision counted with has a hand in its payments (C1)."""

from alembic import op

from shared.schema import append_only

revision = "0017"
down_revision = "0016"

RUNTIME = "payout_runtime"


def upgrade() -> None:
    op.execute("""
        create table completion (
          id uuid primary key,
          application_id uuid not null,
          household_id uuid not null,
          number integer not null constraint completion_number check (number >= 2),
          municipality varchar not null constraint completion_municipality check (municipality ~ '^[0-9]{4}$'),
          act varchar not null,
          hands varchar[] not null,
          document jsonb not null,
          statement varchar not null,
          received_at timestamptz not null,
          entry_id uuid not null references log_entry,
          constraint completion_number_once unique (application_id, number))""")
    for statement in append_only("completion", RUNTIME):
        op.execute(statement)
    _counted()


def _counted() -> None:
    """No payment goes on before every completion that its decision counted with has come, nor where one of those who
    typed them in has a hand that must be apart from theirs."""
    op.execute("""
        create function counted_completions(of_decision uuid) returns setof completion language sql stable
          set search_path = pg_catalog, public as $$
            select c.* from decision d join completion c on c.application_id = d.application_id
             where d.id = of_decision
               and c.number <= coalesce((d.document ->> 'declarationVersion')::integer, 1) $$""")
    op.execute("""
        create function order_counts_completions(payment_order) returns boolean language sql stable
          set search_path = pg_catalog, public as $$
            select (select count(*) from counted_completions($1.decision_id))
                 = (select coalesce((document ->> 'declarationVersion')::integer, 1) - 1
                      from decision where id = $1.decision_id)
               and not exists (select from counted_completions($1.decision_id) c
                               join order_hand h on h.order_id = $1.id and h.person = any(c.hands)
                                and h.link in ('decision', 'release', 'letGo')) $$""")
    op.execute("""
        create function payment_order_completed() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if not order_counts_completions(new) then
                raise exception 'C1: a completion that the decision counted with is missing, or its typist has another hand'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_completed';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger payment_order_completed before update of state on payment_order for each row
                    when (new.state in ('ready', 'held', 'released') and new.state <> old.state)
                    execute function payment_order_completed()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
