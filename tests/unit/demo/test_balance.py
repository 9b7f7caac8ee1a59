"""The check at the end of the demonstration: it must see whatever does not add up, and say in which household."""

from dataclasses import replace
from typing import Any

import pytest

from deploy.local.demo.balance import CHAINS, COMPLETED, REVOKED_IN_TIME, SETTLED, faults
from deploy.local.demo.books import Books, Completed, Decided, Hands, Line
from deploy.local.demo.registering import Household
from deploy.local.demo.town.arithmetic import expected
from deploy.local.demo.town.case import Application, Case, Story
from deploy.local.demo.town.making import the_month
from deploy.local.demo.working import Town

CASES = {story: next(case for case in the_month() if case.story is story) for story in Story}
WAITING = {"new": 0, "payments": 2, "protected": 0, "renewals": 0}


def town_of(*cases: Case) -> Town:
    nobody: Any = None
    return Town([Household(case, f"household {case.index}", (), "account", nobody, None) for case in cases])


def books_of(*cases: Case) -> Books:
    """As they are where everything went as it should."""
    applications: dict[str, dict[str, Any]] = {}
    decisions: dict[str, list[Decided]] = {}
    completed: dict[str, Completed] = {}
    hands: dict[str, Hands] = {}
    for case in cases:
        for place, application in enumerate(case.applications):
            id_, story = f"{case.index}/{place}", case.story_of(application)
            decisions[id_] = _decided(id_, case, application)
            applications[id_] = _listed(id_, case, application, decisions[id_])
            completed |= {id_: COMPLETED[story]} if story in COMPLETED else {}
            hands |= {id_: Hands(frozenset("ab"), frozenset("c"))} if story is Story.ANSWERED_LATE else {}
    orders = [order for made in decisions.values() for one in made for line in one.lines for order in line.orders]
    return Books(applications, decisions, orders, {}, dict(WAITING), {}, [], completed, hands)


def _decided(id_: str, case: Case, application: Application) -> list[Decided]:
    story, should = case.story_of(application), expected(case, application)
    if story is Story.WITHDRAWS:
        return []
    last = _decision(f"{id_} last", should.outcome, should.granted_ore, CHAINS.get(story, SETTLED))
    last.again["deficitOre"] = should.need_ore
    first = _decision(f"{id_} first", should.outcome, should.granted_ore, ("cancelled",), revoked=True)
    if story is Story.ANSWERED_LATE:
        last.said["lateAnswers"] = [{"conclusion": {"conclusion": "nextMonth"}}]
    return [first, last] if story in REVOKED_IN_TIME else [last]


def _decision(id_: str, outcome: str, ore: int, chain: tuple[str, ...], *, revoked: bool = False) -> Decided:
    orders = tuple(
        {"id": f"{id_} {version}", "state": state, "amountOre": ore} for version, state in enumerate(chain, 1)
    )
    said = {"outcome": outcome, "grantedOre": ore, "revocation": {"outcome": "stopped"} if revoked else None}
    again = {"same": True, "amounts": [], "words": [], "deficitOre": ore}
    return Decided({**said, "lateAnswers": []}, (Line(ore, orders),) if ore else (), again)


def _listed(id_: str, case: Case, application: Application, decided: list[Decided]) -> dict[str, Any]:
    ends = [line.chain[-1] for one in decided[-1:] for line in one.lines]
    return {
        "id": id_,
        "householdId": f"household {case.index}",
        "kind": application.kind.value,
        "month": str(application.month),
        "channel": "paper" if application.paper else "eService",
        "status": _status(ends) if decided else "withdrawn",
    }


def _status(ends: list[str]) -> str:
    return "closed" if not ends else "paid" if ends == ["settled"] else "decided"


EVERY = tuple(CASES.values())


def test_a_month_that_went_as_it_should_has_no_faults() -> None:
    assert faults(town_of(*EVERY), books_of(*EVERY)) == []


def test_an_ore_too_much_is_seen_and_said_in_which_household() -> None:
    books, case = books_of(*EVERY), CASES[Story.PLAIN]
    id_ = next(one["id"] for one in books.of_household(f"household {case.index}"))
    books.decisions[id_][-1].said["grantedOre"] += 1
    found = faults(town_of(*EVERY), books)
    assert found
    assert all(fault.startswith(f"household {case.index} (plain): ") for fault in found)


@pytest.mark.parametrize("story", [Story.REJECTED, Story.RETURNED_STAYS, Story.STOPPED_FOR_GOOD, Story.OPEN])
def test_a_payment_that_ended_in_another_state_is_seen(story: Story) -> None:
    books, case = books_of(*EVERY), CASES[story]
    own = {one["id"] for one in books.of_household(f"household {case.index}")}
    for id_ in own:
        for decided in books.decisions[id_]:
            for line in decided.lines:
                line.orders[-1]["state"] = "unknown"
    assert any(f"household {case.index} " in fault and "unknown" in fault for fault in faults(town_of(*EVERY), books))


def test_an_application_that_did_not_arrive_is_seen() -> None:
    books = books_of(*EVERY)
    gone = books.applications.popitem()[1]
    assert any("did not arrive" in fault for fault in faults(town_of(*EVERY), books)), gone


def test_an_application_that_nobody_made_is_seen() -> None:
    books, case = books_of(*EVERY), CASES[Story.PLAIN]
    extra = {**next(iter(books.of_household(f"household {case.index}"))), "id": "extra", "month": "2027-01"}
    books.applications["extra"] = extra
    assert any("was not to be" in fault for fault in faults(town_of(*EVERY), books))


def test_a_decision_that_was_made_twice_is_seen() -> None:
    books, case = books_of(*EVERY), CASES[Story.PLAIN]
    for one in books.of_household(f"household {case.index}"):
        books.decisions[one["id"]] *= 2
    assert any("2 decisions, not 1" in fault for fault in faults(town_of(*EVERY), books))


def test_what_waits_without_being_told_to_is_seen() -> None:
    books = replace(books_of(*EVERY), queues={**WAITING, "new": 1})
    assert any("waits in the queues" in fault for fault in faults(town_of(*EVERY), books))


def test_an_order_that_no_decision_granted_is_seen() -> None:
    books = books_of(*EVERY)
    books.orders.append({"id": "stray", "state": "settled", "amountOre": 1})
    assert any("no decision has granted" in fault for fault in faults(town_of(*EVERY), books))


def the_decisions(books: Books, story: Story) -> tuple[str, list[Decided]]:
    """Of the month's own application of the household with this story: its id, and what was decided."""
    case = CASES[story]
    id_ = f"{case.index}/{case.applications.index(case.of_the_month)}"
    return id_, books.decisions[id_]


def told_of(story: Story, books: Books) -> list[str]:
    """What is said of the household with this story; nobody else's is found fault with."""
    found = faults(town_of(*EVERY), books)
    assert all(fault.startswith(f"household {CASES[story].index} ({story}): ") for fault in found)
    return found


@pytest.mark.parametrize("story", [Story.PLAIN, Story.REVOKED_IN_TIME])
def test_a_decision_that_comes_out_otherwise_when_made_again_is_seen(story: Story) -> None:
    books = books_of(*EVERY)
    first, *_ = the_decisions(books, story)[1]
    first.again.update(same=False, words=["wording.sv[3]"])
    (fault,) = told_of(story, books)
    assert "wording.sv[3]" in fault


def test_a_decision_that_comes_to_another_sum_when_made_again_is_seen() -> None:
    books = books_of(*EVERY)
    the_decisions(books, Story.PLAIN)[1][-1].again["deficitOre"] += 1
    assert len(told_of(Story.PLAIN, books)) == 1


def test_a_late_answer_that_nobody_concluded_is_seen() -> None:
    books = books_of(*EVERY)
    the_decisions(books, Story.ANSWERED_LATE)[1][-1].said["lateAnswers"] = [{"conclusion": None}]
    assert len(told_of(Story.ANSWERED_LATE, books)) == 1


def test_a_late_answer_that_was_not_to_be_is_seen() -> None:
    books = books_of(*EVERY)
    the_decisions(books, Story.PLAIN)[1][-1].said["lateAnswers"] = [{"conclusion": {"conclusion": "noChange"}}]
    assert len(told_of(Story.PLAIN, books)) == 1


@pytest.mark.parametrize("concluded", ["b", ""])
def test_a_late_answer_that_a_hand_in_the_decision_or_nobody_concluded_is_seen(concluded: str) -> None:
    books = books_of(*EVERY)
    books.hands[the_decisions(books, Story.ANSWERED_LATE)[0]] = Hands(frozenset("ab"), frozenset(concluded))
    assert len(told_of(Story.ANSWERED_LATE, books)) == 1


@pytest.mark.parametrize("completed", [None, Completed(("lapsed",), 2), Completed(("answered",), 1)])
def test_an_application_that_was_completed_in_another_way_is_seen(completed: Completed | None) -> None:
    """Not asked for, not answered, or decided on what was stated at first."""
    books = books_of(*EVERY)
    id_, _ = the_decisions(books, Story.COMPLETES)
    books.completed.pop(id_)
    if completed is not None:
        books.completed[id_] = completed
    assert len(told_of(Story.COMPLETES, books)) == 1


def test_a_withdrawn_application_that_is_decided_or_still_open_is_seen() -> None:
    books = books_of(*EVERY)
    id_, decisions = the_decisions(books, Story.WITHDRAWS)
    books.applications[id_]["status"] = "queued"
    assert len(told_of(Story.WITHDRAWS, books)) == 1
    books.applications[id_]["status"] = "withdrawn"
    decisions.append(_decision("crossed", "rejected", 0, ()))
    assert len(told_of(Story.WITHDRAWS, books)) == 1
