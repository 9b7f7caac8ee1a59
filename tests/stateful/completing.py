"""What goes between handlers and applicants: asking for more, completing, and withdrawing."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.stateful.desk import Desk
from tests.stateful.registering import WHICH, WHO


class Completing(RuleBasedStateMachine):
    desk: Desk

    @precondition(lambda self: self.desk.work_items())
    @rule(by=WHO, which=WHICH, days=st.integers(1, 10))
    def ask_applicant(self, by: int, which: int, days: int) -> None:
        items = self.desk.work_items()
        last = self.desk.chain.now.date() + timedelta(days=days)
        body = {"missing": ["housingCost"], "text": "Skicka hyresavin.", "respondBy": last.isoformat()}
        path = f"/v1/work-items/{items[which % len(items)]}/completion-requests"
        self.desk.post("decision", self.desk.as_employee(by), path, body)

    @precondition(lambda self: self.desk.ledger.applications)
    @rule(who=WHICH, which=WHICH, ore=st.sampled_from([None, 600_000, 700_000]))
    def complete(self, who: int, which: int, ore: int | None) -> None:
        applications = self.desk.ledger.applications
        application = applications[which % len(applications)]
        adults = application.home.adults
        changed = {} if ore is None else {"costs": [{"kind": "housing", "amountOre": ore}]}
        body = {"text": "Hyran är ny.", "attested": True, **changed}
        path = f"/v1/applications/{application.id}/completions"
        self.desk.post("intake", self.desk.as_citizen(adults[who % len(adults)][1]), path, body)

    @precondition(lambda self: self.desk.ledger.applications)
    @rule(who=WHICH, which=WHICH, really=st.sampled_from([True, False, False]))
    def withdraw(self, who: int, which: int, really: bool) -> None:
        """Seldom: what is withdrawn is paid no more."""
        applications = self.desk.ledger.applications
        application = applications[which % len(applications)]
        adults = application.home.adults
        if really:
            self.withdrawn(adults[who % len(adults)][1], application.id)

    def withdrawn(self, number: str, application_id: object) -> None:
        path = f"/v1/applications/{application_id}/withdrawal"
        answer = self.desk.post("intake", self.desk.as_citizen(number), path, {})
        if answer.status_code == 201 and not answer.json()["awaitsOthers"]:
            filed = set(self.desk.filed_orders())
            for application in self.desk.ledger.applications:
                if application.id == application_id:
                    self.desk.ledger.withdrawn[application.id] = filed
