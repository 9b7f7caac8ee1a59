"""FK: Försäkringskassan, and Pensionsmyndigheten (PM) inside it. LEFI version 9: JSON in base64.

FK's payments stand under `formansinformation`, PM's at the top. They are written differently: FK an amount with a
currency and `fran`/`till`, PM whole kronor and `from`/`tom`.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from services.intake.registers import reading
from services.intake.registers.blocks.payments import collect
from services.intake.registers.reading import Unreadable
from services.intake.registers.rules import Failure, Payload, PaymentStatus, Reason, SeenIncome, StatusCode
from services.intake.registers.ssbtek import SSBT

PAID, PLANNED = PaymentStatus.PAID, PaymentStatus.PLANNED


def read(data: Element, benefit_groups: tuple[str, ...]) -> Payload:
    """`benefit_groups` are those that were asked for ("FK:BOB"): each authority among them must say how it is. Raises
    Unreadable."""
    answer = _an_object(reading.parse_json(reading.from_base64(reading.text_at(data, f"{SSBT}lefiJsonSvar"))))
    own = _object(answer, "formansinformation")
    persons = _objects(own, "generellPersoninformation")
    payments = [
        *(partial(_fk_income, one, PAID) for one in _objects(own, "utbetalningsuppgift")),
        *(partial(_fk_income, one, PLANNED) for one in _objects(own, "preliminarautbetalningar")),
        *(partial(_pm_income, one, PAID) for one in _objects(answer, "utbetalningar")),
        *(partial(_pm_income, one, PLANNED) for one in _objects(answer, "preliminaraUtbetalningar")),
    ]
    incomes, problems = collect(payments, lambda read_one: read_one())
    return Payload(
        about=frozenset(_text(person, "personnummer") for person in persons if "personnummer" in person),
        codes=tuple(_state(one) for one in _objects(answer, "utlamnare")),
        required=frozenset(f"{group.partition(':')[0]}.tillstand" for group in benefit_groups),
        holds_something=bool(payments),
        incomes=incomes,
        problems=_deviations(answer) + problems,
        protected=any(person.get("skyddad", False) is not False for person in persons),
    )


def _state(source: dict[str, Any]) -> StatusCode:
    """Such as ("FK.tillstand", "OK"). An authority that nobody knows gives a code that nobody knows."""
    authority, state = _object(source, "utlamnare"), _object(source, "tillstand")
    return StatusCode(f"{_text(authority, 'kod')}.tillstand", _text(state, "kod"))


def _deviations(answer: dict[str, Any]) -> tuple[Failure, ...]:
    """What the authorities could not or may not give. The contract has an object of lists here; its own example has an
    empty list."""
    if answer.get("avvikelser") == []:
        return ()
    places = _object(answer, "avvikelser")
    return tuple(
        Failure(Reason.DEVIATION, f"{place} {_object(one, 'avvikelse').get('kod', '')}")
        for place in places
        for one in _objects(places, place)
    )


def _fk_income(payment: dict[str, Any], status: PaymentStatus) -> SeenIncome:
    family, net = _object(payment, "formansfamilj"), _object(payment, "nettobelopp")
    if net.get("valuta") != "SEK":
        raise Unreadable("valuta")
    period = _object(payment, "period")
    return SeenIncome(
        source="FK",
        kind=f"FK:{_text(family, 'id')}",
        label=_text(family, "beskrivning") if "beskrivning" in family else "",
        amount_ore=reading.ore(net.get("summa")),
        period_from=_day(period, "fran", reading.first_day),
        period_to=_day(period, "till", reading.last_day),
        paid_on=_day(payment, "datum", reading.day),
        status=status,
    )


def _pm_income(payment: dict[str, Any], status: PaymentStatus) -> SeenIncome:
    """One payment can be for several benefits: the kind is the group of its rows, where they have one in common."""
    groups = {_text(_object(row, "formansgrupp"), "kod") for row in _objects(payment, "utbetalningsrader")}
    period = _object(payment, "utbetalningsperiod")
    return SeenIncome(
        source="PM",
        kind=groups.pop() if len(groups) == 1 else "PM:flera",
        label="Utbetalning från Pensionsmyndigheten",
        amount_ore=reading.ore(payment.get("nettobelopp")),
        period_from=_day(period, "from", reading.day),
        period_to=_day(period, "tom", reading.day),
        paid_on=_day(payment, "utbetalningsdatum", reading.day),
        status=status,
    )


def _day(parent: dict[str, Any], name: str, read_day: Callable[[str], date]) -> date | None:
    return read_day(_text(parent, name)) if name in parent else None


def _text(parent: dict[str, Any], name: str) -> str:
    value = parent.get(name)
    if not isinstance(value, str) or not value:
        raise Unreadable(name)
    return value


def _object(parent: dict[str, Any], name: str) -> dict[str, Any]:
    """Empty where it is not there, which the contract allows everywhere; null it allows nowhere."""
    return _an_object(parent.get(name, {}))


def _objects(parent: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = parent.get(name, [])
    if not isinstance(value, list):
        raise Unreadable(name)
    return [_an_object(one) for one in value]


def _an_object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable("object")
    return value
