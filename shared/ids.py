"""Ids of things: UUIDv7 (RFC 9562), which sort by when they were made."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A new id. Made here and not by the database, since a statement names the object before it is stored."""
    return uuid7()
