"""In which role somebody works on what comes from a queue."""

from services.decision.queues.rules import CLAIMED_BY, Queue
from shared.acts import Act
from shared.auth.callers import Role
from shared.problems import RoleMissing


def act_as(act: Act, queue: Queue) -> Role:
    """The queue's role, which is then the act's. Raises RoleMissing where the caller does not have it."""
    role = CLAIMED_BY[queue]
    if role not in act.caller.roles:
        raise RoleMissing([role.value])
    act.role = role
    return role
