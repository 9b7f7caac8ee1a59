"""Households are registered, and their accounts entered twice by different people who do not see each other's entry."""

from dataclasses import dataclass
from typing import Any

from deploy.local.demo.people import Person, Staff
from deploy.local.demo.town.case import Case, Story
from deploy.local.installation import Installation
from deploy.sandbox.persons import MadeUpPerson
from shared.bank_accounts import BankAccount


@dataclass(frozen=True)
class Household:
    """A registered household: ids as intake gave them, `members` with the adults first."""

    case: Case
    id: str
    members: tuple[str, ...]
    account: str
    applicant: Person
    co_applicant: Person | None

    def __str__(self) -> str:
        """By its place in the made-up month: no person is named."""
        return f"household {self.case.index} ({self.case.story})"

    @property
    def adults(self) -> tuple[Person, ...]:
        return (self.applicant,) if self.co_applicant is None else (self.applicant, self.co_applicant)


def register(stack: Installation, staff: Staff, case: Case) -> Household:
    """By a registrar, who also makes the account's first entry."""
    registrar = _registrar(staff, case, 0)
    made = registrar.post("intake", "/households", _body(case))
    members = tuple(str(member["id"]) for member in made["members"])
    path = f"/households/{made['id']}/accounts"
    account = registrar.post("intake", path, {"holderMemberId": members[0], **written(case.accounts.own)})
    applicant, *others = (Person(stack, adult.person, ("citizen",)) for adult in case.adults)
    return Household(case, made["id"], members, account["id"], applicant, others[0] if others else None)


def enter_again(staff: Staff, household: Household) -> None:
    """The second entry of the account: the applicant's own, or for who applies on paper another registrar's. Some enter
    it wrongly, and somebody has to look at the document once more."""
    case, others = household.case, [_registrar(staff, household.case, place) for place in (1, 2)]
    first = case.accounts.mistyped[0]
    match case.story:
        case Story.MISTYPED:
            _enter(household.applicant, household, first)
            _enter(others[0], household, case.accounts.own)
        case Story.LOCKED:
            for person, wrong in zip((household.applicant, *others), case.accounts.mistyped, strict=True):
                _enter(person, household, wrong)
            begin_version(others[0], household, case.accounts.own)
            _enter(household.applicant, household, case.accounts.own)
        case _:
            paper = case.of_the_month.paper
            _enter(others[0] if paper else household.applicant, household, case.accounts.own)


def change_account(staff: Staff, household: Household) -> None:
    """A registrar begins a new version, and the applicant enters the same account in their own sign-in."""
    begin_version(_registrar(staff, household.case, 1), household, household.case.accounts.later)
    _enter(household.applicant, household, household.case.accounts.later)


def begin_version(registrar: Person, household: Household, account: BankAccount) -> None:
    path, first_version = f"/accounts/{household.account}/versions", {"If-Match": '"1"'}
    registrar.answer(registrar.call("POST", "intake", path, json=written(account), headers=first_version), 201)


def written(account: BankAccount) -> dict[str, str]:
    return {"clearingNumber": account.clearing, "accountNumber": account.number}


def _enter(person: Person, household: Household, account: BankAccount) -> None:
    person.post("intake", f"/accounts/{household.account}/entries", written(account))


def _registrar(staff: Staff, case: Case, place: int) -> Person:
    """Different ones for different places."""
    return staff.registrars[(case.index + place) % len(staff.registrars)]


def _body(case: Case) -> dict[str, Any]:
    roles = ["applicant", "coApplicant"][: len(case.adults)] + ["child"] * len(case.children)
    return {
        "kind": "couple" if case.couple else "single",
        "protected": case.protected,
        "members": [_member(person, role) for person, role in zip(case.people, roles, strict=True)],
    }


def _member(person: MadeUpPerson, role: str) -> dict[str, str]:
    return {"personalNumber": person.number.digits, "name": person.name, "role": role}
