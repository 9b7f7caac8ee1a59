"""Payment orders, and what the database itself holds of the payment chain (C1, C2, C3, C5, C6)."""

from alembic import op

from shared.schema import append_only

revision = "0002"
down_revision = "0001"

RUNTIME = "payout_runtime"

STATES = "'received', 'blocked', 'ready', 'released', 'sent', 'settled', 'returned', 'rejected', 'cancelled'"


def upgrade() -> None:
    _tables()
    _hands()
    _own_case()
    _orders()
    _sums()
    _trace()
    op.execute(f"grant select, insert, update (state) on payment_order to {RUNTIME}")
    for table in ("order_state", "order_hand"):
        for statement in append_only(table, RUNTIME):
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")


def _tables() -> None:
    op.execute(f"""
        create table payment_order (
          id uuid primary key,
          municipality varchar not null,
          decision_id uuid not null,
          line integer not null,
          application_id uuid not null,
          case_number varchar not null,
          household_id uuid not null,
          household_version integer not null,
          account_id uuid not null,
          account_version integer not null,
          purpose varchar not null,
          amount_ore bigint not null,
          pay_on date not null,
          predecessor uuid references payment_order,
          state varchar not null constraint payment_order_state check (state in ({STATES})),
          entry_id uuid not null references log_entry,
          constraint payment_order_is_the_line
            foreign key (decision_id, line, account_id, account_version, purpose, amount_ore, pay_on)
            references decision_line (decision_id, number, account_id, account_version, purpose, amount_ore, pay_on),
          constraint payment_order_is_the_decision
            foreign key (decision_id, application_id, household_id, household_version)
            references decision (id, application_id, household_id, household_version))""")
    # C6: a granted line has at most one live order.
    op.execute("""
        create unique index payment_order_live on payment_order (decision_id, line)
          where state not in ('cancelled', 'rejected', 'returned')""")
    op.execute("create index payment_order_household on payment_order (household_id)")
    op.execute("create index payment_order_account on payment_order (account_id)")
    op.execute("create index payment_order_application on payment_order (application_id)")
    op.execute("create index payment_order_listed on payment_order (municipality, state, pay_on, id)")
    op.execute(f"""
        create table order_state (
          order_id uuid not null references payment_order,
          number integer not null,
          state varchar not null constraint order_state_state check (state in ({STATES})),
          rule varchar,
          reason varchar,
          at timestamptz not null,
          entry_id uuid not null references log_entry,
          primary key (order_id, number),
          constraint order_state_blocked_says_why check (state <> 'blocked' or (rule is not null and reason is not null)))""")


def _hands() -> None:
    op.execute("""
        create table order_hand (
          order_id uuid not null references payment_order,
          link varchar not null
            constraint order_hand_link check (link in ('entry', 'account', 'decision', 'release', 'letGo')),
          person varchar not null,
          entry_id uuid not null references log_entry,
          primary key (order_id, link, person))""")
    # C1: nobody in two of account, decision and release, nor in entry and one of decision and release.
    op.execute("""
        create unique index order_hand_account_decision_release on order_hand (order_id, person)
          where link in ('account', 'decision', 'release', 'letGo')""")
    op.execute("""
        create unique index order_hand_entry_decision_release on order_hand (order_id, person)
          where link in ('entry', 'decision', 'release', 'letGo')""")
    op.execute("""
        create function order_has_its_hands(payment_order) returns boolean language sql stable
          set search_path = pg_catalog, public as $$
            select count(*) filter (where link = 'account') >= 2
               and count(*) filter (where link = 'decision') >= 1
               and count(*) filter (where link = 'entry') >= 1
               and ($1.state <> 'released' or count(*) filter (where link = 'release') >= 1)
            from order_hand where order_id = $1.id
          $$""")


def _own_case() -> None:
    """C2: a member (ever) or the account's holder has no hand in it, but that an adult enters their own account."""
    op.execute("""
        create function order_own_case(payment_order, order_hand) returns boolean language sql stable
          set search_path = pg_catalog, public as $$
            select (exists (select from household_member
                            where household_id = $1.household_id and person = $2.person)
                 or exists (select from account_entry
                            where account_id = $1.account_id and account_version = $1.account_version
                              and holder = $2.person))
               and not ($2.link = 'account'
                 and exists (select from household_member
                             where household_id = $1.household_id and version = $1.household_version
                               and person = $2.person and adult))
          $$""")
    op.execute("""
        create function order_hand_guard() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        declare held payment_order;
        begin
            select * into held from payment_order where id = new.order_id;
            if order_own_case(held, new) then
                raise exception 'nobody has a hand in their own case'
                    using errcode = 'integrity_constraint_violation', constraint = 'order_hand_own_case';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger order_hand_own_case before insert on order_hand
                    for each row execute function order_hand_guard()""")


def _orders() -> None:
    op.execute("""
        create function payment_order_begins() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if new.state <> 'received' then
                raise exception 'an order begins as received'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_transition';
            end if;
            if new.predecessor is distinct from (
                select id from payment_order where decision_id = new.decision_id and line = new.line
                order by id desc limit 1)
            or exists (select from payment_order where id = new.predecessor
                       and state not in ('cancelled', 'rejected', 'returned')) then
                raise exception 'an order names the one that it succeeds, which has ended unpaid'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_predecessor';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger payment_order_begins before insert on payment_order
                    for each row execute function payment_order_begins()""")
    op.execute("""
        create function payment_order_guard() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if to_jsonb(new) - 'state' is distinct from to_jsonb(old) - 'state' then
                raise exception 'payment_order is append-only'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_append_only';
            end if;
            if new.state <> old.state and (old.state, new.state) not in (
                ('received', 'ready'), ('received', 'blocked'), ('received', 'cancelled'),
                ('blocked', 'ready'), ('blocked', 'cancelled'),
                ('ready', 'blocked'), ('ready', 'released'), ('ready', 'cancelled'),
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
    op.execute("""
        create function payment_order_is_whole(held payment_order) returns void language plpgsql
          set search_path = pg_catalog, public as $$
        begin
            if not order_has_its_hands(held) then
                raise exception 'a link of the chain has too few hands'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_hands';
            end if;
            if exists (select from order_hand hand where hand.order_id = held.id and order_own_case(held, hand)) then
                raise exception 'nobody has a hand in their own case'
                    using errcode = 'integrity_constraint_violation', constraint = 'order_hand_own_case';
            end if;
            if not exists (select from account_comparison
                           where account_id = held.account_id and account_version = held.account_version
                             and status = 'payable') then
                raise exception 'the account is not payable'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_account_payable';
            end if;
        end $$""")
    op.execute("""create trigger payment_order_guard before update on payment_order
                    for each row execute function payment_order_guard()""")
    op.execute("""create trigger payment_order_kept before delete on payment_order
                    for each row execute function refuse_change()""")
    op.execute("""create trigger payment_order_whole before truncate on payment_order
                    for each statement execute function refuse_change()""")


def _sums() -> None:
    """C3: the live orders of a decision never add up to more than it granted."""
    op.execute("""
        create function payment_order_sum() returns trigger language plpgsql set search_path = pg_catalog, public as $$
        begin
            if (select sum(amount_ore) from payment_order
                where decision_id = new.decision_id and state not in ('cancelled', 'rejected', 'returned'))
             > (select granted_ore from decision where id = new.decision_id) then
                raise exception 'more than what was granted'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_granted';
            end if;
            return null;
        end $$""")
    op.execute("""create constraint trigger payment_order_granted after insert on payment_order
                    deferrable initially deferred for each row execute function payment_order_sum()""")


def _trace() -> None:
    """C7: an order's state is that of its last order_state row, which names the control log's entry."""
    op.execute("""
        create function payment_order_trace() returns trigger language plpgsql
          set search_path = pg_catalog, public as $$
        declare changed uuid := case tg_table_name when 'payment_order' then to_jsonb(new)->>'id'
                                else to_jsonb(new)->>'order_id' end;
        begin
            if (select state from payment_order where id = changed) is distinct from (
                select state from order_state where order_id = changed order by number desc limit 1) then
                raise exception 'a state without its trace, or a trace without its state'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_order_traced';
            end if;
            return null;
        end $$""")
    op.execute("""create constraint trigger payment_order_traced after insert or update of state on payment_order
                    deferrable initially deferred for each row execute function payment_order_trace()""")
    op.execute("""create constraint trigger order_state_traced after insert on order_state
                    deferrable initially deferred for each row execute function payment_order_trace()""")
