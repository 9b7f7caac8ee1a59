"""Choosing one's cases, or somebody else's (C9), and applying for what one may not."""

from dataclasses import replace
from typing import Any

from deploy.local.demo.attempts.kept import Attempts
from deploy.local.demo.people import Person, Staff
from deploy.local.demo.registering import Household
from shared.ids import new_id
from shared.months import Month


def apply_wrongly(tried: Attempts, target: Household, neighbour: Household, registrar: Person, month: Month) -> None:
    """Before the target applies."""
    body: dict[str, Any] = {
        "householdId": target.id,
        "kind": "new",
        "month": str(month),
        "incomes": [],
        "costs": [{"kind": "housing", "amountOre": target.case.of_the_month.costs[0].applied_ore}],
        "attested": True,
    }
    renewal = target.applicant.try_post("intake", "/applications", {**body, "kind": "renewal"})
    tried.over_http("Återansöka utan en beviljad grundansökan", "C9", renewal, "renewal-not-possible")
    channel = target.applicant.try_post("intake", "/applications", {**body, "channel": "paper"})
    tried.over_http("Välja kanal själv i en e-ansökan", "C11", channel, "invalid-request")
    curious = neighbour.applicant.try_post("intake", "/applications", body)
    tried.over_http("Ansöka för grannens hushåll", "C2", curious, "not-found")
    reading = neighbour.applicant.call("GET", "intake", f"/households/{target.id}")
    tried.over_http("Läsa grannens hushåll", "C2", reading, "not-found")
    own = replace(target.applicant, roles=("registrar",), _token=None)
    typed = own.try_post("intake", "/applications", body)
    tried.over_http("Skriva in sin egen ansökan på papper", "C2", typed)
    attested = registrar.try_post("intake", "/applications", {**body, "attested": False})
    tried.over_http("Ansöka utan underskrift", "C11", attested, "invalid-request")


def fish(tried: Attempts, staff: Staff) -> None:
    """One item waits. Somebody takes it, somebody else wants it, and then it is handed back."""
    holder, other, *_ = staff.social_workers
    aimed = holder.try_post("decision", "/claims", {"queue": "new", "workItemId": str(new_id())})
    tried.over_http("Ta ett visst ärende ur kön", "C9", aimed, "invalid-request")
    held = holder.post("decision", "/claims", {"queue": "new"})
    second = holder.try_post("decision", "/claims", {"queue": "new"})
    tried.over_http("Ta ett andra ärende medan man har ett", "C9", second, "claim-held")
    path = f"/work-items/{held['workItemId']}"
    tried.over_http("Läsa ett ärende som någon annan har", "C9", other.call("GET", "decision", path), "claim-needed")
    reason = {"reason": "Vill ha ett annat ärende."}
    given_back = other.try_post("decision", f"/claims/{held['claimId']}/release", reason)
    tried.over_http("Lämna tillbaka någon annans ärende", "C9", given_back, "claim-not-yours")
    holder.post("decision", f"/claims/{held['claimId']}/release", reason, 200)
    again = holder.try_post("decision", "/claims", {"queue": "new"})
    tried.nothing_offered("Lämna tillbaka och ta samma ärende igen", "C9", again)
