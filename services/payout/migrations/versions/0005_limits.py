"""Limits on payments, orders that are held by them, and those that a unit head has let go (C1, C5, C13)."""

from alembic import op

from shared.schema import append_only

revision = "0005"
down_revision = "0004"

RUNTIME = "payout_runtime"

STATES = "'received', 'blocked', 'held', 'ready', 'released', 'sent', 'settled', 'returned', 'rejected', 'cancelled'"


def upgrade() -> None:
    _limits()
    _letting_go()
    _states()
    _transitions()
    _sums()
    _walls()


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")


def _limits() -> None:
    op.execute("""
        create table payment_limit (
          id uuid primary key,
          municipality varchar constraint payment_limit_municipality check (municipality ~ '^[0-9]{4}$'),
          kind varchar not null constraint payment_limit_kind check (kind in ('order', 'householdMonth')),
          max_amount_ore bigint not null constraint payment_limit_amount check (max_amount_ore >= 0),
          valid_from date not null,
          proposed_by varchar not null,
          approved_by varchar not null,
          approved_on date not null,
          source varchar not null,
          constraint payment_limit_two_persons check (proposed_by <> approved_by),
          constraint payment_limit_after_approval check (valid_from >= approved_on))""")
    op.execute("create index payment_limit_by on payment_limit (kind, municipality, valid_from)")
    # Examples, to be replaced by the municipality's own before the first payment is made in earnest.
    op.execute("""
        insert into payment_limit
          (id, kind, max_amount_ore, valid_from, proposed_by, approved_by, approved_on, source)
        select uuidv7(), e.kind, e.ore, '2020-01-01', 'exempel: förslag', 'exempel: beslut', '2020-01-01',
               'exempel, ersätts av kommunens egna beloppsgränser'
        from (values ('order', 5000000), ('householdMonth', 6000000)) e (kind, ore)""")
    # C13: payout reads them, and its runtime role can neither add nor change one.
    for statement in append_only("payment_limit", RUNTIME):
        op.execute(statement)
    op.execute(f"revoke insert on payment_limit from {RUNTIME}")
    op.execute("""
        create function payment_limit_in_force(municipality varchar, kind varchar, at timestamptz)
          returns setof payment_limit language sql stable set search_path = pg_catalog, public as $$
            select * from payment_limit l
            where l.kind = $2 and (l.municipality = $1 or l.municipality is null)
              and l.valid_from <= ($3 at time zone 'Europe/Stockholm')::date
            order by l.municipality nulls last, l.valid_from desc, l.id desc limit 1
          $$""")


def _letting_go() -> None:
    op.execute("""
        create table order_let_go (
          order_id uuid primary key references payment_order,
          let_go_by varchar not null,
          let_go_at timestamptz not null,
          document jsonb not null,
          statement varchar not null,
          entry_id uuid not null references log_entry)""")
    for statement in append_only("order_let_go", RUNTIME):
        op.execute(statement)
    op.execute("""
        create function order_let_go_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        begin
            if (select state from payment_order where id = new.order_id) is distinct from 'held' then
                raise exception 'only a held order is let go'
                    using errcode = 'integrity_constraint_violation', constraint = 'order_let_go_of_held';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger order_let_go_of_held before insert on order_let_go
                    for each row execute function order_let_go_guard()""")
    # C1: it counts only with the hand, which the indexes on order_hand keep apart from every other.
    op.execute("""
        create function order_was_let_go(payment_order) returns boolean language sql stable
          set search_path = pg_catalog, public as $$
            select exists (select from order_let_go l
                           join order_hand h on h.order_id = l.order_id and h.link = 'letGo' and h.person = l.let_go_by
                           where l.order_id = $1.id)
          $$""")


def _states() -> None:
    op.execute("alter table payment_order drop constraint payment_order_state")
    op.execute(f"alter table payment_order add constraint payment_order_state check (state in ({STATES}))")
    op.execute("alter table order_state drop constraint order_state_state")
    op.execute(f"alter table order_state add constraint order_state_state check (state in ({STATES}))")
    op.execute("alter table order_state add limit_id uuid references payment_limit")
    op.execute("""
        alter table order_state add constraint order_state_held_says_why
          check ((state = 'held') = (limit_id is not null)
             and (state <> 'held' or (rule is not null and reason is not null)))""")


def _transitions() -> None:
    op.execute("""
        create or replace function payment_order_guard() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if to_jsonb(new) - 'state' is distinct from to_jsonb(old) - 'state' then
                raise exception 'payment_order is append-only'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_append_only';
            end if;
            if new.state <> old.state and (old.state, new.state) not in (
                ('received', 'ready'), ('received', 'held'), ('received', 'blocked'), ('received', 'cancelled'),
                ('blocked', 'ready'), ('blocked', 'held'), ('blocked', 'cancelled'),
                ('held', 'ready'), ('held', 'blocked'), ('held', 'cancelled'),
                ('ready', 'held'), ('ready', 'blocked'), ('ready', 'released'), ('ready', 'cancelled'),
                ('released', 'sent'), ('released', 'blocked'), ('released', 'rejected'), ('released', 'cancelled'),
                ('sent', 'settled'), ('sent', 'rejected'),
                ('settled', 'returned')) then
                raise exception 'an order does not go from % to %', old.state, new.state
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_transition';
            end if;
            if new.state in ('ready', 'released') and new.state <> old.state then
                perform payment_order_is_whole(new);
            end if;
            return new;
        end $$""")


def _sums() -> None:
    """What is reserved of a household's limit for a month, and the lock under which it is."""
    op.execute("""
        create function payment_order_beside(payment_order) returns setof uuid language sql stable
          set search_path = pg_catalog, public as $$
            select o.id from payment_order o
            where o.household_id = $1.household_id and o.municipality = $1.municipality and o.id <> $1.id
              and o.state in ('ready', 'released', 'sent', 'settled')
              and date_trunc('month', o.pay_on::timestamp) = date_trunc('month', $1.pay_on::timestamp)
          $$""")
    op.execute("""
        create function payment_order_reserved(payment_order, out unseen_ore bigint, out let_go_ore bigint)
          language sql stable set search_path = pg_catalog, public as $$
            select coalesce(sum(o.amount_ore) filter (where not order_was_let_go(o)), 0)::bigint,
                   coalesce(sum(o.amount_ore) filter (where order_was_let_go(o)), 0)::bigint
            from payment_order o where o.id in (select payment_order_beside($1))
          $$""")
    op.execute("""
        create function payment_limit_turn(household uuid) returns void language sql
          set search_path = pg_catalog, public as $$
            select pg_advisory_xact_lock(hashtext('payment_limit'), hashtext(household::text))
          $$""")


def _walls() -> None:
    """No order above a limit becomes ready or released unless it was let go. A state's own time says which limits are
    in force, and the latest one counts, so that no row of an older time brings an older limit back."""
    op.execute("""
        create function payment_order_limits() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        declare
            since timestamptz := (select max(at) from order_state where order_id = new.id);
            reserved record;
        begin
            if order_was_let_go(new) then
                return new;
            end if;
            if new.amount_ore > coalesce(
                (select max_amount_ore from payment_limit_in_force(new.municipality, 'order', since)), 0) then
                raise exception 'the payment is above the limit'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_limit';
            end if;
            -- What is released has its room since it was ready.
            if new.state = 'ready' then
                perform payment_limit_turn(new.household_id);
            end if;
            select * into reserved from payment_order_reserved(new);
            if new.state = 'ready' then
                reserved.unseen_ore := reserved.unseen_ore + reserved.let_go_ore;
            end if;
            if new.amount_ore + reserved.unseen_ore > coalesce(
                (select max_amount_ore from payment_limit_in_force(new.municipality, 'householdMonth', since)), 0) then
                raise exception 'the household''s payments of the month are above the limit'
                    using errcode = 'integrity_constraint_violation',
                          constraint = 'payment_order_household_month_limit';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger payment_order_limits before update of state on payment_order
                    for each row when (old.state <> new.state and new.state in ('ready', 'released'))
                    execute function payment_order_limits()""")
