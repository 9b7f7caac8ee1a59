"""At which of four levels an answer is missing: the call itself, a block of it, an authority's state or deviation
inside FK's block, or what stands in a payload."""

from enum import StrEnum

from services.intake.registers.rules import Block, Reason


class Level(StrEnum):
    CALL = "call"
    BLOCK = "block"
    SOURCE = "source"
    PAYLOAD = "payload"


_OF_CALL = frozenset(
    {
        Reason.TIME_OUT,
        Reason.CONNECTION_FAILED,
        Reason.HTTP_ERROR,
        Reason.TOO_LARGE,
        Reason.SOAP_FAULT,
        Reason.OTHER_QUESTION,
    }
)
_OF_BLOCK = frozenset({Reason.BLOCK_MISSING, Reason.BLOCK_ERROR})
_OF_STATE = frozenset({Reason.SOURCE_FAILED, Reason.DEVIATION, Reason.UNKNOWN_CODE, Reason.STATUS_MISSING})


def level_of(block: Block, reason: Reason) -> Level:
    """FK alone has authorities inside it, each with a state of its own; elsewhere a code is the payload's."""
    if reason in _OF_CALL:
        return Level.CALL
    if reason in _OF_BLOCK:
        return Level.BLOCK
    return Level.SOURCE if block is Block.FK and reason in _OF_STATE else Level.PAYLOAD
