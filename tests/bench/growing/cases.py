"""Cases that have ended, ten a household, one each month: their rows in the three services' databases."""

from collections.abc import Callable, Mapping
from typing import LiteralString

import psycopg

from deploy.local.stack import Stack
from tests.bench.growing.numbering import at_once, name_things

BATCH = 50_000
_HOUSEHOLDS: LiteralString = "from generate_series(%(first)s::bigint / 10, %(last)s::bigint / 10) h"
_CASES: LiteralString = "from generate_series(%(first)s::bigint, %(last)s::bigint) c"
_HANDED: LiteralString = "municipality, digest, statement, handed_over_at, document, entry_id"

_ANSWERED: LiteralString = """
    insert into idempotency_key (caller, key, request_digest, claimed_at, status, headers, body)
    select pg_temp.keyed(c), 'grown-' || pg_temp.thing(11, c), pg_temp.keyed(c), pg_temp.at(c), 201,
           '{"content-type": "application/json"}', convert_to(repeat('x', 300), 'UTF8') """
_TAKEN: LiteralString = """
    insert into inbox (id, sender, type, received_at, outcome)
    select pg_temp.thing(11, c * 4 + k), 'intake', 'applicationRegistered', pg_temp.at(c), 'accepted' """
_SENT: LiteralString = """
    insert into outbox (id, destination, event, created_at, next_try_at, ended_at, outcome)
    select pg_temp.thing(11, c), 'audit', '{}', pg_temp.at(c), pg_temp.at(c), pg_temp.at(c), 'accepted' """

_INTAKE: tuple[LiteralString, ...] = (
    f"insert into household select pg_temp.thing(1, h), pg_temp.place(h * 10), pg_temp.thing(21, h) {_HOUSEHOLDS}",
    f"""insert into household_version (household_id, version, kind, protected, registered_by, registered_at, document,
                                       statement, entry_id)
        select pg_temp.thing(1, h), 1, 'single', false, pg_temp.staff(h), pg_temp.at(h * 10), '{{}}', 's',
               pg_temp.thing(21, h) {_HOUSEHOLDS}""",
    f"""insert into member (household_id, version, id, person, personal_number, name, birth_date, role)
        select pg_temp.thing(1, h), 1, pg_temp.thing(2, h), pg_temp.keyed(h), 'x', 'Testperson', '1980-01-01',
               'applicant' {_HOUSEHOLDS}""",
    f"""insert into application (id, municipality, household_id, household_version, case_number, kind, month, number,
                                 channel, received_at, received_from, incomes, costs, document, statement, entry_id)
        select pg_temp.thing(3, c), pg_temp.place(c / 10 * 10), pg_temp.thing(1, c / 10), 1, pg_temp.case_number(c),
               'renewal', '2024-' || lpad((c %% 10 + 1)::text, 2, '0'), 1, 'eService', pg_temp.at(c),
               pg_temp.keyed(c / 10), '[]', '[]', '{{}}', 's', pg_temp.thing(21, c * 4) {_CASES}""",
    f"""insert into application_signature (application_id, member_id, person, channel, signed_at, entry_id)
        select pg_temp.thing(3, c), pg_temp.thing(2, c / 10), pg_temp.keyed(c / 10), 'eService', pg_temp.at(c),
               pg_temp.thing(21, c * 4) {_CASES}""",
    f"""insert into application_verified (application_id, verified_at, document, statement, entry_id, version)
        select pg_temp.thing(3, c), pg_temp.at(c), '{{}}', 's', pg_temp.thing(21, c * 4 + 3), 1 {_CASES}""",
    f"""insert into decision_made (decision_id, application_id, outcome, lines, decided_at, entry_id)
        select pg_temp.thing(6, c), pg_temp.thing(3, c), 'granted', '{{1}}', pg_temp.at(c), pg_temp.thing(21, c * 4)
        {_CASES}""",
    _ANSWERED + _CASES,
    _TAKEN + _CASES + " cross join generate_series(0, 1) k",
    _SENT + _CASES,
)
_DECISION: tuple[LiteralString, ...] = (
    f"""insert into household_version (household_id, version, protected, {_HANDED})
        select pg_temp.thing(1, h), 1, false, pg_temp.place(h * 10), 'd', 's', pg_temp.at(h * 10), '{{}}',
               pg_temp.thing(22, h) {_HOUSEHOLDS}""",
    f"""insert into household_tie (household_id, person, kind, source_id, source_version)
        select pg_temp.thing(1, h), case k when 0 then pg_temp.keyed(h) else pg_temp.staff(h) end,
               case k when 0 then 'householdMember' else 'entry' end, pg_temp.thing(1, h), 1
        {_HOUSEHOLDS} cross join generate_series(0, 1) k""",
    f"""insert into application (id, case_number, household_id, household_version, kind, month, received_at, {_HANDED})
        select pg_temp.thing(3, c), pg_temp.case_number(c), pg_temp.thing(1, c / 10), 1, 'renewal',
               '2024-' || lpad((c %% 10 + 1)::text, 2, '0'), pg_temp.at(c), pg_temp.place(c / 10 * 10), 'd', 's',
               pg_temp.at(c), '{{}}', pg_temp.thing(22, c * 3) {_CASES}""",
    f"""insert into verification (application_id, household_id, protected, version, {_HANDED})
        select pg_temp.thing(3, c), pg_temp.thing(1, c / 10), false, 1, pg_temp.place(c / 10 * 10), 'd', 's',
               pg_temp.at(c), '{{}}', pg_temp.thing(22, c * 3) {_CASES}""",
    f"""insert into work_item (id, application_id, household_id, municipality, case_number, kind, month, queue,
                               received_at, ended_at, entry_id, ended_entry_id)
        select pg_temp.thing(4, c), pg_temp.thing(3, c), pg_temp.thing(1, c / 10), pg_temp.place(c / 10 * 10),
               pg_temp.case_number(c), 'renewal', '2024-' || lpad((c %% 10 + 1)::text, 2, '0'), 'renewals',
               pg_temp.at(c), pg_temp.at(c), pg_temp.thing(22, c * 3), pg_temp.thing(22, c * 3 + 2) {_CASES}""",
    f"""insert into claim (id, work_item_id, person, role, claimed_at, lease_ends_at, ended_at, ended_because,
                           ended_entry_id, entry_id)
        select pg_temp.thing(5, c), pg_temp.thing(4, c), pg_temp.staff(c), 'economySecretary', pg_temp.at(c),
               pg_temp.at(c), pg_temp.at(c), 'decided', pg_temp.thing(22, c * 3 + 2), pg_temp.thing(22, c * 3)
        {_CASES}""",
    f"""insert into calculation (id, work_item_id, household_id, household_version, calculated_by, calculated_at,
                                 rules_version, norm_version, deficit_ore, salt, document, explanation, entry_id,
                                 verification_version, declaration_version)
        select pg_temp.thing(7, c), pg_temp.thing(4, c), pg_temp.thing(1, c / 10), 1, pg_temp.staff(c), pg_temp.at(c),
               'calculation-3', '2024', 500000, 's', '{{}}', '[]', pg_temp.thing(22, c * 3 + 1), 1, 1 {_CASES}""",
    f"""insert into decision (id, work_item_id, application_id, case_number, household_id, household_version,
                              municipality, kind, month, calculation_id, calculated_by, deficit_ore,
                              delegation_rule_id, outcome, granted_ore, reasons, obstacles, justifications, wording,
                              decided_by, decided_role, decided_at, document, digest, statement, entry_id,
                              verification_version, grounds)
        select pg_temp.thing(6, c), pg_temp.thing(4, c), pg_temp.thing(3, c), pg_temp.case_number(c),
               pg_temp.thing(1, c / 10), 1, pg_temp.place(c / 10 * 10), 'renewal',
               '2024-' || lpad((c %% 10 + 1)::text, 2, '0'), pg_temp.thing(7, c), pg_temp.staff(c), 500000, rule.id,
               'granted', 500000, 'r', '[]', '[]', '[]', pg_temp.staff(c), 'economySecretary', pg_temp.at(c), '{{}}',
               'd', 's', pg_temp.thing(22, c * 3 + 2), 1, '[]'
        {_CASES} cross join (select id from delegation_rule limit 1) rule""",
    f"""insert into decision_line (decision_id, number, account_id, account_version, purpose, amount_ore, pay_on)
        select pg_temp.thing(6, c), 1, pg_temp.thing(8, c / 10), 1, 'incomeSupport', 500000,
               pg_temp.at(c)::date {_CASES}""",
    _ANSWERED + _CASES,
    _TAKEN + _CASES + " cross join generate_series(0, 1) k",
    _SENT + _CASES,
)
_STATED: LiteralString = "municipality, act, hands, document, statement, received_at, entry_id"
_PAYOUT: tuple[LiteralString, ...] = (
    f"""insert into household_version (household_id, version, protected, {_STATED})
        select pg_temp.thing(1, h), 1, false, pg_temp.place(h * 10), 'householdRegistered', '{{}}', '{{}}', 's',
               pg_temp.at(h * 10), pg_temp.thing(23, h) {_HOUSEHOLDS}""",
    f"""insert into household_member (household_id, version, person, member_id, adult)
        select pg_temp.thing(1, h), 1, pg_temp.keyed(h), pg_temp.thing(2, h), true {_HOUSEHOLDS}""",
    f"""insert into application (id, case_number, household_id, household_version, {_STATED})
        select pg_temp.thing(3, c), pg_temp.case_number(c), pg_temp.thing(1, c / 10), 1, pg_temp.place(c / 10 * 10),
               'applicationRegistered', '{{}}', '{{}}', 's', pg_temp.at(c), pg_temp.thing(23, c * 3) {_CASES}""",
    f"""insert into decision (id, application_id, case_number, household_id, household_version, granted_ore, {_STATED})
        select pg_temp.thing(6, c), pg_temp.thing(3, c), pg_temp.case_number(c), pg_temp.thing(1, c / 10), 1, 500000,
               pg_temp.place(c / 10 * 10), 'decisionMade', '{{}}', '{{}}', 's', pg_temp.at(c),
               pg_temp.thing(23, c * 3) {_CASES}""",
    f"""insert into decision_line (decision_id, number, account_id, account_version, purpose, amount_ore, pay_on)
        select pg_temp.thing(6, c), 1, pg_temp.thing(8, c / 10), 1, 'incomeSupport', 500000,
               pg_temp.at(c)::date {_CASES}""",
    f"""insert into line_version (decision_id, line, version, household_version, account_id, account_version, purpose,
                                  amount_ore, pay_on)
        select pg_temp.thing(6, c), 1, 1, 1, pg_temp.thing(8, c / 10), 1, 'incomeSupport', 500000,
               pg_temp.at(c)::date {_CASES}""",
    f"""insert into payment_order (id, municipality, decision_id, line, application_id, case_number, household_id,
                                   household_version, account_id, account_version, purpose, amount_ore, pay_on, state,
                                   entry_id)
        select pg_temp.thing(9, c), pg_temp.place(c / 10 * 10), pg_temp.thing(6, c), 1, pg_temp.thing(3, c),
               pg_temp.case_number(c), pg_temp.thing(1, c / 10), 1, pg_temp.thing(8, c / 10), 1, 'incomeSupport',
               500000, pg_temp.at(c)::date, 'settled', pg_temp.thing(23, c * 3) {_CASES}""",
    f"""insert into order_state (order_id, number, state, at, entry_id)
        select pg_temp.thing(9, c), number, state, pg_temp.at(c), pg_temp.thing(23, c * 3)
        {_CASES} cross join (values (1, 'received'), (2, 'ready'), (3, 'released'), (4, 'sent'), (5, 'settled'))
                 as been (number, state)""",
    f"""insert into order_hand (order_id, link, person, entry_id)
        select pg_temp.thing(9, c), link, pg_temp.staff(c + place * 7), pg_temp.thing(23, c * 3)
        {_CASES} cross join (values (1, 'entry'), (2, 'account'), (3, 'account'), (4, 'decision'), (5, 'release'))
                 as had (place, link)""",
    f"""insert into release (id, municipality, due_date, released_by, released_at, document, statement, entry_id)
        select pg_temp.thing(10, c), pg_temp.place(c), pg_temp.at(c)::date, pg_temp.staff(c), pg_temp.at(c), '{{}}',
               's', pg_temp.thing(23, c * 3 + 1) {_CASES} where c %% 1000 = 0""",
    f"""insert into release_order (release_id, order_id, entry_id)
        select pg_temp.thing(10, c / 1000 * 1000), pg_temp.thing(9, c), pg_temp.thing(23, c * 3 + 1) {_CASES}""",
    f"""insert into bank_file (release_id, message_id, sha256, document, sealed, payments_sha256, sealed_payments,
                               made_at, entry_id, statement)
        select pg_temp.thing(10, c), replace(pg_temp.thing(10, c)::text, '-', ''), 'd', '{{}}', 's', 'd', 's',
               pg_temp.at(c), pg_temp.thing(23, c * 3 + 1), 's' {_CASES} where c %% 1000 = 0""",
    f"""insert into file_payment (order_id, release_id, amount_ore)
        select pg_temp.thing(9, c), pg_temp.thing(10, c / 1000 * 1000), 500000 {_CASES}""",
    _TAKEN + _CASES + " cross join generate_series(0, 2) k",
    _SENT + _CASES,
)
STATEMENTS: Mapping[str, tuple[LiteralString, ...]] = {"intake": _INTAKE, "decision": _DECISION, "payout": _PAYOUT}


def grow(stack: Stack, cases: int, told: Callable[[str], None]) -> None:
    """After the logs, whose entries the rows name. `cases` is a multiple of a thousand."""
    at_once(lambda service: _grow(stack, service, cases, told), STATEMENTS)


def _grow(stack: Stack, service: str, cases: int, told: Callable[[str], None]) -> None:
    with psycopg.connect(stack.postgres.dsn(service)) as connection:
        connection.execute("set session_replication_role = replica")
        name_things(connection)
        for first in range(0, cases, BATCH):
            for statement in STATEMENTS[service]:
                connection.execute(statement, {"first": first, "last": min(first + BATCH, cases) - 1})
            connection.commit()
            told(f"{service}: {min(first + BATCH, cases)} cases")
