"""A decision that is revoked: what the application's status and the next renewal make of it."""

from itertools import permutations

import pytest

from shared.ids import new_id
from tests.harness.intake import (
    ADAM,
    REGISTRAR,
    Registers,
    applied,
    complete,
    count,
    decide,
    end_payment,
    jobs,
    log,
    month,
    register,
    revoke,
    rows,
    run_jobs,
    send_in,
    single,
    slug,
    status,
    undo,
)
from tests.harness.service import ServiceUnderTest


async def test_a_decision_that_was_stopped_leaves_the_application_in_its_queue(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    application = await applied(intake, await register(intake, single()))
    await run_jobs(intake, registers)
    decision = await decide(intake, application, 1)
    assert await status(intake, application) == "decided"
    assert (await revoke(intake, application, decision))["outcome"] == "accepted"
    assert await status(intake, application) == "queued"
    await decide(intake, application)
    assert await status(intake, application) == "closed"


async def test_a_rejection_that_was_revoked_is_decided_anew(intake: ServiceUnderTest, registers: Registers) -> None:
    application = await applied(intake, await register(intake, single()))
    await run_jobs(intake, registers)
    await revoke(intake, application, await decide(intake, application))
    assert await status(intake, application) == "queued"


async def test_one_that_was_revoked_too_late_stays_decided_and_paid(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    decision = await decide(intake, application, 1)
    await revoke(intake, application, decision, "tooLate")
    assert await status(intake, application) == "decided"
    await end_payment(intake, application, decision, 1, "settled")
    assert await status(intake, application) == "paid"


@pytest.mark.parametrize("first", ["revoked", "undone"])
async def test_one_that_was_revoked_too_late_and_undone_is_to_be_decided_anew(
    intake: ServiceUnderTest, registers: Registers, first: str
) -> None:
    """The applicant completes or withdraws it as before the decision."""
    application = await applied(intake, await register(intake, single()))
    await run_jobs(intake, registers)
    decision = await decide(intake, application, 1)
    assert (await complete(intake, application, text="Hyran är höjd.")).status_code == 409
    for step in (revoke, undo) if first == "revoked" else (undo, revoke):
        more = {"outcome": "tooLate"} if step is revoke else {}
        assert (await step(intake, application, decision, **more))["outcome"] == "accepted"

    assert await status(intake, application) == "queued"
    assert (await complete(intake, application, text="Hyran är höjd.")).status_code == 201
    await decide(intake, application, declarationVersion=2)
    assert await status(intake, application) == "closed"


async def test_what_is_not_as_agreed_undoes_nothing(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    decision = await decide(intake, application, 1)
    for wrong in ({"undoneAt": "soon"}, {"decisionId": str(new_id())}, {"applicationId": str(new_id())}):
        assert (await undo(intake, application, decision, **wrong))["outcome"] == "refused"
    assert await status(intake, application) == "decided"
    await undo(intake, application, decision)
    assert (await undo(intake, application, decision))["outcome"] == "refused", "nothing is overwritten"


@pytest.mark.parametrize("order", list(permutations(("decide", "revoke", "again"))))
async def test_the_order_in_which_it_becomes_known_does_not_matter(
    intake: ServiceUnderTest, registers: Registers, order: tuple[str, ...]
) -> None:
    application = await applied(intake, await register(intake, single()))
    await run_jobs(intake, registers)
    first, second = {"decisionId": str(new_id())}, {"decisionId": str(new_id())}
    for step in order:
        if step == "revoke":
            await revoke(intake, application, first)
        else:
            await decide(intake, application, 1, about=(first if step == "decide" else second)["decisionId"])
    await end_payment(intake, application, second, 1, "settled")
    assert await status(intake, application) == "paid"


@pytest.mark.parametrize("outcome", ["stopped", "tooLate"])
async def test_a_revoked_grant_is_no_ground_for_a_renewal(intake: ServiceUnderTest, outcome: str) -> None:
    household = await register(intake, single())
    granted = await applied(intake, household)
    decision = await decide(intake, granted, 1)
    assert (await send_in(intake, household, kind="renewal")).status_code == 201
    await revoke(intake, granted, decision, outcome)
    answer = await send_in(intake, household, kind="renewal", month=month(intake, 1))
    assert (answer.status_code, slug(answer)) == (409, "renewal-not-possible")


async def test_an_application_that_is_to_be_decided_anew_is_the_open_one(intake: ServiceUnderTest) -> None:
    household = await register(intake, single())
    application = await applied(intake, household)
    decision = await decide(intake, application, 1)
    await revoke(intake, application, decision)
    answer = await send_in(intake, household)
    assert (answer.status_code, slug(answer)) == (409, "application-already-open")


async def test_registers_that_were_not_asked_yet_are_asked_after_all(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    """C11: the application is open again."""
    application = await applied(intake, await register(intake, single()))
    await revoke(intake, application, await decide(intake, application, 1))
    assert len(await jobs(intake)) == 1
    await run_jobs(intake, registers)
    assert await registers.calls() == 1


async def test_what_is_not_as_agreed_is_refused(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    decision = await decide(intake, application, 1)
    for wrong in ({"outcome": "perhaps"}, {"decisionId": str(new_id())}, {"applicationId": str(new_id())}):
        assert (await revoke(intake, application, decision, **wrong))["outcome"] == "refused"
    assert await count(intake, "decision_revoked") == 0
    await revoke(intake, application, decision)
    assert (await revoke(intake, application, decision, "tooLate"))["outcome"] == "refused", "nothing is overwritten"


async def test_why_a_payment_was_cancelled_is_kept_and_may_be_missing(intake: ServiceUnderTest) -> None:
    application = await applied(intake, await register(intake, single()))
    decision = await decide(intake, application, 1)
    said: list[dict[str, str | None]] = [{}, {"because": None}, {"because": "accountSuperseded"}]
    for more in said:
        assert (await end_payment(intake, application, decision, 1, "cancelled", **more))["outcome"] == "accepted"
    for ending, because in (("cancelled", "whim"), ("settled", "stopped")):
        assert (await end_payment(intake, application, decision, 1, ending, because=because))["outcome"] == "refused"
    found = await rows(intake, "select because from payment_ended order by id")
    assert [row["because"] for row in found] == [None, None, "accountSuperseded"]


async def test_everything_about_an_application_is_logged_with_its_case_number(
    intake: ServiceUnderTest, registers: Registers
) -> None:
    household = await register(intake, single())
    application = await applied(intake, household, number=REGISTRAR, role="registrar")
    await run_jobs(intake, registers)
    decision = await decide(intake, application, 1)
    await end_payment(intake, application, decision, 1, "cancelled")
    await revoke(intake, application, decision)
    await decide(intake, application, 1, about=decision["decisionId"])  # refused: known already
    for path in ("", "/evidence"):
        await intake.person(ADAM, "citizen").get(f"/v1/applications/{application['id']}{path}")
    about = [entry for entry in await log(intake) if entry.act != "householdRegistered"]
    assert {entry.act for entry in about} >= {
        "applicationRegistered",
        "registerAsked",
        "registerAnswered",
        "applicationVerified",
        "decisionMade",
        "paymentEnded",
        "decisionRevoked",
        "applicationRead",
        "evidenceRead",
    }
    named = {(entry.subjects.get("caseNumber"), entry.subjects.get("householdId")) for entry in about}
    assert named == {(application["caseNumber"], household["id"])}
    assert [entry.act for entry in about if entry.outcome == "refused"] == ["decisionMade"]
