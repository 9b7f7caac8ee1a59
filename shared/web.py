"""A service's HTTP application: its routers under /v1, what every service has beside them, the outermost guard."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import Field
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shared.admission import Admission
from shared.api_models import Output
from shared.auth.bearer import caller_of
from shared.auth.callers import Role
from shared.controllog.api import control_log_router
from shared.guard import Guard
from shared.handover import inbox, outbox
from shared.openapi import complete
from shared.problem_handlers import add_problem_handlers
from shared.problems import RoleMissing
from shared.running import Running, Service, public_settings

API_VERSION = "1.0.0"
RELEASED = date(2026, 11, 22)
STATUS = "beta"


class ApiInfo(Output):
    """DIGG's REST API-profil, VER.06."""

    api_name: Annotated[str, Field(description="API:ets namn. / The API's name.", examples=["intake"])]
    api_version: Annotated[str, Field(description="MAJOR.MINOR.PATCH. / By Semantic Versioning.", examples=["1.0.0"])]
    api_released: Annotated[
        date, Field(description="Dagen versionen släpptes. / The day of its release.", examples=["2026-11-22"])
    ]
    api_documentation: Annotated[
        str,
        Field(
            description="API-beskrivningen (OpenAPI 3.1), på samma adress. / Its description, at the same address.",
            examples=["/v1/openapi.json"],
        ),
    ]
    api_status: Annotated[
        str,
        Field(
            description="alpha, beta, active, deprecated eller retired. / alpha, beta, active, deprecated or retired.",
            examples=["beta"],
        ),
    ]


def build_app(service: Service) -> FastAPI:
    """The application. It answers once `app.state.running` is set (see shared.process)."""
    app = FastAPI(
        title=service.title,
        version=API_VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False},
    )
    add_problem_handlers(app, service.problems)
    for router in service.routers:
        app.include_router(router, prefix="/v1")
    app.include_router(_about(service), prefix="/v1")
    app.include_router(_operations)
    if service.receivers:
        app.include_router(inbox.router, prefix="/v1")
    if service.keeps_log:
        app.include_router(control_log_router(_log_readers))
    app.add_middleware(Admission)
    app.add_middleware(Guard)  # the outermost: what is not admitted is told and logged as all else
    complete(app, service)
    return app


async def _log_readers(request: Request) -> None:
    """The control log's own files are for auditors and the services."""
    caller = await caller_of(request, request.app.state.running)
    if not caller.roles & {Role.AUDITOR, Role.SERVICE}:
        raise RoleMissing([Role.AUDITOR.value, Role.SERVICE.value])


def _about(service: Service) -> APIRouter:
    router = APIRouter(tags=["om API:et / about the API"])

    @router.get("/api-info", summary="Om API:et / About this API")
    async def api_info() -> ApiInfo:
        """DIGG:s REST API-profil: namn, version, status och dokumentation. / Name, version, status, documentation."""
        return ApiInfo(
            api_name=service.name,
            api_version=API_VERSION,
            api_released=RELEASED,
            api_documentation="/v1/openapi.json",
            api_status=STATUS,
        )

    return router


_operations = APIRouter(include_in_schema=False)
_AS_IF_TO_WRITE = text("select from outbox where false for update")
"""Nothing is locked or written, but a replica refuses it."""


@_operations.get("/health/live")
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@_operations.get("/health/ready")
async def ready(request: Request) -> JSONResponse:
    """The process can do its work: its database answers, and may be written to. 503 where not. `refusedHandOvers`
    counts those of ours that another service refused for good: each is for somebody to look into."""
    running: Running = request.app.state.running
    try:
        async with running.engine.connect() as connection:
            await connection.execute(_AS_IF_TO_WRITE)
            refused = {"refusedHandOvers": await outbox.refused(connection)}
            state = await running.service.state(connection) if running.service.state else {}
    except (SQLAlchemyError, OSError):
        return JSONResponse({"status": "notReady", "missing": "database"}, 503, {"Retry-After": "5"})
    return JSONResponse({"status": "ready", **public_settings(running), **refused, **state})


@_operations.get("/.well-known/jwks.json")
async def jwks(request: Request) -> dict[str, list[dict[str, Any]]]:
    """The public key of this service's statements, those that it signed with before, and the one that comes next."""
    running: Running = request.app.state.running
    return {"keys": [dict(running.key.public_jwk), *map(dict, running.other_keys)]}
