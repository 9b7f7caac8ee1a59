"""SO: the unemployment funds (a-kassorna). Each that answers does so for itself, with a status of its own."""

from xml.etree.ElementTree import Element

from services.intake.registers import reading
from services.intake.registers.blocks.payments import collect
from services.intake.registers.rules import Payload, PaymentStatus, SeenIncome, StatusCode

SO = "{http://INT014.UBPService.Schemas}"
_STATUS = "SO.StatusSvarandeOrganisation"
_MORE = (f"{SO}Avstangningar", f"{SO}AnsoktOmErsattning")
_IN_A_FUND = (f"{SO}SvarandeOrganisation", f"{SO}StatusSvarandeOrganisation", f"{SO}Utbetalningar", *_MORE)


def read(data: Element) -> Payload:
    """A list of no funds has no status, and so says nothing. Which fund it is is not taken out: it comes near a union
    (2001:454). Raises Unreadable."""
    answers = reading.only(data, f"{SO}ArbetsloshetsersattningLista")
    funds = [reading.closed(fund, *_IN_A_FUND) for fund in reading.closed(answers, f"{SO}Arbetsloshetsersattning")]
    payments = [payment for fund in funds for payment in fund.findall(f"{SO}Utbetalningar")]
    incomes, problems = collect(payments, _income)
    return Payload(
        about=frozenset({reading.text_at(data, f"{SO}IdentificationNumber")}),
        codes=tuple(StatusCode(_STATUS, reading.text_at(fund, f"{SO}StatusSvarandeOrganisation")) for fund in funds),
        required=frozenset({_STATUS}),
        holds_something=bool(payments) or any(_has_more(fund) for fund in funds),
        incomes=incomes,
        problems=problems,
    )


def _has_more(fund: Element) -> bool:
    """A suspension, or an application for benefit, tells of a person whom the fund knows."""
    return any(fund.find(name) is not None for name in _MORE)


def _income(payment: Element) -> SeenIncome:
    """What is left after tax. What the fund then takes off (a fee, an attachment of earnings) was the person's."""
    return SeenIncome(
        source="SO",
        kind="SO:Arbetsloshetsersattning",
        label="Arbetslöshetsersättning",
        amount_ore=reading.ore_of_text(reading.text_at(payment, f"{SO}NettoEfterSkatt")),
        period_from=reading.day(reading.text_at(payment, f"{SO}AvserFrom")),
        period_to=reading.day(reading.text_at(payment, f"{SO}AvserTom")),
        paid_on=reading.day(reading.text_at(payment, f"{SO}Utbetalningsdatum")),
        status=PaymentStatus.PAID,
    )
