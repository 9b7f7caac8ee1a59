import base64
import json
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pytest

from services.intake.registers.blocks import fk
from services.intake.registers.reading import Unreadable
from services.intake.registers.rules import Block, BlockAnswer, PaymentStatus, Reason
from services.intake.registers.ssbtek import SSBT
from tests.unit.registers.judging import NOT_VERIFIABLE, NOTHING, NUMBER, judged


def insurance(told: dict[str, Any], groups: tuple[str, ...] = ("FK:BOB", "PM:AP")) -> BlockAnswer:
    root = Element("data")
    SubElement(root, f"{SSBT}lefiJsonSvar").text = base64.b64encode(json.dumps(told).encode()).decode()
    return judged(Block.FK, fk.read(root, groups))


def state(code: str, how: str = "OK") -> dict[str, Any]:
    return {"utlamnare": {"kod": code}, "tillstand": {"kod": how}}


BOTH = {"utlamnare": [state("FK"), state("PM")]}
BENEFIT: dict[str, Any] = {
    "formansfamilj": {"id": "BOB", "beskrivning": "Bostadsbidrag"},
    "nettobelopp": {"summa": 1850.5, "valuta": "SEK"},
    "datum": "2026-05-25",
    "period": {"fran": "2026-05", "till": "2026-05"},
}
PENSION: dict[str, Any] = {
    "utbetalningsdatum": "2026-05-18",
    "utbetalningsperiod": {"from": "2026-05-01", "tom": "2026-05-31"},
    "nettobelopp": 4000,
    "utbetalningsrader": [{"formansgrupp": {"kod": "PM:AP", "beskrivning": "Allmän pension"}}],
}


def benefits(*paid: dict[str, Any]) -> BlockAnswer:
    return insurance(BOTH | {"formansinformation": {"utbetalningsuppgift": list(paid)}})


def test_fk_with_nothing_but_that_all_is_well_holds_nothing() -> None:
    assert insurance(BOTH).verdict is NOTHING
    assert insurance(BOTH | {"avvikelser": []}).verdict is NOTHING
    assert insurance(BOTH | {"avvikelser": {"utbetalningar": []}}).verdict is NOTHING


def test_each_authority_that_was_asked_says_how_it_is() -> None:
    alone = {"utlamnare": [state("FK")]}
    assert insurance(alone).detail == "PM.tillstand"
    assert insurance(alone, ("FK:BOB",)).verdict is NOTHING
    assert insurance({}).reason is Reason.STATUS_MISSING
    assert insurance({"meddelande": "Ej behörig", "timestamp": "2026-05-01T00:00:00Z"}).verdict is NOT_VERIFIABLE
    assert insurance({"utlamnare": [*BOTH["utlamnare"], state("XX")]}).reason is Reason.UNKNOWN_CODE


def test_fk_may_give_a_month_for_a_day() -> None:
    (income,) = benefits(BENEFIT).incomes
    assert (income.amount_ore, income.period_from, income.period_to) == (185_050, date(2026, 5, 1), date(2026, 5, 31))


def test_fk_may_leave_days_out() -> None:
    (income,) = benefits({name: BENEFIT[name] for name in ("formansfamilj", "nettobelopp")}).incomes
    assert (income.period_from, income.period_to, income.paid_on) == (None, None, None)


def test_a_label_carries_no_number_and_no_sign_that_a_database_refuses() -> None:
    """C8: a label goes on into events."""
    family = {"id": "BOB", "beskrivning": f"Bidrag {NUMBER}\0"}
    assert benefits(BENEFIT | {"formansfamilj": family}).incomes[0].label == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"nettobelopp": {"summa": 1850.5, "valuta": "EUR"}},
        {"nettobelopp": {"summa": 1850.5}},
        {"nettobelopp": {"summa": "1850", "valuta": "SEK"}},
        {"nettobelopp": {"summa": 1850.555, "valuta": "SEK"}},
        {"nettobelopp": None},
        {"formansfamilj": {}},
        {"formansfamilj": {"id": NUMBER}},
        {"formansfamilj": {"id": "B\0"}},
        {"datum": "25 maj"},
        {"datum": None},
        {"period": {"fran": "2026-06-01", "till": "2026-05-31"}},
    ],
)
def test_a_benefit_that_cannot_be_read_hides_no_other(wrong: dict[str, Any]) -> None:
    answer = benefits(BENEFIT | wrong, BENEFIT)
    assert (answer.verdict, answer.reason) == (NOT_VERIFIABLE, Reason.UNREADABLE)
    assert len(answer.incomes) == 1


def test_pensions_paid_and_planned() -> None:
    answer = insurance(BOTH | {"utbetalningar": [PENSION], "preliminaraUtbetalningar": [PENSION]})
    assert [(one.source, one.kind, one.amount_ore, one.status) for one in answer.incomes] == [
        ("PM", "PM:AP", 400_000, PaymentStatus.PAID),
        ("PM", "PM:AP", 400_000, PaymentStatus.PLANNED),
    ]


def test_a_pension_of_several_kinds_is_one_payment() -> None:
    rows = [{"formansgrupp": {"kod": code}} for code in ("PM:AP", "PM:BTI")]
    (income,) = insurance(BOTH | {"utbetalningar": [PENSION | {"utbetalningsrader": rows}]}).incomes
    assert (income.kind, income.amount_ore) == ("PM:flera", 400_000)


@pytest.mark.parametrize("place", ["utlamnare", "formansinformation", "utbetalningar", "avvikelser"])
@pytest.mark.parametrize("junk", [None, "x", 1, [1]])
def test_fk_in_another_form(place: str, junk: Any) -> None:
    with pytest.raises(Unreadable):
        insurance(BOTH | {place: junk})
