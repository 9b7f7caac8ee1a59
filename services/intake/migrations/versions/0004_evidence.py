"""Register evidence: what was asked, what came back, and each block's verdict."""

from alembic import op

from shared.schema import append_only

revision = "0004"
down_revision = "0003"

RUNTIME = "intake_runtime"


def upgrade() -> None:
    # The database itself refuses a look-up for who has not signed (C11).
    op.execute("""
        create table register_question (
          id uuid primary key,
          application_id uuid not null,
          member_id uuid not null,
          asked_at timestamptz not null,
          first_day date not null,
          last_day date not null,
          blocks varchar[] not null,
          purpose varchar not null,
          legal_ground varchar not null,
          organisation_number varchar not null,
          organisation varchar not null,
          handler varchar not null,
          entry_id uuid not null references log_entry,
          constraint register_question_signed
            foreign key (application_id, member_id) references application_signature)""")
    op.execute("create index register_question_about on register_question (application_id, member_id)")
    op.execute("""
        create table register_answer (
          application_id uuid not null,
          member_id uuid not null,
          question_id uuid not null references register_question,
          correlation_id uuid not null,
          asked_at timestamptz not null,
          answered_at timestamptz not null,
          protected boolean not null,
          raw bytea not null,
          document jsonb not null,
          entry_id uuid not null references log_entry,
          constraint register_answer_pkey primary key (application_id, member_id),
          foreign key (application_id, member_id) references application_signature)""")
    op.execute("""
        create table register_evidence (
          id uuid primary key,
          application_id uuid not null,
          member_id uuid not null,
          block varchar not null
            constraint register_evidence_block check (block in ('AF', 'CSN', 'FK', 'SKV', 'SO', 'TNS', 'MIV')),
          verdict varchar not null
            constraint register_evidence_verdict check (verdict in ('answered', 'nothingHeld', 'notVerifiable')),
          reason varchar,
          detail varchar not null,
          incomes jsonb not null,
          salt varchar not null,
          digest varchar not null,
          constraint register_evidence_once unique (application_id, member_id, block),
          constraint register_evidence_reason check ((verdict = 'notVerifiable') = (reason is not null)),
          foreign key (application_id, member_id) references register_answer)""")
    for table in ("register_question", "register_answer", "register_evidence"):
        for statement in append_only(table, RUNTIME):
            op.execute(statement)


def downgrade() -> None:
    raise RuntimeError("a municipality's records are not rolled back: restore a backup instead")
