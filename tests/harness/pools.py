"""A long queue in decision's database, as its receivers would have made it, without as many signed events."""

from dataclasses import dataclass

import psycopg

from tests.harness.control_logs import an_entry

_LOGGED = "insert into log_entry (id, entry) values (%(entry)s, %(encoded)s)"
_ROWS = (
    """insert into application (id, case_number, household_id, household_version, kind, month, received_at,
                                municipality, digest, statement, handed_over_at, document, entry_id)
       select uuidv7(), 'EB-' || n, uuidv7(), 1, 'renewal', '2026-12',
              timestamptz '2026-11-01' + n * interval '1 second', %(municipality)s, 'd', 's', now(), '{}', %(entry)s
       from generate_series(%(first)s::integer, %(last)s::integer) n""",
    """insert into work_item (id, application_id, household_id, municipality, case_number, kind, month, queue,
                              received_at, entry_id)
       select uuidv7(), id, household_id, municipality, case_number, kind, month, 'renewals', received_at, entry_id
       from application where entry_id = %(entry)s""",
    """insert into household_version (household_id, version, protected, municipality, digest, statement,
                                      handed_over_at, document, entry_id)
       select household_id, 1, false, municipality, 'd', 's', now(), '{}', entry_id
       from application where entry_id = %(entry)s""",
    """insert into household_tie (household_id, person, kind, source_id, source_version)
       select household_id, case when n <= %(own)s::integer then %(person)s::varchar else 'x' || n end, 'entry',
              household_id, 1
       from (select household_id, cast(substr(case_number, 4) as integer) n from application
              where entry_id = %(entry)s) a""",
    """insert into account_entry (id, account_id, account_version, household_id, number, holder_member_id, municipality,
                                  digest, statement, handed_over_at, document, entry_id)
       select uuidv7(), uuidv7(), 1, household_id, 1, uuidv7(), municipality, 'd', 's', now(), '{}', entry_id
       from application where entry_id = %(entry)s""",
    """insert into claim (id, work_item_id, person, role, claimed_at, lease_ends_at, ended_at, ended_because,
                          release_reason, ended_entry_id, entry_id)
       select uuidv7(), id, case when n <= %(handed_back)s::integer then %(person)s::varchar else 'y' || n end,
              'economySecretary', now(), now(), now(), 'released', 'r', entry_id, entry_id
       from (select id, entry_id, cast(substr(case_number, 4) as integer) - %(own)s::integer n from work_item
              where entry_id = %(entry)s) w
       where n between 1 and 3000""",
)


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Renewals `first` to `last`, a second apart. `person` (a key) registered the `own` first, and has handed back the
    `handed_back` next: those they never get."""

    first: int = 1
    last: int
    municipality: str
    person: str = ""
    own: int = 0
    handed_back: int = 0


def fill(runtime_dsn: str, pool: Pool) -> None:
    """In one transaction, as the service's own role."""
    logged = an_entry("applicationRegistered", "decision", pool.municipality)
    values = {**vars(pool), "entry": logged.id, "encoded": logged.encode()}
    with psycopg.connect(runtime_dsn) as connection:
        for statement in (_LOGGED, *_ROWS):
            connection.execute(statement, values)


def analyze(owner_dsn: str) -> None:
    """As autovacuum does after a while."""
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        connection.execute("vacuum analyze")
