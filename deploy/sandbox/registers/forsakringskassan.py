"""FK's block: LEFI version 9, JSON in base64, with Pensionsmyndigheten's payments at the top."""

import json
from base64 import b64encode
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from deploy.sandbox.registers.people import FaultKind, Payment
from deploy.sandbox.registers.question import SSBT
from deploy.sandbox.registers.telling import Telling

_NAMES = {"FK": "Försäkringskassan", "PM": "Pensionsmyndigheten"}


def write(data: Element, telling: Telling) -> None:
    told = json.dumps(_answer(telling), ensure_ascii=False).encode()
    if telling.broken:
        told = told[: len(told) // 2]
    SubElement(data, f"{SSBT}lefiJsonSvar").text = b64encode(told).decode()


def _answer(telling: Telling) -> dict[str, Any]:
    """An authority that is not OK gives nothing, and no deviations either."""
    states = {authority: _state(telling, authority) for authority in _NAMES}
    answer: dict[str, Any] = {"utlamnare": [_authority(*pair) for pair in states.items()], "avvikelser": {}}
    deviation = telling.fault(FaultKind.DEVIATION)
    if deviation is not None:
        answer["avvikelser"] = {"utbetalningar": [_deviation(deviation.code or "INTERNT_FEL")]}
    if states["FK"] == "OK":
        answer["formansinformation"] = _own(telling)
    if states["PM"] == "OK":
        paid, planned = _split(telling.asked_for(telling.person.pm))
        answer |= {
            "utbetalningar": [_pm(one) for one in paid],
            "preliminaraUtbetalningar": [_pm(one) for one in planned],
        }
    return answer


def _state(telling: Telling, authority: str) -> str:
    unavailable = telling.fault(FaultKind.UNAVAILABLE)
    if unavailable is not None and unavailable.source in (None, authority):
        return unavailable.code or "OTILLGANGLIG"
    return telling.code("OK") if authority == "FK" else "OK"


def _authority(code: str, state: str) -> dict[str, Any]:
    return {
        "utlamnare": {"kod": code, "namn": _NAMES[code]},
        "tillstand": {"kod": state, "beskrivning": "Tillgänglig" if state == "OK" else "Otillgänglig"},
    }


def _deviation(code: str) -> dict[str, Any]:
    return {
        "avvikelse": {"kod": code, "beskrivning": "Kunde inte hämtas"},
        "formansgrupp": {"kod": "FK:SJP", "beskrivning": "Sjukpenning"},
    }


def _own(telling: Telling) -> dict[str, Any]:
    paid, planned = _split(telling.asked_for(telling.person.fk))
    return {
        "generellPersoninformation": [{"personnummer": telling.number, "skyddad": telling.person.protected}],
        "utbetalningsuppgift": [_fk(one) for one in paid],
        "preliminarautbetalningar": [_fk(one) for one in planned],
    }


def _split(payments: list[Payment]) -> tuple[list[Payment], list[Payment]]:
    return [one for one in payments if not one.planned], [one for one in payments if one.planned]


def _fk(payment: Payment) -> dict[str, Any]:
    return {
        "typ": {"id": 1, "beskrivning": "Månad"},
        "foretag": {"id": 1001, "beskrivning": "Försäkringskassan"},
        "formansfamilj": {"id": payment.kind, "beskrivning": payment.label or payment.kind},
        "datum": payment.paid_on.isoformat(),
        "period": {"fran": payment.period_from.isoformat(), "till": payment.period_to.isoformat()},
        "nettobelopp": {"summa": payment.amount_ore / 100, "valuta": "SEK"},
    }


def _pm(payment: Payment) -> dict[str, Any]:
    group = {"kod": f"PM:{payment.kind}", "beskrivning": payment.label or payment.kind}
    return {
        "utbetalningsdatum": payment.paid_on.isoformat(),
        "utbetalningsperiod": {"from": payment.period_from.isoformat(), "tom": payment.period_to.isoformat()},
        "nettobelopp": payment.amount_ore // 100,
        "utbetalningsrader": [{"formansgrupp": group, "belopp": payment.amount_ore // 100}],
    }
