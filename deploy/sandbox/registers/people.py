"""Whom the register stand-in knows, what it holds about them, and how it misbehaves when it is asked."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from deploy.sandbox.web import TEST_NUMBER

BlockName = Literal["AF", "CSN", "FK", "SKV", "SO", "TNS", "MIV"]
BLOCKS: tuple[BlockName, ...] = ("AF", "CSN", "FK", "SKV", "SO", "TNS", "MIV")


class Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class Payment(Camel):
    """`kind` is the source's own code: FK "BOB", PM "AP", CSN "GRUND"; the funds (SO) have none."""

    kind: str = Field("", max_length=20)
    label: str = Field("", max_length=40)
    amount_ore: int = Field(ge=-(10**9), le=10**9)
    period_from: date
    period_to: date
    paid_on: date
    planned: bool = False

    def within(self, first: date, last: date) -> bool:
        return first <= self.paid_on <= last or (self.period_from <= last and self.period_to >= first)


class Capital(Camel):
    assessment_year: int = Field(ge=1990, le=2100)
    amount_kronor: int = Field(ge=0, le=10**9)


class FaultKind(StrEnum):
    """Those down to `brokenXml` are about the whole call, the rest about one block. `trickle` sends a byte now and
    then and never ends; `httpError` with a code of 3xx leads back to the same address, and with 429 or 503 and
    `seconds` asks to be left alone for so long."""

    DELAY = "delay"
    NO_ANSWER = "noAnswer"
    TRICKLE = "trickle"
    CONNECTION_DROP = "connectionDrop"
    HTTP_ERROR = "httpError"
    SOAP_FAULT = "soapFault"
    BROKEN_XML = "brokenXml"
    BLOCK_ERROR = "blockError"
    BLOCK_MISSING = "blockMissing"
    BROKEN_PAYLOAD = "brokenPayload"
    UNKNOWN_CODE = "unknownCode"
    OTHER_PERSON = "otherPerson"
    UNAVAILABLE = "unavailable"
    DEVIATION = "deviation"


class Fault(Camel):
    """`block` None: every block that can have such a fault. `times` None: until it is taken away; otherwise that many
    calls. `code` is the code sent (an error's, a status', a deviation's), `seconds` a delay's length, `source` SSBT or
    BT of a block error and FK or PM of `unavailable`."""

    kind: FaultKind
    block: BlockName | None = None
    seconds: float = Field(0, ge=0, le=600)
    code: str | None = Field(None, max_length=60)
    source: Literal["SSBT", "BT", "FK", "PM"] | None = None
    times: int | None = Field(None, ge=1)


class Person(Camel):
    """What the registers hold: nothing, unless it is said."""

    personal_number: Annotated[str, TEST_NUMBER]
    fk: list[Payment] = []
    pm: list[Payment] = []
    csn: list[Payment] = []
    so: list[Payment] = []
    job_seeker: bool = False
    capital: Capital | None = None
    vehicles: int = Field(0, ge=0, le=50)
    permits: int = Field(0, ge=0, le=50)
    known_to_csn: bool = True
    """False: CSN answers "Ej träff"."""
    protected: bool = False
    faults: list[Fault] = []


class Faults(Camel):
    faults: list[Fault]


class People:
    """The table, in memory, by the reference that a test or the demo has chosen."""

    def __init__(self) -> None:
        self._by_ref: dict[str, Person] = {}
        self._ref_by_number: dict[str, str] = {}

    def put(self, ref: str, person: Person) -> None:
        self._by_ref[ref] = person
        self._ref_by_number[person.personal_number] = ref

    def get(self, ref: str) -> Person | None:
        return self._by_ref.get(ref)

    def find(self, number: str) -> tuple[str, Person] | None:
        """By the twelve digits that a question names."""
        ref = self._ref_by_number.get(number)
        return None if ref is None else (ref, self._by_ref[ref])

    def clear(self) -> None:
        self._by_ref.clear()
        self._ref_by_number.clear()


def faults_of_this_call(person: Person) -> list[Fault]:
    """The faults that hit now. Those with a number of times come one nearer to their end."""
    hitting = list(person.faults)
    for fault in hitting:
        if fault.times is not None:
            fault.times -= 1
    person.faults = [fault for fault in person.faults if fault.times is None or fault.times > 0]
    return hitting
