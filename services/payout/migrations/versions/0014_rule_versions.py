"""Limits on payments that one person proposes and another approves (C13)."""

from alembic import op

from shared.rule_versions.schema import rule_version_statements

revision = "0014"
down_revision = "0013"

RUNTIME = "payout_runtime"


def upgrade() -> None:
    for statement in rule_version_statements(RUNTIME, ("paymentLimit",)):
        op.execute(statement)
    op.execute("""
        alter table payment_limit add column rule_version_id uuid
          constraint payment_limit_version_fkey references rule_version_approval""")
    op.execute("create unique index payment_limit_once on payment_limit (rule_version_id, kind)")
    # The service itself adds a limit now, but only one that an approved version says.
    op.execute("""
        create function payment_limit_as_approved() returns trigger language plpgsql
        set search_path = pg_catalog as $$
        begin
            if not public.rule_version_says(new.rule_version_id, 'paymentLimit', new.municipality, new.valid_from,
                 new.source, new.proposed_by, new.approved_by, new.approved_on,
                 jsonb_build_object('limits', jsonb_build_array(jsonb_build_object(
                   'kind', new.kind, 'maxAmountOre', new.max_amount_ore)))) then
                raise exception 'C13: not what was approved'
                    using errcode = 'integrity_constraint_violation', constraint = 'payment_limit_as_approved';
            end if;
            return new;
        end $$""")
    op.execute("""create trigger payment_limit_as_approved before insert on payment_limit
                    for each row execute function payment_limit_as_approved()""")
    op.execute(f"grant insert on payment_limit to {RUNTIME}")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
