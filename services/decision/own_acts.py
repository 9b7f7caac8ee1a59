"""What decision does by itself: what follows from a fact, or from time. The control log names the service."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.acts import Act
from shared.auth.callers import Caller, Role
from shared.running import Running


def own_act(running: Running, connection: AsyncConnection, name: str, municipality: str, **subjects: str | UUID) -> Act:
    """An act by this service in its own name, in this transaction."""
    caller = Caller(None, frozenset({Role.SERVICE}), municipality, service=running.name)
    act = Act(running, caller, connection, name)
    act.about(**subjects)
    return act
