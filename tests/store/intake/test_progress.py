"""What an applicant reads of their case: where it is, the decision with its calculation, and each payment."""

from typing import Any

import pytest

from shared.ids import new_id
from tests.harness.intake import (
    ADAM,
    BERTIL,
    HANDLER,
    REGISTRAR,
    STRANGER,
    Registers,
    applied,
    ask_for,
    change,
    completed,
    count,
    couple,
    decide,
    end_payment,
    explain,
    explained,
    register,
    revoke,
    run_jobs,
    send_payment,
    sign,
    single,
)
from tests.harness.service import ServiceUnderTest


async def read(
    intake: ServiceUnderTest,
    application: dict[str, Any],
    number: str = ADAM,
    role: str = "citizen",
    language: str = "sv",
) -> dict[str, Any]:
    caller = intake.person(number, role)
    caller.headers["Accept-Language"] = language
    answer = await caller.get(f"/v1/applications/{application['id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def told(intake: ServiceUnderTest, application: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A decision on the application, with all that is told of it."""
    decision = await decide(intake, application, 1)
    assert await explain(intake, application, decision, **changes) == "accepted"
    return decision


async def test_the_way_of_a_case_is_told_step_by_step(intake: ServiceUnderTest, registers: Registers) -> None:
    application = await applied(intake, await register(intake, couple()))
    seen = await read(intake, application)
    assert (seen["progress"]["waitsFor"], seen["statusText"]) == ("otherAdult", "Ansökan har kommit in.")
    theirs = (await read(intake, application, BERTIL))["progress"]
    assert (theirs["waitsFor"], [step["kind"] for step in theirs["steps"]]) == ("you", ["sign"])
    await sign(intake, application, BERTIL)
    await run_jobs(intake, registers)
    assert (await read(intake, application))["progress"]["waitsFor"] == "socialServices"
    await ask_for(intake, application, respondBy="2026-12-04")
    progress = (await read(intake, application, language="en"))["progress"]
    assert (progress["waitsForText"], progress["steps"][0]["by"]) == ("The case now waits for you.", "2026-12-04")


async def test_the_decision_is_read_whole_in_ones_own_language(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    await told(intake, application)
    for language, label, text, appeal in (
        ("sv", "Boende", "Din ansökan beviljas.", "Så här överklagar du"),
        ("en", "Housing", "Your application is granted.", "How to appeal"),
    ):
        (decision,) = (await read(intake, application, language=language))["decisions"]
        assert (decision["outcome"], decision["grantedOre"], decision["reasons"]) == (
            "granted",
            1_172_000,
            "Hyran godtas.",
        )
        assert (decision["text"], decision["appeal"]) == ([text], [appeal])
        (line,) = decision["calculation"]["lines"]
        assert (line["label"], line["amountOre"], line["law"]) == (label, 1_172_000, "SoL 12 kap. 7 §")
        assert decision["calculation"]["deficitOre"] == 1_172_000


async def test_why_it_is_not_granted_in_full_is_read_in_ones_own_language(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    text = {"sv": "Inkomsterna räcker.", "en": "The incomes suffice."}
    ground = {"code": "incomesCover", "law": "SoL 12 kap. 1 §", "text": text}
    await told(intake, application, grounds=[ground])
    for language in ("sv", "en"):
        (decision,) = (await read(intake, application, language=language))["decisions"]
        assert decision["grounds"] == [{**ground, "text": text[language]}]


async def test_the_incomes_that_do_not_count_are_read_with_why(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    said = {"sv": "Lön efter skatt: 1 250 kr räknas inte.", "en": "Wages after tax: SEK 1,250 does not count."}
    line = {
        "kind": "notCountedIncome",
        "label": {"sv": "Lön efter skatt", "en": "Wages after tax"},
        "amountOre": 125_000,
        "law": "SoL 12 kap. 8 §",
        "text": said,
    }
    await told(intake, application, calculation={**explained()["calculation"], "notCounted": [line]})
    for language in ("sv", "en"):
        calculation = (await read(intake, application, language=language))["decisions"][0]["calculation"]
        assert [(one["amountOre"], one["text"]) for one in calculation["notCounted"]] == [(125_000, said[language])]


async def test_what_was_told_before_there_were_grounds_has_none(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    await told(intake, application)
    (decision,) = (await read(intake, application))["decisions"]
    assert (decision["grounds"], decision["calculation"]["notCounted"]) == ([], [])


async def test_a_payment_is_followed_to_its_end(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    decision = await told(intake, application)

    async def state() -> str:
        (payment,) = (await read(intake, application))["decisions"][0]["payments"]
        assert payment["amountOre"] == 1_172_000
        return str(payment["state"])

    assert await state() == "planned"
    order = await send_payment(intake, application, decision)
    assert await state() == "sent"
    assert (await read(intake, application))["progress"]["waitsFor"] == "bank"
    await end_payment(intake, application, decision, 1, "rejected", orderId=order)
    assert await state() == "rejected"
    await end_payment(intake, application, decision, 1, "settled")
    assert await state() == "paid"


async def test_a_revoked_decision_is_still_read_and_says_so(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    first = await told(intake, application)
    await revoke(intake, application, first)
    second = await told(intake, application)
    decisions = (await read(intake, application))["decisions"]
    assert [(one["id"], one.get("revoked")) for one in decisions] == [
        (second["decisionId"], None),
        (first["decisionId"], "stopped"),
    ]


async def test_what_is_told_may_come_before_the_decision_and_the_decision_without_it(
    intake: ServiceUnderTest,
) -> None:
    application = await applied(intake, await register(intake, single()))
    about = {"decisionId": str(new_id())}
    await explain(intake, application, about)
    assert (await read(intake, application))["decisions"] == []
    await decide(intake, application, 1, about=about["decisionId"])
    assert (await read(intake, application))["decisions"][0]["grantedOre"] == 1_172_000
    other = await applied(intake, await register(intake, single(STRANGER)), number=STRANGER)
    await decide(intake, other, 1)
    (bare,) = (await read(intake, other, STRANGER))["decisions"]
    assert (bare["outcome"], bare["text"], bare["payments"]) == ("granted", [], [])


async def test_only_those_who_applied_read_it(intake: ServiceUnderTest) -> None:
    """Both adults of then and now; who has left, and staff here, do not."""
    household = await register(intake, {**couple(), "protected": True})
    application = await applied(intake, household)
    await told(intake, application)
    assert len((await read(intake, application, BERTIL))["decisions"]) == 1
    for number, role in ((REGISTRAR, "registrar"), (HANDLER, "socialWorker")):
        seen = await read(intake, application, number, role)
        assert (seen["decisions"], seen["progress"]) == ([], None)
    await change(intake, household, {**single(), "protected": True})
    left = await intake.person(BERTIL, "citizen").get(f"/v1/applications/{application['id']}")
    assert left.status_code == 404


async def test_the_list_says_briefly_where_each_case_is(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    await told(intake, application)
    caller = intake.person(ADAM, "citizen")
    caller.headers["Accept-Language"] = "en"
    (listed,) = (await caller.get("/v1/applications")).json()["items"]
    assert listed["statusText"] == "There is a decision."


@pytest.mark.parametrize("wrong", [{"grantedOre": "1"}, {"text": {"sv": []}}, {"applicationId": str(new_id())}])
async def test_what_is_not_as_agreed_is_refused(intake: ServiceUnderTest, wrong: dict[str, Any]) -> None:
    application = await applied(intake, await register(intake, single()))
    decision = await decide(intake, application, 1)
    assert await explain(intake, application, decision, **wrong) == "refused"
    assert await count(intake, "decision_explained") == 0


async def test_a_completion_that_crossed_the_decision_is_seen_as_received(intake: ServiceUnderTest) -> None:
    """Decided on the first version, before the second came to where it is decided; and later on the second."""
    application = await applied(intake, await register(intake, single()))
    await completed(intake, application, text="Hyran är högre.")
    decision = await told(intake, application)
    seen = await read(intake, application)
    assert [one["number"] for one in seen["completions"]] == [2]
    assert seen["progress"]["text"].startswith("Det finns ett beslut. Din komplettering har kommit in")

    await revoke(intake, application, decision)
    assert await explain(intake, application, await decide(intake, application, 1), declarationVersion=2) == "accepted"
    assert (await read(intake, application))["progress"]["text"] == "Det finns ett beslut."
