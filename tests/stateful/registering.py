"""What people do in intake: households, accounts, applications."""

from typing import Any
from uuid import UUID

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.stateful.desk import MOST_HOMES, Desk, Who
from tests.stateful.ledger import Account, Application, Home, Number

WHO = st.integers(0, 5)
WHICH = st.integers(0, 7)
NUMBERS: tuple[Number, ...] = (("6789", "804020671"), ("9029", "5735211"))
NUMBER = st.sampled_from(NUMBERS)
KIND = st.sampled_from(["new", "renewal"])
MONTH = st.sampled_from(["2026-12", "2026-11"])


class Registering(RuleBasedStateMachine):
    desk: Desk

    def home(self, which: int) -> Home:
        homes = self.desk.ledger.homes
        return homes[which % len(homes)]

    def account(self, which: int) -> Account:
        accounts = self.desk.ledger.accounts
        return accounts[which % len(accounts)]

    def adult(self, home: Home, which: int) -> str:
        return home.adults[which % len(home.adults)][1]

    @rule(by=WHO, which=WHICH, kin=st.none() | WHO, how=st.sampled_from(["new", "changed", "stale"]))
    def register_or_change_household(self, by: int, which: int, kin: int | None, how: str) -> None:
        """With somebody who works here as co-applicant, or with nobody but the applicant."""
        who, home = self.desk.as_employee(by), self.home(which)
        if how == "new" and len(self.desk.ledger.homes) < MOST_HOMES:
            self.register(who, kin)
        else:
            self.change(who, home, kin, home.version - (how == "stale"))

    @rule(
        by=WHO, which=WHICH, number=NUMBER, how=st.sampled_from(["again", "byMember", "first", "newVersion", "stale"])
    )
    def enter_account(self, by: int, which: int, number: Number, how: str) -> None:
        who, account = self.desk.as_employee(by), self.account(which)
        if how == "first":
            self.enter(who, self.home(which), by, number)
        elif how == "again":
            self.enter_again(who, account, number)
        elif how == "byMember":
            self.enter_again(self.desk.as_citizen(self.adult(account.home, by)), account, number)
        else:
            self.begin_version(who, account, number, account.version - (how == "stale"))

    @rule(by=WHO, which=WHICH, kind=KIND, month=MONTH, how=st.sampled_from(["eService", "paper", "sign"]))
    def apply_or_sign(self, by: int, which: int, kind: str, month: str, how: str) -> None:
        home = self.home(which)
        if how == "sign":
            application = self.desk.ledger.applications[which % len(self.desk.ledger.applications)]
            self.sign(application, self.desk.as_citizen(self.adult(application.home, by)))
        elif how == "paper":
            self.apply(self.desk.as_employee(by), home, kind, month)
        else:
            self.apply(self.desk.as_citizen(self.adult(home, by)), home, kind, month)

    # What the rules, and the beginning of each example, are made of.

    def register(self, who: Who, kin: int | None) -> Home | None:
        body = self._composed(self.desk.new_applicant(), kin)
        answer = self.desk.post("intake", who, "/v1/households", body)
        if answer.status_code != 201:
            return None
        home = Home(UUID(answer.json()["id"]), 1, _people(answer, body))
        self.desk.ledger.homes.append(home)
        self.desk.ledger.keep_home(home, who[0])
        return home

    def change(self, who: Who, home: Home, kin: int | None, version: int) -> None:
        body, path = self._composed(home.people[0][1], kin), f"/v1/households/{home.id}/versions"
        answer = self.desk.post("intake", who, path, body, If_Match=f'"{version}"')
        assert version == home.version or answer.status_code in (403, 412), answer.text
        if answer.status_code == 201:
            home.version, home.people = home.version + 1, _people(answer, body)
            self.desk.ledger.keep_home(home, who[0])

    def _composed(self, applicant: str, kin: int | None) -> dict[str, Any]:
        members = [{"personalNumber": applicant, "name": "Testperson Ett", "role": "applicant"}]
        if kin is not None:
            number = self.desk.as_employee(kin)[0]
            members.append({"personalNumber": number, "name": "Testperson Två", "role": "coApplicant"})
        return {"kind": "single" if kin is None else "couple", "members": members}

    def enter(self, who: Who, home: Home, holder: int, number: Number) -> Account | None:
        member = home.adults[holder % len(home.adults)][0]
        path = f"/v1/households/{home.id}/accounts"
        answer = self.desk.post("intake", who, path, {"holderMemberId": member, **_typed(number)})
        if answer.status_code != 201:
            return None
        account = Account(UUID(answer.json()["id"]), home, 1)
        self.desk.ledger.accounts.append(account)
        self.desk.ledger.keep_entry(account, who[0], number)
        return account

    def enter_again(self, who: Who, account: Account, number: Number) -> httpx.Response:
        answer = self.desk.post("intake", who, f"/v1/accounts/{account.id}/entries", _typed(number))
        if answer.status_code == 201:
            self.desk.ledger.keep_entry(account, who[0], number)
        return answer

    def begin_version(self, who: Who, account: Account, number: Number, version: int) -> None:
        path = f"/v1/accounts/{account.id}/versions"
        answer = self.desk.post("intake", who, path, _typed(number), If_Match=f'"{version}"')
        assert version == account.version or answer.status_code in (403, 412), answer.text
        if answer.status_code == 201:
            account.version += 1
            self.desk.ledger.keep_entry(account, who[0], number)

    def sign(self, application: Application, who: Who) -> None:
        self.desk.post("intake", who, f"/v1/applications/{application.id}/signatures", {"attested": True})

    def apply(self, who: Who, home: Home, kind: str = "new", month: str = "2026-12") -> Application | None:
        body = {
            "householdId": str(home.id),
            "kind": kind,
            "month": month,
            "incomes": [],
            "costs": [{"kind": "housing", "amountOre": 650_000}],
            "attested": True,
        }
        answer = self.desk.post("intake", who, "/v1/applications", body)
        if answer.status_code != 201:
            return None
        said = answer.json()
        application = Application(UUID(said["id"]), home)
        self.desk.ledger.applications.append(application)
        self.desk.ledger.keep_typed(application, who[0] if said["channel"] == "paper" else None)
        return application


def _people(answer: httpx.Response, body: dict[str, Any]) -> list[tuple[str, str, str]]:
    made = zip(answer.json()["members"], body["members"], strict=True)
    return [(said["id"], given["personalNumber"], given["role"]) for said, given in made]


def _typed(number: Number) -> dict[str, str]:
    return {"clearingNumber": number[0], "accountNumber": number[1]}
