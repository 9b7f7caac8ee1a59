"""The look-up over real HTTP, against the register stand-in."""

import asyncio
import logging
from itertools import count
from typing import Any

import httpx
import pytest

from deploy.sandbox.persons import household
from services.intake.registers.client import retry_wait
from services.intake.registers.rules import Block, PaymentStatus, Reason, Verdict
from services.intake.registers.settings import RegisterSettings
from services.intake.registers.ssbtek import Submitter
from shared.money import kronor
from shared.persons import PersonalNumber
from tests.harness.register_sources import EVERY_BLOCK, Sources

pytestmark = pytest.mark.asyncio(loop_scope="module")
_next = count()
MAY = {"periodFrom": "2026-05-01", "periodTo": "2026-05-31", "paidOn": "2026-05-25"}
EARLY = {"periodFrom": "2026-01-01", "periodTo": "2026-01-31", "paidOn": "2026-01-25"}


@pytest.fixture
def person() -> PersonalNumber:
    return household(next(_next)).adults[0].number


async def test_who_is_known_and_has_nothing_has_nothing_in_every_block(
    sources: Sources, person: PersonalNumber
) -> None:
    await sources.knows("nobody-special", person)
    found = await sources.look_up(person)
    assert {block: answer.verdict for block, answer in found.answers.items()} == dict.fromkeys(
        Block, Verdict.NOTHING_HELD
    )
    assert all(answer.reason is None and not answer.incomes for answer in found.answers.values())
    assert not found.protected


async def test_one_person_is_one_call_whatever_is_asked(sources: Sources, person: PersonalNumber) -> None:
    await sources.knows("once", person)
    await sources.look_up(person)
    assert await sources.calls("once") == 1


async def test_every_kind_of_income_comes_in_ore_with_its_dates(sources: Sources, person: PersonalNumber) -> None:
    await sources.knows(
        "rich",
        person,
        fk=[
            {"kind": "BOB", "label": "Bostadsbidrag", "amountOre": 185_000, **MAY},
            {"kind": "SJP", "label": "Sjukpenning", "amountOre": 12_345, "planned": True, **MAY},
            {"kind": "BOB", "label": "Bostadsbidrag", "amountOre": 1, **EARLY},
        ],
        pm=[{"kind": "AP", "amountOre": 400_000, **MAY}],
        csn=[{"kind": "GRUND", "label": "Studiemedel", "amountOre": 1_250_000, "planned": True, **MAY}],
        so=[{"amountOre": 125_050, **MAY}],
        capital={"assessmentYear": 2026, "amountKronor": 321},
        jobSeeker=True,
        vehicles=2,
        permits=1,
    )
    found = await sources.look_up(person)
    assert {answer.verdict for answer in found.answers.values()} == {Verdict.ANSWERED}
    seen = {
        (income.kind, income.amount_ore, str(income.paid_on), income.status)
        for answer in found.answers.values()
        for income in answer.incomes
    }
    assert seen == {
        ("FK:BOB", 185_000, "2026-05-25", PaymentStatus.PAID),
        ("FK:SJP", 12_345, "2026-05-25", PaymentStatus.PLANNED),
        ("PM:AP", 400_000, "2026-05-25", PaymentStatus.PAID),
        ("CSN:GRUND", 1_250_000, "2026-05-25", PaymentStatus.PLANNED),
        ("SO:Arbetsloshetsersattning", 125_050, "2026-05-25", PaymentStatus.PAID),
        ("SKV:Kapital", 32_100, "None", PaymentStatus.PAID),
    }
    benefit = found.answers[Block.FK].incomes[0]
    assert (benefit.source, benefit.label) == ("FK", "Bostadsbidrag")
    assert [str(day) for day in (benefit.period_from, benefit.period_to)] == ["2026-05-01", "2026-05-31"]
    study = found.answers[Block.CSN].incomes[0]  # CSN gives weeks: the Monday of the first, the Sunday of the last
    assert [str(day) for day in (study.period_from, study.period_to)] == ["2026-04-27", "2026-05-31"]
    assert kronor(benefit.amount_ore) == "1\u00a0850,00\u00a0kr"


async def test_what_is_asked_says_why_and_for_whom(sources: Sources, person: PersonalNumber) -> None:
    """C11: case number, purpose, legal ground and on whose behalf go with every call."""
    await sources.knows("asked", person)
    found = await sources.look_up(person, frozenset({Block.FK, Block.SO}), "2026-03")
    (asked,) = await sources.questions("asked")
    assert asked == {
        "correlationId": str(found.correlation_id),
        "caseNumber": "EB-2026-000123",
        "purpose": "Prövning av ansökan om ekonomiskt bistånd",
        "legalGround": "15 kap. 10 § socialtjänstlagen (2025:400)",
        "organisationNumber": "162120001234",
        "organisation": "Testkommuns socialnämnd",
        "handler": "registerfråga",
        "blocks": ["FK", "SO"],
        "from": "2026-01-01",
        "to": "2026-03-31",
    }
    assert set(found.answers) == {Block.FK, Block.SO}
    assert found.asked_at <= found.answered_at
    assert str(found.correlation_id).encode() in found.raw


WHOLE_CALL: list[tuple[dict[str, Any], dict[str, Any], tuple[Reason, str]]] = [
    ({"kind": "noAnswer"}, {"read_seconds": 0.2}, (Reason.TIME_OUT, "")),
    ({"kind": "delay", "seconds": 30}, {"deadline_seconds": 0.2}, (Reason.TIME_OUT, "")),
    ({"kind": "trickle"}, {"read_seconds": 2, "deadline_seconds": 0.3}, (Reason.TIME_OUT, "")),
    ({"kind": "connectionDrop"}, {}, (Reason.CONNECTION_FAILED, "RemoteProtocolError")),
    ({"kind": "httpError"}, {}, (Reason.HTTP_ERROR, "500")),
    ({"kind": "httpError", "code": "503"}, {"retry_seconds": 0}, (Reason.HTTP_ERROR, "503")),
    ({"kind": "httpError", "code": "429"}, {"attempts": 1}, (Reason.HTTP_ERROR, "429")),
    ({"kind": "httpError", "code": "302"}, {}, (Reason.HTTP_ERROR, "302")),
    ({"kind": "soapFault", "code": "OBEHORIG"}, {}, (Reason.SOAP_FAULT, "OBEHORIG")),
    ({"kind": "soapFault", "code": "19900101-9802"}, {}, (Reason.SOAP_FAULT, "")),
    ({"kind": "brokenXml"}, {}, (Reason.UNREADABLE, "XML")),
    ({"kind": "delay"}, {"most_bytes": 1000}, (Reason.TOO_LARGE, "")),
]


@pytest.mark.parametrize(("fault", "settings", "why"), WHOLE_CALL)
async def test_a_call_that_fails_is_no_answer_from_anyone(
    sources: Sources,
    person: PersonalNumber,
    fault: dict[str, Any],
    settings: dict[str, Any],
    why: tuple[Reason, str],
) -> None:
    """C10: the person has income, and no failure of the call makes that nothing."""
    await sources.knows("failing", person, fk=[{"kind": "BOB", "amountOre": 185_000, **MAY}])
    await sources.fails("failing", fault)
    async with asyncio.timeout(8):  # for a call without an end; no assertion of how long one takes
        found = await sources.look_up(person, **settings)
    assert set(found.answers) == EVERY_BLOCK
    for answer in found.answers.values():
        assert (answer.verdict, (answer.reason, answer.detail)) == (Verdict.NOT_VERIFIABLE, why)


async def test_the_question_is_sent_to_no_other_address(sources: Sources, person: PersonalNumber) -> None:
    """A redirection would carry the personal number to wherever it says."""
    await sources.knows("led-away", person)
    await sources.fails("led-away", {"kind": "httpError", "code": "307", "times": 1})
    found = await sources.look_up(person)
    assert {(answer.reason, answer.detail) for answer in found.answers.values()} == {(Reason.HTTP_ERROR, "307")}
    assert await sources.calls("led-away") == 1


@pytest.mark.parametrize("code", ["429", "503"])
async def test_a_service_that_is_too_busy_is_asked_again_and_then_answers(
    sources: Sources, person: PersonalNumber, code: str
) -> None:
    """The same question: whoever looks for its number finds one."""
    await sources.knows(f"busy-{code}", person, fk=[{"kind": "BOB", "amountOre": 185_000, **MAY}])
    await sources.fails(f"busy-{code}", {"kind": "httpError", "code": code, "times": 2})
    found = await sources.look_up(person, retry_seconds=0)
    assert found.answers[Block.FK].verdict is Verdict.ANSWERED
    asked = await sources.questions(f"busy-{code}")
    assert {one["correlationId"] for one in asked} == {str(found.correlation_id)}
    assert len(asked) == 3


@pytest.mark.parametrize(("fault", "calls"), [({"code": "503"}, 3), ({"code": "500"}, 1), ({"code": "404"}, 1)])
async def test_it_is_asked_some_times_and_what_is_no_want_of_room_once(
    sources: Sources, person: PersonalNumber, fault: dict[str, str], calls: int
) -> None:
    ref = f"full-{fault['code']}"
    await sources.knows(ref, person)
    await sources.fails(ref, {"kind": "httpError", **fault})
    found = await sources.look_up(person, retry_seconds=0)
    assert {answer.detail for answer in found.answers.values()} == {fault["code"]}
    assert await sources.calls(ref) == calls


@pytest.mark.parametrize(
    ("said", "attempt", "seconds"),
    [("", 1, 1.0), ("", 3, 4.0), ("7", 1, 7.0), ("86400", 1, 20.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 2, 2.0)],
)
async def test_how_long_it_is_left_alone(said: str, attempt: int, seconds: float) -> None:
    settings = RegisterSettings(url="http://registers", actor_id="026-99")
    assert retry_wait(said, attempt, settings) == seconds


async def test_the_stand_in_says_how_long(sources: Sources, person: PersonalNumber) -> None:
    await sources.knows("patient", person)
    await sources.fails("patient", {"kind": "httpError", "code": "429", "seconds": 3, "times": 1})
    found = await sources.look_up(person, longest_retry_seconds=0)
    assert found.answers[Block.FK].verdict is Verdict.NOTHING_HELD


async def test_nobody_listening_is_no_answer(sources: Sources, person: PersonalNumber) -> None:
    found = await sources.look_up(person, url="http://127.0.0.1:9/ssbtek/v10")
    assert {answer.reason for answer in found.answers.values()} == {Reason.CONNECTION_FAILED}
    assert found.raw == b""


async def test_what_came_is_kept_as_it_came(sources: Sources, person: PersonalNumber) -> None:
    await sources.knows("broken", person)
    await sources.fails("broken", {"kind": "brokenXml"})
    assert (await sources.look_up(person)).raw.startswith(b"<?xml")


ONE_BLOCK: list[tuple[dict[str, Any], Reason, str]] = [
    *(({"kind": "blockError", "block": block}, Reason.BLOCK_ERROR, "SSBT TIMEOUT") for block in Block),
    *(({"kind": "blockMissing", "block": block}, Reason.BLOCK_MISSING, "") for block in Block),
    ({"kind": "blockError", "block": "CSN", "source": "BT", "code": "9071001"}, Reason.BLOCK_ERROR, "BT 9071001"),
    *(
        ({"kind": "otherPerson", "block": block}, Reason.OTHER_PERSON, "")
        for block in ("AF", "CSN", "FK", "SKV", "SO", "MIV")
    ),
    ({"kind": "unavailable", "block": "FK", "source": "FK"}, Reason.SOURCE_FAILED, "FK.tillstand OTILLGANGLIG"),
    ({"kind": "unavailable", "block": "FK", "source": "PM"}, Reason.SOURCE_FAILED, "PM.tillstand OTILLGANGLIG"),
    ({"kind": "unavailable", "block": "FK", "code": "FELANDE"}, Reason.SOURCE_FAILED, "FK.tillstand FELANDE"),
    ({"kind": "deviation", "block": "FK"}, Reason.DEVIATION, "utbetalningar INTERNT_FEL"),
    ({"kind": "deviation", "block": "FK", "code": "OBEHORIG"}, Reason.DEVIATION, "utbetalningar OBEHORIG"),
    ({"kind": "unknownCode", "block": "AF"}, Reason.UNKNOWN_CODE, "AF.StatusSokandeinformationKod 77"),
    ({"kind": "unknownCode", "block": "CSN"}, Reason.UNKNOWN_CODE, "CSN.ResultatKod 77"),
    ({"kind": "unknownCode", "block": "FK"}, Reason.UNKNOWN_CODE, "FK.tillstand 77"),
    ({"kind": "unknownCode", "block": "SKV"}, Reason.UNKNOWN_CODE, "SKV.StatusPersonuppgiftKod 77"),
    ({"kind": "unknownCode", "block": "SO"}, Reason.UNKNOWN_CODE, "SO.StatusSvarandeOrganisation 77"),
    ({"kind": "unknownCode", "block": "TNS", "code": "FEL"}, Reason.SOURCE_FAILED, "TNS.resultat FEL"),
    ({"kind": "brokenPayload", "block": "AF"}, Reason.UNREADABLE, "StatusSokandeinformationKod"),
    ({"kind": "brokenPayload", "block": "CSN"}, Reason.UNREADABLE, "XML"),
    ({"kind": "brokenPayload", "block": "FK"}, Reason.UNREADABLE, "JSON"),
    ({"kind": "brokenPayload", "block": "SKV"}, Reason.UNREADABLE, "XML"),
    ({"kind": "brokenPayload", "block": "SO"}, Reason.STATUS_MISSING, "SO.StatusSvarandeOrganisation"),
    ({"kind": "brokenPayload", "block": "TNS"}, Reason.UNREADABLE, "resultat"),
    ({"kind": "brokenPayload", "block": "MIV"}, Reason.UNREADABLE, "correlationid"),
]


@pytest.mark.parametrize(("fault", "reason", "detail"), ONE_BLOCK)
async def test_an_absence_inside_one_block_is_found_and_stays_there(
    sources: Sources, person: PersonalNumber, fault: dict[str, Any], reason: Reason, detail: str
) -> None:
    """C10, at the levels below the call: a block's error, a state or deviation inside FK, a status in a payload."""
    await sources.knows("half", person)
    await sources.fails("half", fault)
    found = await sources.look_up(person)
    broken = found.answers[Block(fault["block"])]
    assert (broken.verdict, broken.reason, broken.detail) == (Verdict.NOT_VERIFIABLE, reason, detail)
    others = {answer.verdict for answer in found.answers.values() if answer is not broken}
    assert others == {Verdict.NOTHING_HELD}


async def test_income_seen_beside_an_absence_is_not_lost(sources: Sources, person: PersonalNumber) -> None:
    await sources.knows("beside", person, fk=[{"kind": "BOB", "amountOre": 185_000, **MAY}])
    await sources.fails("beside", {"kind": "unavailable", "source": "PM", "block": "FK"})
    answer = (await sources.look_up(person)).answers[Block.FK]
    assert answer.verdict is Verdict.NOT_VERIFIABLE
    assert [income.amount_ore for income in answer.incomes] == [185_000]


async def test_income_of_another_person_goes_no_further(sources: Sources, person: PersonalNumber) -> None:
    await sources.knows("mixed-up", person, fk=[{"kind": "BOB", "amountOre": 185_000, **MAY}])
    await sources.fails("mixed-up", {"kind": "otherPerson"})
    assert not (await sources.look_up(person)).answers[Block.FK].incomes


async def test_a_negative_payment_is_for_a_person_to_look_at(sources: Sources, person: PersonalNumber) -> None:
    paid = [{"kind": "BOB", "amountOre": amount, **MAY} for amount in (-5_000, 185_000)]
    await sources.knows("corrected", person, fk=paid)
    answer = (await sources.look_up(person)).answers[Block.FK]
    assert (answer.verdict, answer.reason) == (Verdict.NOT_VERIFIABLE, Reason.UNREADABLE)
    assert [income.amount_ore for income in answer.incomes] == [185_000]


async def test_csn_says_that_it_does_not_know_the_person(sources: Sources, person: PersonalNumber) -> None:
    await sources.knows("no-student", person, knownToCsn=False)
    assert (await sources.look_up(person)).answers[Block.CSN].verdict is Verdict.NOTHING_HELD


async def test_csn_contradicts_itself(sources: Sources, person: PersonalNumber) -> None:
    paid = [{"kind": "GRUND", "amountOre": 100_000, **MAY}]
    await sources.knows("contradiction", person, knownToCsn=False, csn=paid)
    answer = (await sources.look_up(person)).answers[Block.CSN]
    assert (answer.verdict, answer.reason) == (Verdict.NOT_VERIFIABLE, Reason.CONTRADICTION)


async def test_who_the_registers_have_not_heard_of_is_not_verified(sources: Sources, person: PersonalNumber) -> None:
    found = await sources.look_up(person)
    assert {(one.verdict, one.detail) for one in found.answers.values()} == {
        (Verdict.NOT_VERIFIABLE, "BT PERSON_SAKNAS")
    }


async def test_a_protected_identity_is_told(sources: Sources, person: PersonalNumber) -> None:
    await sources.knows("protected", person, protected=True)
    found = await sources.look_up(person)
    assert found.protected
    assert {block for block, answer in found.answers.items() if answer.protected} == {Block.AF, Block.CSN, Block.FK}


async def test_a_fault_that_ends_heals(sources: Sources, person: PersonalNumber) -> None:
    await sources.knows("healing", person)
    await sources.fails("healing", {"kind": "soapFault", "times": 2})
    verdicts = [(await sources.look_up(person)).answers[Block.FK].verdict for _ in range(3)]
    assert verdicts == [Verdict.NOT_VERIFIABLE, Verdict.NOT_VERIFIABLE, Verdict.NOTHING_HELD]


async def test_a_code_that_the_settings_know_is_known(sources: Sources, person: PersonalNumber) -> None:
    await sources.knows("coded", person)
    await sources.fails("coded", {"kind": "unknownCode", "block": "SO", "code": "1"})
    more = {"SO.StatusSvarandeOrganisation": {"1": "ok"}}
    assert (await sources.look_up(person)).answers[Block.SO].verdict is Verdict.NOT_VERIFIABLE
    assert (await sources.look_up(person, more_codes=more)).answers[Block.SO].verdict is Verdict.NOTHING_HELD


async def test_many_look_ups_at_once_are_each_about_their_own_person(sources: Sources) -> None:
    everyone = [adult.number for index in range(200, 220) for adult in household(index).adults]
    for place, number in enumerate(everyone):
        await sources.knows(f"many-{place}", number, so=[{"amountOre": 100 + place, **MAY}])
    found = await asyncio.gather(*(sources.look_up(number, frozenset({Block.SO})) for number in everyone))
    amounts = [one.answers[Block.SO].incomes[0].amount_ore for one in found]
    assert amounts == [100 + place for place in range(len(everyone))]


async def test_the_number_is_in_no_log_line_no_url_and_no_repr(
    sources: Sources, person: PersonalNumber, caplog: pytest.LogCaptureFixture
) -> None:
    """C8."""
    await sources.knows("unlogged", person, fk=[{"kind": "BOB", "amountOre": 185_000, **MAY}])
    for logger in ("", "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger)
    caplog.clear()
    found = await sources.look_up(person)
    assert caplog.records
    told = caplog.text + repr(found.answers)
    assert person.digits not in told
    assert person.digits[2:] not in told


async def test_a_wrong_question_is_refused_before_anything_is_sent(sources: Sources, person: PersonalNumber) -> None:
    await sources.knows("unsent", person)
    with pytest.raises(ValueError, match="at least one block"):
        await sources.look_up(person, frozenset())
    with pytest.raises(ValueError, match="organisation number"):
        Submitter("2120001234", "Testkommun", "x")
    with pytest.raises(ValueError, match="handler"):
        Submitter("162120001234", "Testkommun", "\x00")
    with pytest.raises(ValueError, match="handler") as refused:
        Submitter("162120001234", "Testkommun", person.digits)
    assert person.digits not in str(refused.value)
    assert await sources.calls("unsent") == 0


async def test_a_stopped_task_stops(sources: Sources, person: PersonalNumber) -> None:
    await sources.knows("stopped", person)
    await sources.fails("stopped", {"kind": "noAnswer"})
    asking = asyncio.create_task(sources.look_up(person))
    await asyncio.sleep(0.1)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_the_stand_in_takes_no_number_in_an_address(sources: Sources, person: PersonalNumber) -> None:
    answer = await sources.http.put(f"{sources.url}/persons/{person.digits}", json={"personalNumber": person.digits})
    assert answer.status_code == 422
    assert person.digits not in answer.text


async def test_the_stand_in_refuses_what_is_no_question(sources: Sources) -> None:
    answer = await sources.http.post(f"{sources.url}/ssbtek/v10", content=b"<x/>")
    assert answer.status_code == httpx.codes.INTERNAL_SERVER_ERROR
    assert b"FELAKTIG_FRAGA" in answer.content
