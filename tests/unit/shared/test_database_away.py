"""A database that goes away is told as such, at whatever moment it goes."""

import pytest
from asyncpg.exceptions import (
    AdminShutdownError,
    CannotConnectNowError,
    ConnectionDoesNotExistError,
    CrashShutdownError,
    PostgresError,
)
from sqlalchemy.exc import DBAPIError

from shared.database import meaning_of
from shared.problems import Unavailable


@pytest.mark.parametrize(
    "refusal", [AdminShutdownError, CrashShutdownError, CannotConnectNowError, ConnectionDoesNotExistError]
)
def test_it_is_unavailable_also_while_a_connection_is_opened(
    refusal: type[PostgresError],
) -> None:
    """No connection is invalidated then, since there is none yet."""
    error = DBAPIError(None, None, refusal("gone"))
    assert isinstance(meaning_of(error, {}), Unavailable)
