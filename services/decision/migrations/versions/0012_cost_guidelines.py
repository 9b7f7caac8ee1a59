"""The municipality's guidelines for reasonable costs, as dated data (C13)."""

from alembic import op

revision = "0012"
down_revision = "0011"

RUNTIME = "decision_runtime"


def upgrade() -> None:
    op.execute("""
        create table cost_guideline (
          id uuid primary key,
          municipality varchar constraint cost_guideline_municipality check (municipality ~ '^[0-9]{4}$'),
          kind varchar not null constraint cost_guideline_kind
            check (kind in ('housing', 'electricity', 'homeInsurance', 'unemploymentFundFee', 'unionFee', 'workTravel',
                            'medicalTravel', 'healthcare', 'medicine', 'childcareFee', 'glasses', 'childVisits',
                            'dentalCare', 'other')),
          from_size integer not null constraint cost_guideline_size check (from_size >= 1),
          max_ore bigint not null constraint cost_guideline_amount check (max_ore between 0 and 100000000),
          valid_from date not null,
          proposed_by varchar not null,
          approved_by varchar not null,
          approved_on date not null,
          source varchar not null,
          constraint cost_guideline_two_persons check (proposed_by <> approved_by),
          constraint cost_guideline_after_approval check (valid_from >= approved_on))""")
    op.execute("create index cost_guideline_by on cost_guideline (kind, municipality, valid_from)")
    # Examples, to be replaced by the board's own guidelines before the first decision is made in earnest.
    op.execute("""
        insert into cost_guideline
          (id, kind, from_size, max_ore, valid_from, proposed_by, approved_by, approved_on, source)
        select uuidv7(), 'housing', e.size, e.kronor * 100, '2020-01-01', 'exempel: förslag', 'exempel: beslut',
               '2020-01-01', 'exempel efter Högsby kommuns belopp 2023, ersätts av nämndens riktlinjer'
        from (values (1, 4474), (2, 5581), (3, 6192), (4, 7416), (5, 8046), (6, 8650), (7, 9255)) e (size, kronor)""")
    op.execute(f"grant select on cost_guideline to {RUNTIME}")
    op.execute("""create trigger cost_guideline_append_only before update or delete on cost_guideline
                    for each row execute function refuse_change()""")
    op.execute("""create trigger cost_guideline_whole before truncate on cost_guideline
                    for each statement execute function refuse_change()""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
