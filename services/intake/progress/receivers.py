"""A decision as the applicant reads it, and that a payment is with the bank. Each fact is kept as it comes."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from services.intake.applications.receivers import check_about
from services.intake.progress import store
from shared.acts import Act
from shared.auth.statements import Statement
from shared.handover.events import Event
from shared.handover.objects import HandedOver, Version, read_object

Ore = Annotated[int, Field(strict=True, ge=-(10**13), le=10**13)]
Words = Annotated[str, StringConstraints(max_length=10_000)]


class BothLanguages(HandedOver):
    sv: Words
    en: Words


class ParagraphsObject(HandedOver):
    sv: Annotated[tuple[Words, ...], Field(max_length=1000)]
    en: Annotated[tuple[Words, ...], Field(max_length=1000)]


class CalculationLineObject(HandedOver):
    kind: Words
    label: BothLanguages
    amount_ore: Ore
    law: Words
    text: BothLanguages


class CalculationObject(HandedOver):
    norm_ore: Ore
    costs_ore: Ore
    incomes_ore: Ore
    deficit_ore: Ore
    surplus_ore: Ore
    lines: Annotated[tuple[CalculationLineObject, ...], Field(max_length=1000)]
    not_counted: Annotated[tuple[CalculationLineObject, ...], Field(max_length=1000)] = ()


class PaymentLineObject(HandedOver):
    number: Version
    purpose: BothLanguages
    amount_ore: Ore
    pay_on: date


class GroundObject(HandedOver):
    """Why it is not a full grant."""

    code: Words
    law: Words
    text: BothLanguages


class ExplainedObject(HandedOver):
    """A decision in both languages, with its calculation. Öre."""

    decision_id: UUID
    application_id: UUID
    declaration_version: Version
    granted_ore: Ore
    reasons: Words
    grounds: Annotated[tuple[GroundObject, ...], Field(max_length=10)] = ()
    text: ParagraphsObject
    appeal: ParagraphsObject
    calculation: CalculationObject
    lines: Annotated[tuple[PaymentLineObject, ...], Field(max_length=100)]


class SentObject(HandedOver):
    order_id: UUID
    decision_id: UUID
    line: Version
    application_id: UUID
    sent_at: AwareDatetime


async def decision_explained(act: Act, event: Event, statement: Statement) -> None:
    explained = read_object(ExplainedObject, event.object)
    await check_about(act, event, explained.decision_id, explained.application_id)
    row = {
        "decision_id": explained.decision_id,
        "application_id": explained.application_id,
        "document": event.object,
        "entry_id": await act.record(event.object),
    }
    await store.add_explained(act.connection, row)


async def payment_sent(act: Act, event: Event, statement: Statement) -> None:
    sent = read_object(SentObject, event.object)
    await check_about(act, event, sent.order_id, sent.application_id)
    act.about(decisionId=sent.decision_id)
    row = {
        "order_id": sent.order_id,
        "decision_id": sent.decision_id,
        "line": sent.line,
        "application_id": sent.application_id,
        "sent_at": sent.sent_at,
        "entry_id": await act.record(event.object),
    }
    await store.add_sent(act.connection, row)
