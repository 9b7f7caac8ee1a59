"""Households are registered, and their accounts entered twice by different people who do not see each other's entry."""

from dataclasses import dataclass

from deploy.local.demo.people import Person, Staff
from deploy.local.demo.scenario import Case
from deploy.local.stack import Stack
from deploy.sandbox.persons import MadeUpPerson


@dataclass(frozen=True)
class Household:
    """A registered household: ids as intake gave them."""

    case: Case
    id: str
    members: tuple[str, ...]
    account: str
    applicant: Person
    co_applicant: Person | None


def register(stack: Stack, staff: Staff, case: Case) -> Household:
    """By a registrar, who also makes the account's first entry."""
    people = case.people
    made = staff.registrars[0].post("intake", "/households", _body(case))
    members = tuple(str(member["id"]) for member in made["members"])
    number = {"clearingNumber": case.account.clearing, "accountNumber": case.account.number}
    account = staff.registrars[0].post(
        "intake", f"/households/{made['id']}/accounts", {"holderMemberId": members[0], **number}
    )
    applicant, *others = (Person(stack, adult, ("citizen",)) for adult in people.adults)
    return Household(case, made["id"], members, account["id"], applicant, others[0] if others else None)


def enter_again(staff: Staff, household: Household) -> None:
    """The second entry of the account: the applicant's own, or for who applies on paper another registrar's."""
    case = household.case
    second = staff.registrars[1] if case.paper else household.applicant
    number = {"clearingNumber": case.account.clearing, "accountNumber": case.account.number}
    second.post("intake", f"/accounts/{household.account}/entries", number)


def _body(case: Case) -> dict[str, object]:
    adults, children = case.people.adults, case.people.children
    roles = ["applicant", "coApplicant"][: len(adults)] + ["child"] * len(children)
    return {
        "kind": "couple" if len(adults) == 2 else "single",
        "members": [_member(person, role) for person, role in zip((*adults, *children), roles, strict=True)],
    }


def _member(person: MadeUpPerson, role: str) -> dict[str, str]:
    return {"personalNumber": person.number.digits, "name": person.name, "role": role}
