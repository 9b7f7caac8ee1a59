"""A database that goes away is told as such, at whatever moment it goes."""

import pytest
from asyncpg.exceptions import (
    AdminShutdownError,
    CannotConnectNowError,
    ConnectionDoesNotExistError,
    CrashShutdownError,
    DiskFullError,
    OutOfMemoryError,
    PostgresError,
    PostgresIOError,
    QueryCanceledError,
    TooManyConnectionsError,
    UndefinedColumnError,
)
from sqlalchemy.exc import DBAPIError

from shared.database import meaning_of
from shared.problems import Unavailable

AWAY = (
    AdminShutdownError,
    CannotConnectNowError,
    ConnectionDoesNotExistError,
    CrashShutdownError,
    DiskFullError,
    OutOfMemoryError,
    PostgresIOError,
    QueryCanceledError,
    TooManyConnectionsError,
)


@pytest.mark.parametrize("refusal", AWAY)
def test_it_is_unavailable_whether_or_not_the_connection_is_lost(refusal: type[PostgresError]) -> None:
    error = DBAPIError(None, None, refusal("gone"))
    assert isinstance(meaning_of(error, {}), Unavailable)


def test_a_fault_of_ours_stays_one() -> None:
    error = DBAPIError(None, None, UndefinedColumnError("no such column"))
    assert meaning_of(error, {}) is error
