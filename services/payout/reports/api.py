"""The fallback when the bank's reports do not come by its channel: somebody brings them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from pydantic import ConfigDict, Field

from services.payout import examples
from services.payout.bank.notifications import Notification
from services.payout.bank.pain001 import identified
from services.payout.bank.status_reports import StatusReport
from services.payout.orders import store as orders
from services.payout.releases import store as releases
from services.payout.releases.handing_out import refuse_involved
from services.payout.reports import store
from services.payout.reports.problems import ReportNotReadable
from services.payout.reports.reading import ReadAs, parse, take_in
from shared.acts import Act, ActBy, act_router
from shared.api_models import Output
from shared.auth.callers import Role
from shared.canonical import digest_bytes
from shared.problems import NotFound

router = act_router(tags=["återrapporter / bank reports"])

BringingReport = Annotated[Act, Depends(ActBy("bankReportBrought", Role.PAYER, Role.UNIT_HEAD))]

_XML = {
    "requestBody": {
        "required": True,
        "content": {"application/xml": {"schema": {"type": "string"}, "example": "<Document>…</Document>"}},
    }
}


class ReportTaken(Output):
    model_config = ConfigDict(json_schema_extra={"examples": [examples.REPORT_TAKEN]})

    id: Annotated[
        str,
        Field(
            description="Base64url SHA-256 av filen. / Of the file.",
            examples=[examples.DIGEST],
        ),
    ]
    read_as: Annotated[
        ReadAs, Field(description="Vad filen var; duplicate om den redan var läst. / duplicate: it was read before.")
    ]


@router.post(
    "/bank-reports",
    status_code=201,
    summary="Lämna en återrapport när kanalen inte fungerar / Bring a bank report when the channel does not work",
    openapi_extra=_XML,
)
async def bring(request: Request, act: BringingReport) -> ReportTaken:
    """Reservväg. Bara för den som inte har någon del i det som rapporten gäller (C8) och inte är part i det (C2), och
    bara om kommunens egna utbetalningar; samma rapport räknas en gång.

    A fallback, only for someone with no hand in what the report is about (C8), who is no party to it (C2), and only
    about the municipality's own payments; a report counts once."""
    data = await request.body()
    parsed = await parse(data)
    if parsed is None:
        raise ReportNotReadable
    about = await _orders(act, parsed)
    if await orders.any_elsewhere(act.connection, about, act.municipality):
        raise NotFound
    await refuse_involved(act, about)
    report_id = digest_bytes(data)
    read_as = await take_in(act, report_id, store.UPLOAD, data, parsed)
    return ReportTaken(id=report_id, read_as=read_as)


async def _orders(act: Act, parsed: StatusReport | Notification) -> list[UUID]:
    """The orders that the report is about."""
    if isinstance(parsed, Notification):
        found = (identified(booking.end_to_end_id or "") for booking in parsed.bookings)
        return [order_id for order_id in found if order_id is not None] + await _of_sums(act, parsed)
    release_id = identified(parsed.original_message_id)
    return [] if release_id is None else await releases.paid_orders(act.connection, release_id)


async def _of_sums(act: Act, notification: Notification) -> list[UUID]:
    """The orders of the files of which the report names a batch, and no payment."""
    whole = (booking.batch for booking in notification.bookings if booking.end_to_end_id is None)
    named = {release_id for batch in whole if (release_id := identified((batch or "").rpartition("-")[0]))}
    return [order_id for one in sorted(named) for order_id in await releases.paid_orders(act.connection, one)]
