"""Applications that are withdrawn: each adult takes back their own, and the last one ends the case (docs/adr/0011)."""

from deploy.local.demo import auditing
from deploy.local.demo.people import Person, Unexpected
from deploy.local.demo.registering import Household
from deploy.local.demo.working import Town


def withdraw(auditor: Person, town: Town, household: Household) -> None:
    """The handlers' office has heard of it when this returns: nobody decides on it any more."""
    applied = town.of_the_month(household)
    for place, adult in enumerate(household.adults, 1):
        told = adult.post("intake", f"/applications/{applied.id}/withdrawal", {})
        if told["awaitsOthers"] == (place == len(household.adults)):
            raise Unexpected(f"{household}: withdrawn by {place}, and the application is {told['status']}")
    town.withdrawn.add(applied.id)
    auditing.wait_until_told(auditor, applied, "decision", "applicationWithdrawn")
