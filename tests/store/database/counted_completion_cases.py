"""What payout's database refuses of completions that decisions counted with (C1)."""

from tests.store.database.statements import NEW, Refused, Row, Rule, refused

_AWAITS = """(select o.id from payment_order o join decision d on d.id = o.decision_id
                where o.state = 'received' and d.document ->> 'declarationVersion' = '2')"""
_TO_READY = f"update payment_order set state = 'ready' where id = {_AWAITS}"

COMPLETION = Row("completion", {"id": NEW, "number": "99"})
_AWAITED = COMPLETION.but(
    number="2",
    hands="array['x']",
    application_id=f"(select application_id from payment_order where id = {_AWAITS})",
)
_DECIDED = Row("order_hand", {"order_id": _AWAITS, "link": "'decision'", "person": "'x'"})

COUNTED_RULES: dict[str, Rule] = {
    "completion_number": COMPLETION.but(number="1"),
    "completion_number_once": COMPLETION.but(number="t.number"),
    "completion_municipality": COMPLETION.but(municipality="'126'"),
}
COUNTED_TRIGGERS: dict[str, list[Refused]] = {
    "payment_order_completed": [
        refused("payment_order_completed", _TO_READY),
        refused("payment_order_completed", _AWAITED, _DECIDED, _TO_READY),
    ],
}
