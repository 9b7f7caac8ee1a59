"""Where an answer is missing, and how that is told."""

import pytest

from services.intake.evidence.wording import NAMES, explained
from services.intake.registers.levels import Level, level_of
from services.intake.registers.rules import Block, Reason, Verdict


@pytest.mark.parametrize(
    ("reason", "inside_fk", "elsewhere"),
    [
        (Reason.TIME_OUT, Level.CALL, Level.CALL),
        (Reason.SOAP_FAULT, Level.CALL, Level.CALL),
        (Reason.BLOCK_ERROR, Level.BLOCK, Level.BLOCK),
        (Reason.BLOCK_MISSING, Level.BLOCK, Level.BLOCK),
        (Reason.DEVIATION, Level.SOURCE, Level.PAYLOAD),
        (Reason.SOURCE_FAILED, Level.SOURCE, Level.PAYLOAD),
        (Reason.UNKNOWN_CODE, Level.SOURCE, Level.PAYLOAD),
        (Reason.UNREADABLE, Level.PAYLOAD, Level.PAYLOAD),
        (Reason.OTHER_PERSON, Level.PAYLOAD, Level.PAYLOAD),
    ],
)
def test_fk_alone_has_authorities_inside_it(reason: Reason, inside_fk: Level, elsewhere: Level) -> None:
    assert level_of(Block.FK, reason) is inside_fk
    assert {level_of(block, reason) for block in Block if block is not Block.FK} == {elsewhere}


@pytest.mark.parametrize("block", Block)
@pytest.mark.parametrize("reason", Reason)
def test_no_answer_is_never_told_as_no_income(block: Block, reason: Reason) -> None:
    told = explained(block, Verdict.NOT_VERIFIABLE, reason)

    assert "betyder inte att det saknas inkomst" in told.sv
    assert "does not mean that there is no income" in told.en
    assert "{" not in told.sv + told.en


@pytest.mark.parametrize("block", Block)
def test_an_answer_names_who_gave_it(block: Block) -> None:
    answered, nothing = (explained(block, verdict, None) for verdict in (Verdict.ANSWERED, Verdict.NOTHING_HELD))

    assert answered.sv.startswith(NAMES[block].sv)
    assert nothing.en.startswith(NAMES[block].en)
    assert answered != nothing
