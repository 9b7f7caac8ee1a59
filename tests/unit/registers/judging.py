"""Payloads of single blocks, judged about one person."""

from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from deploy.sandbox.persons import household
from services.intake.registers.rules import KNOWN_CODES, Block, BlockAnswer, Payload, Verdict, judge

NUMBER = household(11).adults[0].number.digits
NOTHING, ANSWERED, NOT_VERIFIABLE = Verdict.NOTHING_HELD, Verdict.ANSWERED, Verdict.NOT_VERIFIABLE


def judged(block: Block, payload: Payload) -> BlockAnswer:
    return judge(block, payload, NUMBER, KNOWN_CODES)


def data(inside: str) -> Element:
    root: Element = ElementTree.fromstring(f"<data>{inside}</data>")
    return root
