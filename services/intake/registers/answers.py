"""From the bytes of a response to one answer per block. Nothing here is asked or remembered: frozen bytes read again
give the same answers."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from services.intake.registers.blocks import af, csn, fk, miv, skv, so, tns
from services.intake.registers.reading import Unreadable
from services.intake.registers.rules import Block, BlockAnswer, CodeTable, Failure, Payload, Reason, judge_all
from services.intake.registers.ssbtek import Question, read_response

_READERS: dict[Block, Callable[[Element], Payload]] = {
    Block.AF: af.read,
    Block.CSN: csn.read,
    Block.SKV: skv.read,
    Block.SO: so.read,
    Block.TNS: tns.read,
    Block.MIV: miv.read,
}


def read_answers(raw: bytes, question: Question, codes: CodeTable) -> dict[Block, BlockAnswer]:
    """An answer for each block that `question` asks, whatever `raw` is. Raises nothing."""
    blocks = read_response(raw, question.correlation_id)
    if isinstance(blocks, Failure):
        return judge_all(question.blocks, blocks, question.person.digits, codes)
    found = {block: _read(block, blocks[block], question) for block in question.blocks & blocks.keys()}
    return judge_all(question.blocks, found, question.person.digits, codes)


def _read(block: Block, data: Element | Failure, question: Question) -> Payload | Failure:
    if isinstance(data, Failure):
        return data
    try:
        return fk.read(data, question.benefit_groups) if block is Block.FK else _READERS[block](data)
    except Unreadable as unreadable:
        return Failure(Reason.UNREADABLE, str(unreadable))
