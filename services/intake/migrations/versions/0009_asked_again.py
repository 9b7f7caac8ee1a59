"""More than one answer about a person, and what they add up to handed over anew."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for table in ("register_answer", "register_evidence"):
        op.execute(f"alter table {table} add column number integer not null default 1")
    op.execute("""
        alter table register_evidence
          drop constraint register_evidence_application_id_member_id_fkey,
          drop constraint register_evidence_once,
          add constraint register_evidence_once unique (application_id, member_id, block, number)""")
    op.execute("""
        alter table register_answer
          drop constraint register_answer_pkey,
          add constraint register_answer_pkey primary key (application_id, member_id, number),
          add constraint register_answer_number_positive check (number >= 1)""")
    op.execute("""
        alter table register_evidence add constraint register_evidence_answer_fkey
          foreign key (application_id, member_id, number) references register_answer""")
    op.execute("""create index register_evidence_unanswered on register_evidence (application_id, member_id)
                    where verdict = 'notVerifiable'""")
    op.execute("alter table application_verified add column version integer not null default 1")
    op.execute("""
        alter table application_verified
          drop constraint application_verified_pkey,
          add constraint application_verified_pkey primary key (application_id, version),
          add constraint application_verified_version_positive check (version >= 1)""")


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
