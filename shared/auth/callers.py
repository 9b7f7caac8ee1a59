"""Who is calling: a person with roles in one municipality, or a service."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The roles of design and glossary, as tokens write them."""

    CITIZEN = "citizen"
    REGISTRAR = "registrar"
    ECONOMY_SECRETARY = "economySecretary"
    SOCIAL_WORKER = "socialWorker"
    UNIT_HEAD = "unitHead"
    PAYER = "payer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SERVICE = "service"


STAFF = frozenset(Role) - {Role.CITIZEN, Role.SERVICE}


@dataclass(frozen=True, slots=True)
class Caller:
    """`person` is the person key, the same for every user account of that person; `municipality` is a four-digit
    kommunkod. A service has no person and no municipality of its own: it speaks for all that it serves."""

    person: str | None
    roles: frozenset[Role]
    municipality: str
    service: str | None = None

    def acting_as(self, allowed: frozenset[Role]) -> Role | None:
        """The role in which the caller may do this, or None. With several, the first in the order of `Role`."""
        return next((role for role in Role if role in self.roles & allowed), None)
