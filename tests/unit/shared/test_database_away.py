"""A database that goes away is told as such, at whatever moment it goes (C15): by PostgreSQL's codes for it."""

import pytest
from asyncpg.exceptions import PostgresError
from sqlalchemy.exc import DBAPIError

from shared.database import meaning_of
from shared.problems import Busy, Unavailable


def refused(code: str) -> DBAPIError:
    refusal = PostgresError("refused")
    refusal.sqlstate = code
    return DBAPIError(None, None, refusal)


@pytest.mark.parametrize(
    "code", ["08003", "08P01", "53100", "53200", "53300", "57014", "57P01", "57P02", "57P03", "58030"]
)
def test_it_is_unavailable_whether_or_not_the_connection_is_lost(code: str) -> None:
    assert isinstance(meaning_of(refused(code), {}), Unavailable)


@pytest.mark.parametrize("code", ["40001", "40P01", "55P03"])
def test_what_may_succeed_at_once_is_busy(code: str) -> None:
    assert isinstance(meaning_of(refused(code), {}), Busy)


@pytest.mark.parametrize("code", ["22012", "42703", "55000", "XX000"])
def test_a_fault_of_ours_stays_one(code: str) -> None:
    error = refused(code)
    assert meaning_of(error, {}) is error
