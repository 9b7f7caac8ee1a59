"""Sending an application in, signing it, and following it."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Query

from services.intake.applications import listing, store
from services.intake.applications.access import application_for
from services.intake.applications.arriving import register, signature_row, start_look_ups
from services.intake.applications.listing import Arrived
from services.intake.applications.messages import (
    ApplicationIn,
    ApplicationListed,
    ApplicationRegistered,
    Applications,
    ApplicationSigned,
    SignatureIn,
    listed,
)
from services.intake.applications.rules import Channel, Status
from services.intake.households.access import household_for
from services.intake.parameters import ApplicationId, Language
from shared.acts import Act, ActBy, act_router
from shared.auth.callers import Role
from shared.canonical import new_salt
from shared.paging import Paged
from shared.problems import NotFound

router = act_router(tags=["ansökningar / applications"])

Applying = Annotated[Act, Depends(ActBy("applicationRegistered", Role.CITIZEN, Role.REGISTRAR))]
Signing = Annotated[Act, Depends(ActBy("applicationSigned", Role.CITIZEN))]
Listing = Annotated[Act, Depends(ActBy("applicationsListed", Role.CITIZEN, Role.REGISTRAR))]
FromDay = Annotated[
    date | None,
    Query(alias="from", description="Inkomna från dagen. / Arrived from this day.", examples=["2026-11-01"]),
]
ToDay = Annotated[
    date | None,
    Query(alias="to", description="Inkomna till och med dagen. / Arrived up to this day.", examples=["2026-11-30"]),
]


@router.post("/applications", status_code=201, summary="Ansök / Apply")
async def apply(body: ApplicationIn, act: Applying) -> ApplicationRegistered:
    """En medborgare ansöker i e-tjänsten; en registrator för in en pappersansökan. Sammanboende: den andra vuxna
    skriver under e-ansökan för sig, och registren tillfrågas bara om den som har skrivit under.

    A citizen applies in the e-service; a registrar types in a paper application. In a couple the other adult signs the
    e-application too, and the registers are asked only about who has signed."""
    known = await household_for(act, body.household_id)
    channel = Channel.E_SERVICE if act.role is Role.CITIZEN else Channel.PAPER
    document = await register(act, body, known.household, channel)
    return ApplicationRegistered(
        id=document["applicationId"],
        case_number=document["caseNumber"],
        channel=channel,
        received_at=act.now,
        status=Status.RECEIVED,
    )


@router.post(
    "/applications/{applicationId}/signatures", status_code=201, summary="Skriv under som medsökande / Sign too"
)
async def sign(application_id: ApplicationId, body: SignatureIn, act: Signing) -> ApplicationSigned:
    """Den andra vuxna skriver under i sin egen inloggning, en gång. / The other adult signs in their own sign-in,
    once."""
    application, known = await application_for(act, application_id)
    signer = known.household.member_of(act.person)
    if signer is None:
        raise NotFound
    signed = {"applicationId": str(application_id), "memberId": str(signer.id), "signedAt": act.now.isoformat()}
    log_id = await act.record({"salt": new_salt(), **signed})
    await store.add_signature(act.connection, signature_row(act, application_id, signer, Channel.E_SERVICE, log_id))
    await start_look_ups(act, application_id, signer)
    return ApplicationSigned(
        application_id=application_id,
        member_id=signer.id,
        signed_at=act.now,
        status=application.signed_by(signer.id).status,
    )


@router.get("/applications", summary="Ansökningar / Applications")
async def applications(
    act: Listing, page: Paged, language: Language, from_: FromDay = None, to: ToDay = None
) -> Applications:
    """Medborgaren ser sina egna, registratorn kommunens utom skyddade personers och egna. Senaste först.

    A citizen sees their own; a registrar the municipality's, but those of protected persons and their own. The latest
    first."""
    rows_of = listing.of_citizen if act.role is Role.CITIZEN else listing.of_municipality
    found = await rows_of(act.connection, act.person_keys, act.municipality, Arrived(from_, to), page)
    shown, has_more = page.shown(found)
    return Applications(
        items=[ApplicationListed(**listed(one, language)) for one in shown],
        page=page.number,
        limit=page.limit,
        has_more=has_more,
    )
