"""Searching the three control logs, and proving that an entry is in its log."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Path, Query, Request, Response
from pydantic import AwareDatetime, Field, StringConstraints

from services.audit.entries import proving, store
from services.audit.entries.problems import NotYetCosigned
from services.audit.entries.rules import AsOf, Found, Sight
from services.audit.entries.store import Wanted
from services.audit.stories import store as stories
from services.audit.stories.texts import tell
from shared.acts import Act, ActBy, act_router
from shared.api_models import Output
from shared.auth.callers import Role
from shared.paging import FARTHEST, Page, Paged
from shared.problems import NotFound, language_of

router = act_router(tags=["kontrollogg / control log"])
Reading = Annotated[Act, Depends(ActBy("controlLogRead", Role.AUDITOR))]
Proving = Annotated[Act, Depends(ActBy("entryProved", Role.AUDITOR))]

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]{0,63}$")]
AN_ID, A_TIME = "01a201b0-d91c-74b0-a0a9-2f66883cca05", "2026-12-01T09:30:00Z"
AN_AS_OF = "decision:306,intake:334,payout:349"
Outcome = Literal["done", "refused"]


def _wanted(
    *,
    service: Annotated[Word | None, Query(description="Tjänst. / Service.", examples=["payout"])] = None,
    municipality: Annotated[
        str | None,
        Query(
            pattern=r"^\d{4}$",
            description="Kommunkod; du ser bara din egen. / You see only your own.",
            examples=["1261"],
        ),
    ] = None,
    act: Annotated[Word | None, Query(description="Handling. / Act.", examples=["orderReleased"])] = None,
    outcome: Annotated[
        Outcome | None, Query(description="Utförd eller avvisad. / Done or refused.", examples=["refused"])
    ] = None,
    actor: Annotated[
        str | None,
        Query(
            pattern=r"^[A-Za-z0-9_-]{16,86}$",
            description="Pseudonym för den som handlade. / Pseudonym of who acted.",
            examples=["hK3vQ0bq7sXk2mT9uYpWaA"],
        ),
    ] = None,
    case_number: Annotated[
        str | None,
        Query(
            alias="caseNumber",
            pattern=r"^[A-Za-z0-9][A-Za-z0-9 /-]{0,63}$",
            description="Ärendenummer: hela ärendets berättelse, från hushållets registrering till sista bokföringen, "
            "i den ordning det hände. / Case number: the whole story of the case, from the household's registration to "
            "the last booking, in the order in which it happened.",
            examples=["EB-2026-000123"],
        ),
    ] = None,
    household_id: Annotated[
        UUID | None, Query(alias="householdId", description="Hushåll. / Household.", examples=[AN_ID])
    ] = None,
    decision_id: Annotated[
        UUID | None, Query(alias="decisionId", description="Beslut. / Decision.", examples=[AN_ID])
    ] = None,
    order_id: Annotated[
        UUID | None, Query(alias="orderId", description="Utbetalning. / Payment order.", examples=[AN_ID])
    ] = None,
    since: Annotated[
        AwareDatetime | None, Query(alias="from", description="Från och med. / From, inclusive.", examples=[A_TIME])
    ] = None,
    until: Annotated[
        AwareDatetime | None, Query(alias="to", description="Till, inte med. / To, exclusive.", examples=[A_TIME])
    ] = None,
) -> Wanted:
    return Wanted(
        service=service,
        municipality=municipality,
        act=act,
        outcome=outcome,
        actor=actor,
        case_number=case_number,
        household_id=household_id,
        decision_id=decision_id,
        order_id=order_id,
        since=since,
        until=until,
    )


def _as_of(
    as_of: Annotated[
        str | None,
        Query(
            alias="asOf",
            pattern=r"^[a-z]{1,20}:[0-9]{1,15}(,[a-z]{1,20}:[0-9]{1,15}){0,9}$",
            description="Så långt loggarna gick då: ur ett tidigare svar, så att nästa sida fortsätter där den förra "
            "slutade. / How far the logs went then: from an earlier answer, so that the next page goes on from there.",
            examples=[AN_AS_OF],
        ),
    ] = None,
) -> AsOf | None:
    return None if as_of is None else AsOf.parse(as_of)


def _language(request: Request, response: Response) -> str:
    language = language_of(request)
    response.headers.update({"Content-Language": language, "Vary": "Accept-Language"})
    return language


class ActorOut(Output):
    person: Annotated[str | None, Field(description="Pseudonym, samma i alla tjänster. / The same in all services.")]
    role: Annotated[str, Field(examples=["payer"])]
    service: str | None


class EntryOut(Output):
    id: Annotated[UUID, Field(examples=[AN_ID])]
    text: Annotated[
        str,
        Field(
            description="Vad som hände, i klartext. / What happened, in plain words (Accept-Language).",
            examples=["Betalningen frisläpptes av utbetalare."],
        ),
    ]
    time: Annotated[AwareDatetime, Field(examples=[A_TIME])]
    municipality: Annotated[str, Field(examples=["1261"])]
    service: str
    act: str
    outcome: Outcome
    actor: ActorOut
    rule: Annotated[str | None, Field(description="Löftet eller lagrummet. / The promise or paragraph.")]
    subjects: dict[str, str]
    digest: Annotated[str | None, Field(description="Saltad SHA-256 av det handlingen gällde, base64url.")]
    reason: Annotated[str | None, Field(description="Varför den avvisades. / Why it was refused.")]
    log_origin: Annotated[str, Field(examples=["localhost/payout"])]
    seq: Annotated[int, Field(ge=0, le=2**53, description="Plats i loggen. / Place in the log.")]
    verified: Annotated[
        bool, Field(description="Täcks av en bevittnad kontrollpunkt. / A cosigned checkpoint covers it.")
    ]


class Entries(Output):
    items: list[EntryOut]
    page: Annotated[int, Field(ge=1, le=FARTHEST)]
    limit: Annotated[int, Field(ge=1, le=100)]
    has_more: Annotated[bool, Field(description="Det finns en sida till. / There is another page.")]
    as_of: Annotated[
        str,
        Field(
            description="Så många poster var kända av varje tjänsts logg. / So many entries were known of each log.",
            examples=[AN_AS_OF],
        ),
    ]


class ProofOut(Output):
    """Base64 throughout. / Base64 genomgående."""

    entry: Annotated[
        str,
        Field(
            description="Posten byte för byte, som den är i loggen (RFC 8785). / The entry, byte for byte.",
            examples=["eyJhY3QiOiJvcmRlclJlbGVhc2VkIn0="],
        ),
    ]
    log_origin: Annotated[str, Field(examples=["localhost/payout"])]
    seq: Annotated[int, Field(ge=0, le=2**53, description="Plats i loggen. / Place in the log.", examples=[42])]
    hashes: Annotated[
        list[str],
        Field(
            description="Vägen från posten till roten (RFC 6962 2.1.1). / The way from the entry to the root.",
            examples=[["47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="]],
        ),
    ]
    checkpoint: Annotated[
        str,
        Field(
            description="Kontrollpunkten (C2SP signed note) med loggens och vittnets underskrifter. / The checkpoint "
            "with the signatures of the log and of the witness.",
            examples=["localhost/payout\n4711\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— localhost/payout …\n"],
        ),
    ]


@router.get("/control-log", summary="Sök i kontrolloggen / Search the control log")
async def control_log(
    act: Reading,
    page: Paged,
    wanted: Annotated[Wanted, Depends(_wanted)],
    as_of: Annotated[AsOf | None, Depends(_as_of)],
    language: Annotated[str, Depends(_language)],
) -> Entries:
    """Handlingar och avvisade försök i betalningskedjan, äldst först, ur revisionens egen kopia. Med `caseNumber` ett
    ärendes hela berättelse: även det som hände med hushållet och kontot dessförinnan, och med frisläppandet, bankfilen
    och bankens rapporter, som gäller flera ärenden. Andra villkor visar en del av den, i samma ordning.

    Acts and refused attempts in the payment chain, oldest first, from audit's own copy. With `caseNumber` the whole
    story of a case: also what happened with the household and the account before it, and with the release, the bank
    file and the bank's reports, which are about several cases. Other conditions show a part of it, in the same order.
    """
    sight = Sight(act.municipality, as_of or await store.known(act.connection))
    shown, has_more = page.shown(await _find(act, sight, wanted, page))
    return Entries(
        items=[_out(one, language) for one in shown],
        page=page.number,
        limit=page.limit,
        has_more=has_more,
        as_of=sight.as_of.written(),
    )


async def _find(act: Act, sight: Sight, wanted: Wanted, page: Page) -> Sequence[Found]:
    if wanted.case_number is None:
        return await store.find(act.connection, sight, wanted, page)
    story = await stories.read(act.connection, sight, wanted)
    return story[page.offset : page.offset + page.fetched]


@router.get(
    "/control-log/{entryId}/proof",
    summary="Bevis för en post / Proof of an entry",
    responses={409: {"description": "Inte bevittnad än. / Not cosigned yet."}},
)
async def proof(
    entry_id: Annotated[
        UUID, Path(alias="entryId", description="Loggpostens id. / The log entry's id.", examples=[AN_ID])
    ],
    act: Proving,
) -> ProofOut:
    """Att posten finns i loggen, att kontrollera med vilket RFC 6962-verktyg som helst. 409 den första sekunden.

    That the entry is in its log, to be checked with any RFC 6962 tool. 409 in the first second."""
    found = await proving.find(act.connection, entry_id, act.municipality)
    if found is None:
        raise NotFound
    proved = await proving.prove(act.connection, [found])
    if proved is None:
        raise NotYetCosigned
    return ProofOut(
        entry=b64encode(found.data).decode(),
        log_origin=found.origin,
        seq=found.seq,
        hashes=[b64encode(one).decode() for one in proved[0].hashes],
        checkpoint=proved[0].note,
    )


def _out(found: Found, language: str) -> EntryOut:
    entry = found.entry
    return EntryOut(
        id=entry.id,
        text=tell(entry).in_language(language),
        time=entry.time,
        municipality=entry.municipality,
        service=entry.service,
        act=entry.act,
        outcome=entry.outcome,
        actor=ActorOut(person=entry.actor.person, role=entry.actor.role, service=entry.actor.service),
        rule=entry.rule,
        subjects={name: str(value) for name, value in entry.subjects.items()},
        digest=entry.digest,
        reason=entry.reason,
        log_origin=found.origin,
        seq=found.seq,
        verified=found.verified,
    )
