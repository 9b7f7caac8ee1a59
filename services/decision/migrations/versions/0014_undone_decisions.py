"""C6: what was revoked too late and then came back, or never left, is decided anew."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    # Of each line the newest version's order has ended, and nothing of any order is with the payee.
    op.execute("""
        create function decision_undone(of_decision uuid) returns boolean language sql stable
        set search_path = pg_catalog as $$
          select exists (
            select from public.revocation r where r.decision_id = of_decision and (r.outcome = 'stopped' or not exists (
              select from public.decision_line l
               where l.decision_id = of_decision and not (
                 exists (select from public.payment_end e
                          where e.decision_id = l.decision_id and e.line = l.number
                            and e.line_version = public.newest_version(l.decision_id, l.number)
                            and e.status in ('rejected', 'returned', 'cancelled'))
                 and not exists (select from public.payment_end e
                                  where e.decision_id = l.decision_id and e.line = l.number and e.status = 'settled'
                                    and not exists (select from public.payment_end b
                                                     where b.order_id = e.order_id and b.status = 'returned'))))))
        $$""")
    op.execute("""
        create or replace function decision_one_in_force() returns trigger language plpgsql
        set search_path = pg_catalog as $$
        begin
            perform pg_advisory_xact_lock(hashtextextended(new.application_id::text, 0));
            if exists (select from public.decision d
                        where d.application_id = new.application_id and d.work_item_id <> new.work_item_id
                          and not public.decision_undone(d.id)) then
                raise exception 'C6: decided before'
                    using errcode = 'integrity_constraint_violation', constraint = 'decision_one_in_force';
            end if;
            return new;
        end $$""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
