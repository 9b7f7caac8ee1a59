"""C16: a samordningsnummer that became a personnummer is the same person in intake, also where rows are older."""

from datetime import date
from typing import Any

import pytest

from deploy.sandbox.persons import earlier_number_for, number_for
from shared.persons import pseudonym
from tests.harness.intake import (
    ADAM,
    BERTIL,
    NUMBER,
    REGISTRAR,
    SECOND_REGISTRAR,
    STRANGER,
    applied,
    change,
    count,
    couple,
    decide,
    declare_conflict,
    entered,
    log,
    register,
    send_in,
    sign,
    single,
    slug,
)
from tests.harness.service import SECRET, ServiceUnderTest, change_number, person

EARLIER = earlier_number_for(date(1980, 1, 1), 7).digits
LATER = number_for(date(1980, 1, 1), 8).digits
ADAM_BEFORE = earlier_number_for(date(1990, 2, 2), 7).digits


async def refused(intake: ServiceUnderTest, household: dict[str, Any]) -> list[str]:
    """What a registrar is told who signs in with the one number and then with the other."""
    path = f"/v1/households/{household['id']}"
    answers = [await intake.person(number, "registrar").get(path) for number in (EARLIER, LATER)]
    assert {(answer.status_code, slug(answer)) for answer in answers} == {(403, "broken-payment-chain")}
    return [answer.json()["earlierAct"] for answer in answers]


async def test_a_registrar_is_refused_with_either_number(intake: ServiceUnderTest) -> None:
    """Member, representative or with a conflict under the one; that the other is theirs is known only afterwards."""
    trustee = {"personalNumber": EARLIER, "name": "Testperson God Man"}
    under_earlier = await register(intake, single(EARLIER))
    speaking = await register(intake, {**single(ADAM), "representatives": [trustee]})
    conflict = await register(intake, single(BERTIL))
    await declare_conflict(intake, conflict, LATER)
    reading = await intake.person(LATER, "registrar").get(f"/v1/households/{under_earlier['id']}")
    assert reading.status_code == 200, "nobody knows yet"

    change_number(intake, EARLIER, LATER)
    assert await refused(intake, under_earlier) == ["householdMember"] * 2
    assert await refused(intake, speaking) == ["representative"] * 2
    assert await refused(intake, conflict) == ["conflictOfInterest"] * 2
    await change(intake, under_earlier, single(STRANGER))
    assert await refused(intake, await register(intake, single(LATER))) == ["householdMember"] * 2


async def test_one_person_does_not_enter_an_account_twice_with_two_numbers(intake: ServiceUnderTest) -> None:
    household = await register(intake, single())
    path = f"/v1/households/{household['id']}/accounts"
    body = {"holderMemberId": household["members"][0]["id"], **NUMBER}
    for first, second in ((EARLIER, LATER), (LATER, EARLIER)):
        account = (await intake.person(first, "registrar").post(path, body)).json()
        if first == EARLIER:
            change_number(intake, EARLIER, LATER)
        answer = await intake.person(second, "registrar").post(f"/v1/accounts/{account['id']}/entries", NUMBER)
        assert (answer.status_code, answer.json()["rule"]) == (403, "C3")
    other = intake.person(SECOND_REGISTRAR, "registrar")
    assert (await other.post(f"/v1/accounts/{account['id']}/entries", NUMBER)).json()["number"] == 2


async def test_a_member_stays_the_same_member(intake: ServiceUnderTest) -> None:
    before = couple()
    before["members"][0]["personalNumber"] = ADAM_BEFORE
    household = await register(intake, before)
    application = await applied(intake, household, number=BERTIL)
    await entered(intake, household)
    change_number(intake, ADAM_BEFORE, ADAM)
    citizen = intake.person(ADAM, "citizen")
    assert (await citizen.get("/v1/households")).json() == {"householdIds": [household["id"]]}
    assert len((await citizen.get("/v1/applications")).json()["items"]) == 1
    assert (await sign(intake, application, ADAM)).json()["status"] == "received"
    assert (await sign(intake, application, ADAM_BEFORE)).status_code == 409
    answer = await intake.person(REGISTRAR, "registrar").post("/v1/households", single(ADAM))
    assert (answer.status_code, slug(answer)) == (409, "adult-in-another-household")
    changed = await change(intake, household, couple())
    assert changed["members"] == household["members"]
    assert (await send_in(intake, household, ADAM, kind="renewal")).status_code == 409


@pytest.mark.parametrize(("granted_as", "renews_as"), [(ADAM_BEFORE, ADAM), (ADAM, ADAM_BEFORE)])
async def test_what_was_granted_under_one_number_can_be_renewed_under_the_other(
    intake: ServiceUnderTest, granted_as: str, renews_as: str
) -> None:
    """In a household of their own since, which knows them by the other number alone."""
    both = couple()
    both["members"][0]["personalNumber"] = granted_as
    household = await register(intake, both)
    await decide(intake, await applied(intake, household, number=BERTIL), 1)
    await change(intake, household, single(BERTIL))
    change_number(intake, ADAM_BEFORE, ADAM)
    await applied(intake, await register(intake, single(renews_as)), number=renews_as, kind="renewal")


async def test_acts_under_both_are_one_persons_in_the_log_and_for_idempotency(intake: ServiceUnderTest) -> None:
    change_number(intake, EARLIER, LATER)
    answers = [
        await intake.person(number, "registrar").post("/v1/households", couple(), key="one-key-two-numbers")
        for number in (EARLIER, LATER)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert await count(intake, "household") == 1
    await intake.person(LATER, "registrar").get(f"/v1/households/{answers[0].json()['id']}")
    assert {entry.actor.person for entry in await log(intake)} == {pseudonym(person(EARLIER), SECRET)}
