"""What payout does by itself: what follows from a fact, a job, a report from the bank. The control log names the
service as who acted."""

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


def following(act: Act, name: str, **subjects: str | UUID) -> Act:
    """What payout does by itself because of another act, in the same transaction and at the same moment."""
    own = own_act(act.running, act.connection, name, act.municipality, **subjects)
    own.now = act.now
    return own


def alongside(act: Act, name: str, **subjects: str | UUID) -> Act:
    """A part of what the same person does in the same transaction, with an entry of its own in the control log."""
    part = Act(act.running, act.caller, act.connection, name)
    part.role, part.now, part.municipality = act.role, act.now, act.municipality
    part.about(**subjects)
    return part
