"""What the database itself refuses, tried with raw SQL (C5, C14)."""

import psycopg
import pytest
from psycopg import errors, sql

from deploy.local.databases import Database
from services.intake.tables import metadata
from tests.harness.intake import (
    HANDLER,
    REGISTRAR,
    TRUSTEE,
    Registers,
    applied,
    compared,
    count,
    couple,
    decide,
    declare_conflict,
    end_payment,
    entered,
    register,
    revoke,
    run_jobs,
)
from tests.harness.service import ServiceUnderTest
from tests.store.intake.raw_sql import another, refusal

TABLES = sorted(metadata.tables)
NEW = "01980a3e-1c5b-7cc3-9d1e-3f5a6b7c8d91"


@pytest.fixture
async def filled(intake: ServiceUnderTest, registers: Registers) -> ServiceUnderTest:
    """Something in every table."""
    household = await register(intake, {**couple(), "representatives": [TRUSTEE]})
    await compared(intake, await entered(intake, household), "payable")
    application = await applied(intake, household, number=REGISTRAR, role="registrar")
    await run_jobs(intake, registers)
    decision = await decide(intake, application, 1)
    await end_payment(intake, application, decision, 1, "cancelled", because="revoked")
    await revoke(intake, application, decision)
    await declare_conflict(intake, household, HANDLER)
    assert {table: await count(intake, table) > 0 for table in TABLES} == dict.fromkeys(TABLES, True)
    return intake


async def test_the_runtime_role_changes_removes_and_truncates_nothing(
    filled: ServiceUnderTest, database: Database
) -> None:
    with psycopg.connect(database.runtime_dsn, autocommit=True) as runtime:
        for table in TABLES:
            column = next(iter(metadata.tables[table].columns)).name
            for statement in ("update {table} set {column} = {column}", "delete from {table}", "truncate {table}"):
                refused = sql.SQL(statement).format(table=sql.Identifier(table), column=sql.Identifier(column))
                with pytest.raises(errors.InsufficientPrivilege, match=f"permission denied for table {table}"):
                    runtime.execute(refused)


async def test_not_even_the_owner_changes_removes_or_truncates_what_there_is(
    filled: ServiceUnderTest, database: Database
) -> None:
    with psycopg.connect(database.owner_dsn, autocommit=True) as owner:
        for table in TABLES:
            column = next(iter(metadata.tables[table].columns)).name
            for statement in (
                "update {table} set {column} = {column}",
                "delete from {table}",
                "truncate {table} cascade",
            ):
                refused = sql.SQL(statement).format(table=sql.Identifier(table), column=sql.Identifier(column))
                with pytest.raises(errors.IntegrityConstraintViolation) as told:
                    owner.execute(refused)
                assert str(told.value.diag.constraint_name).endswith("_append_only")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"number": 2}, "account_entry_person_once"),
        ({"entered_by": "other"}, "account_entry_number_once"),
        ({"entered_by": "other", "version": 2, "entered_as": "member"}, "account_entry_begun_by_registrar"),
        ({"entered_by": "other", "number": 0}, "account_entry_number_positive"),
        ({"entered_by": "other", "number": 2, "entered_as": "payer"}, "account_entry_entered_as"),
        ({"entered_by": "other", "number": 2, "entry_id": "00000000-0000-0000-0000-000000000000"}, "_entry_id_fkey"),
    ],
)
async def test_an_entry_that_may_not_be_is_refused_by_name(
    intake: ServiceUnderTest, database: Database, change: dict[str, object], constraint: str
) -> None:
    """C3: two entries of a version are by two persons."""
    await entered(intake)
    assert constraint in refusal(database, "account_entry", await another(intake, "account_entry", change))


async def test_two_members_cannot_confirm_each_other(intake: ServiceUnderTest, database: Database) -> None:
    await entered(intake)
    first = await another(intake, "account_entry", {"entered_by": "a", "entered_as": "member", "number": 2})
    assert refusal(database, "account_entry", first) == ""
    second = {**first, "entered_by": "b", "number": 3, "id": "01980a3e-1c5b-7cc3-9d1e-3f5a6b7c8d90"}
    assert refusal(database, "account_entry", second) == "account_entry_one_by_member"


@pytest.mark.parametrize(
    ("table", "change", "constraint"),
    [
        ("application", {"case_number": "EB-2026-999999"}, "application_open_once"),
        ("application", {"number": 2}, "application_case_number_key"),
        ("application", {"number": 2, "case_number": "1"}, "application_case_number"),
        ("application", {"month": "2026-13"}, "application_month"),
        ("application", {"kind": "other"}, "application_kind"),
        ("application_signature", {}, "application_signature_pkey"),
        ("register_answer", {}, "register_answer_pkey"),
        ("register_evidence", {}, "register_evidence_once"),
        ("register_evidence", {"verdict": "answered", "reason": "timeOut"}, "register_evidence_reason"),
        ("register_evidence", {"verdict": "notVerifiable", "reason": None}, "register_evidence_reason"),
        ("register_evidence", {"verdict": "fine", "reason": None}, "register_evidence_verdict"),
        ("application_verified", {}, "application_verified_pkey"),
        ("decision_made", {}, "decision_made_pkey"),
        ("decision_made", {"decision_id": NEW, "outcome": "perhaps"}, "decision_made_outcome"),
        ("decision_revoked", {}, "decision_revoked_pkey"),
        ("decision_revoked", {"decision_id": NEW, "outcome": "perhaps"}, "decision_revoked_outcome"),
        ("payment_ended", {"status": "lost", "because": None}, "payment_ended_status"),
        ("payment_ended", {"status": "settled"}, "payment_ended_because"),
        ("payment_ended", {"because": "whim"}, "payment_ended_because"),
        ("conflict", {"id": NEW, "household_id": NEW}, "conflict_household_id_fkey"),
        ("household", {"municipality": "126"}, "household_municipality"),
        ("household_version", {}, "household_version_pkey"),
        ("household_version", {"version": 0}, "household_version_positive"),
        ("household_version", {"version": 2, "kind": "family"}, "household_version_kind"),
        ("member", {"role": "lodger", "person": "other"}, "member_role"),
        ("member", {}, "member_once"),
        ("representative", {}, "representative_pkey"),
        ("account_entry", {"version": 0}, "account_entry_version_positive"),
        ("application", {"number": 0}, "application_number_positive"),
        ("application", {"number": 2, "channel": "telephone"}, "application_channel"),
        ("application_signature", {"channel": "telephone"}, "application_signature_channel"),
        ("register_question", {"member_id": NEW}, "register_question_signed"),
        ("register_evidence", {"block": "SMHI"}, "register_evidence_block"),
        ("account_compared", {"status": "registered"}, "account_compared_status"),
    ],
)
async def test_what_may_not_be_is_refused_by_name(
    filled: ServiceUnderTest, database: Database, table: str, change: dict[str, object], constraint: str
) -> None:
    assert refusal(database, table, await another(filled, table, change)) == constraint
