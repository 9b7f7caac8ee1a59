"""What really happened, as the machine saw it from outside: who did each act that was answered with 2xx. The services'
own rows and statements are held against this."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from shared.persons import PersonalNumber, person_key
from tests.harness.service import person

Number = tuple[str, str]
"""Clearing and account number."""


@dataclass
class Home:
    """A household: `people` are (member id, personal number, role) of its newest version."""

    id: UUID
    version: int
    people: list[tuple[str, str, str]]

    @property
    def adults(self) -> list[tuple[str, str, str]]:
        return [one for one in self.people if one[2] != "child"]


@dataclass
class Account:
    id: UUID
    home: Home
    version: int


@dataclass
class Application:
    id: UUID
    home: Home


@dataclass
class Calculation:
    id: str
    work_item_id: str
    deficit_ore: int


@dataclass
class Ledger:
    """Persons are person keys. `entries`: who typed which account number, by account and version."""

    homes: list[Home] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    calculations: list[Calculation] = field(default_factory=list)
    registered: dict[tuple[UUID, int], str] = field(default_factory=dict)
    ever_members: dict[UUID, set[str]] = field(default_factory=dict)
    entries: dict[tuple[UUID, int], list[tuple[str, Number]]] = field(default_factory=dict)
    typed: dict[UUID, set[str]] = field(default_factory=dict)
    calculated: dict[str, str] = field(default_factory=dict)
    decided: dict[UUID, set[str]] = field(default_factory=dict)
    released: dict[UUID, str] = field(default_factory=dict)
    proposed: dict[UUID, set[str]] = field(default_factory=dict)
    renewed: dict[UUID, str] = field(default_factory=dict)
    let_go: dict[UUID, str] = field(default_factory=dict)
    conflicts: dict[UUID, set[str]] = field(default_factory=dict)
    revoked: dict[UUID, set[UUID]] = field(default_factory=dict)
    """The decisions that were revoked, each with all the orders that were in a bank file by then."""
    withdrawn: dict[UUID, set[UUID]] = field(default_factory=dict)
    """The applications that were withdrawn, each with all the orders that were in a bank file by then."""
    earlier: dict[str, str] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)

    def key(self, number: str) -> str:
        """The person key of whoever has this number: `earlier` leads from a later number to the one before it."""
        first = self.earlier.get(number, number)
        self.numbers.update({number, first})
        return person(first)

    def who(self, keys: set[str], secrets: Sequence[bytes]) -> set[str]:
        """These person keys as `key` gives them, made with whichever secret: a person is who they are."""
        real = {
            person_key(PersonalNumber.parse(number), secret): self.key(number)
            for number in list(self.numbers)
            for secret in secrets
        }
        return {real.get(key, key) for key in keys}

    def own_case_of(self, household_id: UUID) -> set[str]:
        """Who is or was in the household, or has declared a conflict of interest with it (C2)."""
        return self.ever_members[household_id] | self.conflicts.get(household_id, set())

    def keep_home(self, home: Home, by: str) -> None:
        self.registered[home.id, home.version] = self.key(by)
        self.ever_members.setdefault(home.id, set()).update(self.key(number) for _, number, _ in home.people)

    def keep_entry(self, account: Account, by: str, number: Number) -> None:
        self.entries.setdefault((account.id, account.version), []).append((self.key(by), number))

    def keep_typed(self, application: Application, by: str | None) -> None:
        self.typed[application.id] = set() if by is None else {self.key(by)}

    def keep_calculation(self, made: Calculation, by: str) -> None:
        self.calculations.append(made)
        self.calculated[made.id] = self.key(by)

    def keep_decision(self, decision_id: UUID, calculation: Calculation, by: str) -> None:
        self.decided[decision_id] = {self.key(by), self.calculated[calculation.id]}

    def keep_proposal(self, proposal_id: UUID, calculation: Calculation, by: str) -> None:
        self.proposed[proposal_id] = {self.key(by), self.calculated[calculation.id]}
