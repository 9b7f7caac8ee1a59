"""C10 by property: whatever is wrong with an answer, it is never read as "this person has nothing", and no payment in
it is lost without a word. The answers start as the stand-in's, for a person who has something everywhere."""

import base64
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4
from xml.etree.ElementTree import Element, tostring

from defusedxml import ElementTree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.sandbox.persons import household
from deploy.sandbox.registers import answers, question
from deploy.sandbox.registers.people import Capital, Payment, Person
from services.intake.registers.answers import read_answers
from services.intake.registers.rules import Block, BlockAnswer, Verdict, fetch_window
from services.intake.registers.settings import RegisterSettings
from services.intake.registers.ssbtek import SSBT, Question, Submitter, envelope
from shared.months import Month

PERSON = household(3).adults[0].number
SETTINGS = RegisterSettings(url="http://registers.test", actor_id="026-99")
ASKED = Question(
    person=PERSON,
    blocks=frozenset(Block),
    period=fetch_window(Month.parse("2026-12")),
    case_number="EB-2026-000123",
    purpose="Prövning av ansökan",
    legal_ground="15 kap. 10 § socialtjänstlagen",
    on_behalf_of=Submitter("162120001234", "Testkommuns socialnämnd", "registerfråga"),
    correlation_id=uuid4(),
    asked_at=datetime(2026, 12, 1, tzinfo=UTC),
    actor_id=SETTINGS.actor_id,
    lefi_version=SETTINGS.lefi_version,
    benefit_groups=SETTINGS.benefit_groups,
)


def paid(kind: str, ore: int, planned: bool = False) -> Payment:
    days = {"period_from": date(2026, 11, 1), "period_to": date(2026, 11, 30), "paid_on": date(2026, 11, 25)}
    return Payment(kind=kind, label="Bidrag", amount_ore=ore, planned=planned, **days)


RICH = Person(
    personal_number=PERSON.digits,
    fk=[paid("BOB", 185_000), paid("SJP", 12_345, planned=True)],
    pm=[paid("AP", 400_000), paid("EF", 300_000, planned=True)],
    csn=[paid("GRUND", 1_200_000), paid("GRUND", 1_100_000, planned=True)],
    so=[paid("", 125_050), paid("", 125_051)],
    capital=Capital(assessment_year=2026, amount_kronor=321),
    job_seeker=True,
    vehicles=1,
    permits=1,
)
WHOLE = answers.answer(question.read(envelope(ASKED)), RICH, [])
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
JUNK = st.one_of(st.none(), st.booleans(), st.text(), st.lists(st.one_of(st.none(), st.text()), min_size=1))


def read(body: bytes) -> Mapping[Block, BlockAnswer]:
    return read_answers(body, ASKED, SETTINGS.codes)


def amounts(answer: BlockAnswer) -> Counter[tuple[str, int]]:
    return Counter((income.kind, income.amount_ore) for income in answer.incomes)


BEFORE = read(WHOLE.encode())


def check_nothing_is_lost_in_silence(after: Mapping[Block, BlockAnswer]) -> None:
    for block, answer in after.items():
        assert answer.verdict is not Verdict.NOTHING_HELD, block
        if answer.verdict is Verdict.ANSWERED:
            assert amounts(answer) == amounts(BEFORE[block]), block


def test_the_answer_that_is_then_spoiled_is_whole() -> None:
    assert {answer.verdict for answer in BEFORE.values()} == {Verdict.ANSWERED}
    assert sum(len(answer.incomes) for answer in BEFORE.values()) == 9


@QUICK
@given(st.binary())
def test_bytes_are_no_answer(body: bytes) -> None:
    assert {answer.verdict for answer in read(body).values()} == {Verdict.NOT_VERIFIABLE}


@QUICK
@given(st.integers(0, len(WHOLE.encode()) - 1))
def test_an_answer_cut_short_is_no_answer(length: int) -> None:
    assert {answer.verdict for answer in read(WHOLE.encode()[:length]).values()} == {Verdict.NOT_VERIFIABLE}


def elements(root: Element) -> list[Element]:
    """Every element but the one that AF's contract lets AF leave out."""
    return [one for one in root.iter() if not one.tag.endswith("}ArbetssokandeInfo")]


@QUICK
@given(st.data())
def test_one_element_of_another_name(data: st.DataObject) -> None:
    root = ElementTree.fromstring(WHOLE)
    spoiled = data.draw(st.sampled_from(elements(root)))
    spoiled.tag = spoiled.tag.rpartition("}")[0] + spoiled.tag.rpartition("}")[1] + "annat"
    check_nothing_is_lost_in_silence(read(tostring(root)))


@QUICK
@given(st.data(), st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cn", "Nd"))))
def test_one_element_with_another_text(data: st.DataObject, text: str) -> None:
    root = ElementTree.fromstring(WHOLE)
    data.draw(st.sampled_from(list(root.iter()))).text = text
    check_nothing_is_lost_in_silence(read(tostring(root)))


@QUICK
@given(st.data())
def test_one_element_twice(data: st.DataObject) -> None:
    """A payment told twice is two payments; nothing else may be told twice without notice."""
    root = ElementTree.fromstring(WHOLE)
    parent = data.draw(st.sampled_from([one for one in root.iter() if len(one)]))
    child = data.draw(st.sampled_from(list(parent)))
    parent.append(child)
    for block, answer in read(tostring(root)).items():
        assert answer.verdict is not Verdict.NOTHING_HELD
        assert amounts(answer) >= amounts(BEFORE[block]) or answer.verdict is Verdict.NOT_VERIFIABLE


def inside(path: str) -> bytes:
    return base64.b64decode(ElementTree.fromstring(WHOLE).findtext(path) or "")


def spoil_inside(path: str, told: bytes) -> Mapping[Block, BlockAnswer]:
    root = ElementTree.fromstring(WHOLE)
    root.findall(path)[0].text = base64.b64encode(told).decode()
    return read(tostring(root))


CSN = f".//{SSBT}CSN/{SSBT}data/{SSBT}svar"
FK = f".//{SSBT}FK/{SSBT}data/{SSBT}lefiJsonSvar"


@QUICK
@given(st.data(), st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cn", "Nd"))), st.booleans())
def test_one_element_of_csn(data: st.DataObject, text: str, renamed: bool) -> None:
    answer = ElementTree.fromstring(inside(CSN))
    spoiled = data.draw(st.sampled_from(list(answer.iter())))
    if renamed:
        spoiled.tag = spoiled.tag.rpartition("}")[0] + "}annat"
    else:
        spoiled.text = text
    after = spoil_inside(CSN, tostring(answer))
    assert after[Block.CSN].verdict is not Verdict.NOTHING_HELD
    if after[Block.CSN].verdict is Verdict.ANSWERED:
        assert sorted(one.amount_ore for one in after[Block.CSN].incomes) == [1_100_000, 1_200_000]


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if not isinstance(document, dict | list):
        return
    for key, value in document.items() if isinstance(document, dict) else enumerate(document):
        yield from places(value, (*path, key))


LEFI = json.loads(inside(FK))


@QUICK
@given(st.sampled_from(list(places(LEFI))), JUNK)
def test_one_value_of_fk(place: tuple[Any, ...], junk: Any) -> None:
    spoiled = json.loads(json.dumps(LEFI))
    holder = spoiled
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = junk
    after = spoil_inside(FK, json.dumps(spoiled).encode())
    assert after[Block.FK].verdict is not Verdict.NOTHING_HELD
    if after[Block.FK].verdict is Verdict.ANSWERED:
        assert sorted(one.amount_ore for one in after[Block.FK].incomes) == [12_345, 185_000, 300_000, 400_000]


ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(sorted(LEFI)), inner),
    max_leaves=12,
)


@QUICK
@given(ANY_JSON)
def test_any_json_for_fk(document: Any) -> None:
    after = spoil_inside(FK, json.dumps(document).encode())
    assert after[Block.FK].verdict is Verdict.NOT_VERIFIABLE
    assert after[Block.CSN].verdict is Verdict.ANSWERED


def test_a_deep_document_is_read_or_refused_but_does_no_harm() -> None:
    depth = 50_000
    nested = "<a>" * depth + "</a>" * depth
    assert read(nested.encode())[Block.FK].verdict is Verdict.NOT_VERIFIABLE
    deep = WHOLE.replace("<ssbt:svarsdata>", f"<ssbt:svarsdata>{nested}", 1)
    assert read(deep.encode())[Block.FK].verdict is Verdict.ANSWERED


def test_an_answer_to_another_question_is_no_answer() -> None:
    other = WHOLE.replace(str(ASKED.correlation_id), str(uuid4()))
    assert {str(answer.reason) for answer in read(other.encode()).values()} == {"otherQuestion"}
