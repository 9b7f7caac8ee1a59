"""What the database itself refuses, tried with raw SQL (C5, C14)."""

import psycopg
import pytest
from psycopg import errors, sql

from deploy.local.databases import Database
from services.intake.tables import metadata
from tests.harness.intake import (
    REGISTRAR,
    Registers,
    applied,
    compared,
    count,
    decide,
    end_payment,
    entered,
    register,
    rows,
    run_jobs,
)
from tests.harness.service import ServiceUnderTest

TABLES = sorted(metadata.tables)


@pytest.fixture
async def filled(intake: ServiceUnderTest, registers: Registers) -> ServiceUnderTest:
    """Something in every table."""
    household = await register(intake)
    await compared(intake, await entered(intake, household), "payable")
    application = await applied(intake, household, number=REGISTRAR, role="registrar")
    await run_jobs(intake, registers)
    await end_payment(intake, application, await decide(intake, application, 1), 1, "settled")
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
        ("payment_ended", {"status": "lost"}, "payment_ended_status"),
        ("account_compared", {"status": "registered"}, "account_compared_status"),
    ],
)
async def test_what_may_not_be_is_refused_by_name(
    filled: ServiceUnderTest, database: Database, table: str, change: dict[str, object], constraint: str
) -> None:
    assert refusal(database, table, await another(filled, table, change)) == constraint


async def another(intake: ServiceUnderTest, table: str, change: dict[str, object]) -> dict[str, object]:
    """A row like one that is there, with a new id and this change."""
    found = (await rows(intake, f"select * from {table} limit 1"))[0]
    fresh = {"id": "01980a3e-1c5b-7cc3-9d1e-3f5a6b7c8d9f"} if "id" in found else {}
    return {**found, **fresh, **change}


def refusal(database: Database, table: str, row: dict[str, object]) -> str:
    """The name of the constraint that refuses the row, as the runtime role; nothing where it is taken."""
    values = [
        psycopg.types.json.Jsonb(value) if isinstance(value, dict | list) and not _is_array(value) else value
        for value in row.values()
    ]
    statement = sql.SQL("insert into {table} ({columns}) values ({values})").format(
        table=sql.Identifier(table),
        columns=sql.SQL(", ").join(map(sql.Identifier, row)),
        values=sql.SQL(", ").join(sql.Placeholder() * len(row)),
    )
    with psycopg.connect(database.runtime_dsn) as runtime:
        try:
            runtime.execute(statement, values)
        except errors.IntegrityError as refused:
            return str(refused.diag.constraint_name)
    return ""


def _is_array(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], int)
