"""What services state to each other, forged, altered and moved (C4).

Whoever tries this has stolen a service's key to another's door; what they lack is the key that it signs its acts with.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import psycopg

from deploy.local.demo.attempts.kept import Attempts
from deploy.local.demo.people import CLIENT, Unexpected
from deploy.local.demo.waiting import wait_for
from deploy.local.installation import Installation
from shared.auth.keys import SigningKey, new_signing_key
from shared.auth.service_calls import service_token
from shared.auth.statements import Hands, Subject, state
from shared.clock import Clock
from shared.ids import new_id

Event = dict[str, Any]


def forge(tried: Attempts, stack: Installation, order: dict[str, Any], another: dict[str, Any]) -> None:
    """`order` and `another` rest on two decisions that were really made."""
    real, other = _decision_event(stack, order["decisionId"]), _decision_event(stack, another["decisionId"])
    own = _key(stack, "decision")
    thief = SigningKey.from_pem(new_signing_key())
    larger = _with_more_money(real["object"])
    forged = _signed(stack, real, larger, "decision", replace(thief, kid=own.kid))
    tried.hand_over("Ett förfalskat intyg om ett beslut", "C4", _send(stack, real, object=larger, statement=forged))
    unknown = _signed(stack, real, larger, "decision", thief)
    tried.hand_over("Ett intyg under en okänd nyckel", "C4", _send(stack, real, object=larger, statement=unknown))
    tried.hand_over("Ett belopp ändrat efter beslutet", "C4", _send(stack, real, object=larger))
    moved = _send(stack, real, statement=other["statement"])
    tried.hand_over("Ett äkta intyg om ett annat beslut", "C4", moved)
    intake = _signed(stack, real, larger, "intake", _key(stack, "intake"))
    as_intake = _send(stack, real, sender="intake", object=larger, statement=intake)
    tried.hand_over("En tjänst som intygar en annan tjänsts beslut", "C4", as_intake, "hand-over-not-expected")
    again = _send(stack, real, id=real["id"])
    known = again.json()["results"][0]["outcome"]
    tried.noted(
        "Ett äkta beslut skickat en gång till", "C6", "Redan känt, ingen ny utbetalning", refused=known == "duplicate"
    )


def queue_by_hand(tried: Attempts, stack: Installation, order: dict[str, Any]) -> None:
    """Somebody with decision's password to its database puts a hand-over in the outbox. It is sent, and refused."""
    real = _decision_event(stack, order["decisionId"])
    event = {**real, "id": str(new_id()), "object": _with_more_money(real["object"])}
    with psycopg.connect(stack.databases["decision"].runtime_dsn) as connection:
        connection.execute(
            "insert into outbox (id, destination, event, created_at, next_try_at) "
            "values (%s, 'payout', %s, now(), to_timestamp(0))",
            [event["id"], json.dumps(event)],
        )
    told: dict[str, Any] = {}

    def is_answered() -> bool:
        told.update(_problem_of(stack, event["id"]))
        return bool(told)

    wait_for("the hand-over that was queued by hand to be answered", is_answered)
    refused = str(told.get("type", "")).endswith("/statement-refused")
    tried.noted("Ett överlämnande inlagt för hand i databasen", "C4", str(told.get("title")), refused=refused)


def _problem_of(stack: Installation, event: str) -> dict[str, Any]:
    with psycopg.connect(stack.databases["decision"].owner_dsn) as connection:
        row = connection.execute("select problem, outcome from outbox where id = %s", [event]).fetchone()
    return {} if row is None or row[1] is None else dict(row[0] or {"title": row[1]})


def _decision_event(stack: Installation, decision: str) -> Event:
    with psycopg.connect(stack.databases["decision"].owner_dsn) as connection:
        row = connection.execute(
            "select event from outbox where destination = 'payout' and event->'subject'->>'id' = %s", [decision]
        ).fetchone()
    if row is None:
        raise Unexpected(f"the decision {decision} was not handed over")
    return dict(row[0])


def _with_more_money(document: dict[str, Any]) -> dict[str, Any]:
    larger: dict[str, Any] = json.loads(json.dumps(document))
    larger["lines"][0]["amountOre"] += 1_000_000
    larger["grantedOre"] += 1_000_000
    return larger


def _signed(stack: Installation, real: Event, document: dict[str, Any], issuer: str, key: SigningKey) -> str:
    """In every way like decision's own, but for who signs."""
    about = real["subject"]
    return state(
        issuer,
        key,
        Clock(stack.place.clock_offset_file),
        act=real["type"],
        municipality=real["municipality"],
        subject=Subject(about["type"], about["id"], about["version"]),
        hands=Hands(decision=("somebody-else",)),
        document=document,
    )


def _send(stack: Installation, real: Event, sender: str = "decision", **changed: Any) -> httpx.Response:
    """As an event with an id of its own, unless one is given."""
    token = service_token(sender, "payout", _key(stack, sender), Clock(stack.place.clock_offset_file))
    event = {**real, "id": str(new_id()), **changed}
    headers = {"Authorization": f"Bearer {token}"}
    return CLIENT.post(f"{stack.inside['payout']}/v1/inbox", json={"events": [event]}, headers=headers)


def _key(stack: Installation, service: str) -> SigningKey:
    return SigningKey.load(Path(stack.place.keys.of(service)) / "statement.pem")
