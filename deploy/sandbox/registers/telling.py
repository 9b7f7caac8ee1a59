"""What the writer of one block needs: the question, the person, and the faults that hit this block."""

from dataclasses import dataclass
from decimal import Decimal

from deploy.sandbox.persons import staff
from deploy.sandbox.registers.people import Fault, FaultKind, Payment, Person
from deploy.sandbox.registers.question import Question

_SOMEONE_ELSE = staff(10_000).number.digits


@dataclass(frozen=True, slots=True)
class Telling:
    question: Question
    person: Person
    faults: tuple[Fault, ...]

    def fault(self, kind: FaultKind) -> Fault | None:
        return next((fault for fault in self.faults if fault.kind is kind), None)

    def code(self, usual: str) -> str:
        """The block's status code, or one that the contract does not have."""
        unknown = self.fault(FaultKind.UNKNOWN_CODE)
        return usual if unknown is None else unknown.code or "77"

    @property
    def number(self) -> str:
        """The twelve digits that the answer says it is about."""
        return _SOMEONE_ELSE if self.fault(FaultKind.OTHER_PERSON) else self.question.personal_number

    @property
    def broken(self) -> bool:
        return self.fault(FaultKind.BROKEN_PAYLOAD) is not None

    def asked_for(self, payments: list[Payment]) -> list[Payment]:
        first, last = self.question.first_day, self.question.last_day
        return [payment for payment in payments if payment.within(first, last)]


def kronor(ore: int) -> str:
    return str(Decimal(ore) / 100)
