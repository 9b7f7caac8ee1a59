"""An account that is changed after the decision: the payment is cancelled, and its line paid anew, by new hands."""

from datetime import date

from deploy.local.demo.people import Person, Staff
from deploy.local.demo.registering import Household
from deploy.local.demo.waiting import wait_for

QUEUE = "payments"


def change_account(staff: Staff, household: Household) -> None:
    """The registrar begins a new version, and the applicant enters the same account in their own sign-in."""
    number = {"clearingNumber": household.case.new_account.clearing, "accountNumber": household.case.new_account.number}
    path = f"/accounts/{household.account}"
    registrar, first_version = staff.registrars[1], {"If-Match": '"1"'}
    registrar.answer(registrar.call("POST", "intake", f"{path}/versions", json=number, headers=first_version), 201)
    household.applicant.post("intake", f"{path}/entries", number)


def pay_again(staff: Staff, pay_on: date) -> None:
    """Whoever is free takes the payment from its queue, and says which account it is to go to."""
    handler = staff.economy_secretaries[0]
    wait_for("the cancelled payment to become work", lambda: _waiting(handler) == 1)
    held = handler.post("decision", "/claims", {"queue": QUEUE})
    path = f"/work-items/{held['workItemId']}"

    def is_payable() -> bool:
        return any(account["status"] == "payable" for account in handler.get("decision", path)["accounts"])

    wait_for("the new account to be payable", is_payable)
    (account,) = handler.get("decision", path)["accounts"]
    handler.post("decision", f"{path}/payment", {"accountId": account["accountId"], "payOn": pay_on.isoformat()})


def _waiting(handler: Person) -> int:
    queues = {queue["queue"]: int(queue["waiting"]) for queue in handler.get("decision", "/queues")["items"]}
    return queues.get(QUEUE, 0)
