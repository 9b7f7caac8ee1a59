"""The cosigned checkpoints, for auditors, and what the services ask at their start."""

from base64 import b64encode
from typing import Annotated

from fastapi import Depends, Response
from pydantic import AwareDatetime, Field

from services.audit.logs import store
from services.audit.logs.loop import settings_of, witness_key
from services.audit.logs.rules import Fault
from shared.acts import Act, ActBy, act_router
from shared.api_models import Output
from shared.auth.callers import Role
from shared.controllog.bundles import pack
from shared.controllog.tiles import BadPath, Tile, parse_place
from shared.controllog.trusted_keys import TrustedKeys, load_logs
from shared.problems import NotFound

FOLLOWED = ("intake", "decision", "payout")

router = act_router(tags=["kontrollogg / control log"])
witness_router = act_router(include_in_schema=False)

Reading = Annotated[Act, Depends(ActBy("checkpointsRead", Role.AUDITOR))]
Asking = Annotated[Act, Depends(ActBy("witnessAsked", services=FOLLOWED))]
When = Annotated[AwareDatetime, Field(examples=["2026-12-01T09:30:00Z"])]
Entries = Annotated[int, Field(ge=0, le=2**53, examples=[4711])]


class AlarmOut(Output):
    kind: Annotated[Fault, Field(description="Vad loggen gjorde. / What the log did.")]
    copied_size: Annotated[Entries, Field(description="Poster i revisionens kopia då. / Entries in the copy then.")]
    raised_at: When


class CosignedOut(Output):
    size: Annotated[Entries, Field(description="Poster som täcks. / Entries covered.")]
    root_hash: Annotated[str, Field(description="Base64.", examples=["47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="])]
    cosigned_at: When
    note: Annotated[
        str,
        Field(
            description="C2SP signed note: loggens signatur och vittnets (tlog-cosignature v1). / With the signatures "
            "of the log and of the witness.",
            examples=["localhost/payout\n4711\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— localhost/payout …\n"],
        ),
    ]


class LogOut(Output):
    """En tjänsts kontrollogg, som revisionen ser den. / A service's control log, as audit sees it."""

    service: Annotated[str, Field(examples=["payout"])]
    log_origin: Annotated[str, Field(examples=["localhost/payout"])]
    log_key: Annotated[str, Field(description="C2SP verifier key.", examples=["localhost/payout+4bf3a1c2+AQ…"])]
    copied_size: Annotated[Entries, Field(description="Poster i revisionens kopia. / Entries in audit's copy.")]
    checkpoint: Annotated[
        CosignedOut | None, Field(description="Senaste bevittnade; null före den första. / Null before the first.")
    ]
    alarms: list[AlarmOut]


class Logs(Output):
    items: list[LogOut]
    witness_key: Annotated[
        str, Field(description="C2SP verifier key, typ 4. / Type 4.", examples=["localhost/audit+7d0c9e15+BA…"])
    ]


class WitnessedOut(Output):
    origin: str
    note: str | None


@router.get("/checkpoints", summary="Bevittnade kontrollpunkter / Cosigned checkpoints")
async def checkpoints(act: Reading) -> Logs:
    """Senaste bevittnade kontrollpunkt per tjänst, att kontrollera utan att lita på oss, och larm om en logg har
    skrivits om. Hämta en betrodd kopia av nycklarna på annat sätt än härifrån.

    The newest cosigned checkpoint of each service, to be checked without trusting us, and alarms about a log that was
    rewritten. Get a trusted copy of the keys by another way than this."""
    logs = load_logs(settings_of(act.running).logs_file)
    return Logs(
        items=[await _log(act, log) for log in logs],
        witness_key=witness_key(act.running).verifier.written(),
    )


@witness_router.get("/witness/{service}")
async def witnessed(service: str, act: Asking) -> WitnessedOut:
    """The last checkpoint of the service's log that we have cosigned; null where there is none."""
    origin = _own_log(act, service)
    latest = await store.latest_of(act.connection, origin)
    return WitnessedOut(origin=origin, note=None if latest is None else latest.note)


@witness_router.get("/witness/{service}/tile/entries/{place:path}")
async def copied(service: str, place: str, act: Asking) -> Response:
    """An entry bundle (C2SP tlog-tiles) of our copy, for a service whose log has to be brought back from it."""
    try:
        tile = Tile(0, *parse_place(place))
    except BadPath as error:
        raise NotFound from error
    entries = await store.entries_of(act.connection, _own_log(act, service), tile)
    if len(entries) != tile.width:
        raise NotFound
    return Response(pack(entries), media_type="application/octet-stream")


def _own_log(act: Act, service: str) -> str:
    """The log's origin. A service asks for its own log alone."""
    logs = load_logs(settings_of(act.running).logs_file)
    origin = next((log.origin for log in logs if log.service == service == act.caller.service), None)
    if origin is None:
        raise NotFound
    return origin


async def _log(act: Act, log: TrustedKeys) -> LogOut:
    alarms = await store.alarms_of(act.connection, log.origin)
    return LogOut(
        service=log.service,
        log_origin=log.origin,
        log_key=log.newest.written(),
        copied_size=await store.copied_size(act.connection, log.origin),
        checkpoint=_cosigned(await store.latest_of(act.connection, log.origin)),
        alarms=[
            AlarmOut(kind=alarm.kind, copied_size=alarm.copied_size, raised_at=alarm.raised_at) for alarm in alarms
        ],
    )


def _cosigned(latest: store.Latest | None) -> CosignedOut | None:
    if latest is None:
        return None
    return CosignedOut(
        size=latest.size,
        root_hash=b64encode(latest.root).decode(),
        cosigned_at=latest.cosigned_at,
        note=latest.note,
    )
