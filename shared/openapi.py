"""What every operation of every API says in OpenAPI: who may call, `traceparent`, `Idempotency-Key`, problem answers.

Routes describe only what is their own. Follows DIGG's REST API-profil.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from shared.acts import ActBy
from shared.kernel_problems import INTERNAL, KERNEL_PROBLEMS, METHOD_NOT_ALLOWED, VALIDATION
from shared.problems import (
    MEDIA_TYPE,
    BodyTooLarge,
    BrokenChain,
    Busy,
    KeyMissing,
    NotFound,
    Unauthenticated,
    Unavailable,
    VersionMissing,
    VersionStale,
)
from shared.running import Service

_PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457. Se docs/problems.md. / See docs/problems.md.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Stabilt namn på problemet. / A stable name."},
        "title": {"type": "string"},
        "status": {"type": "integer", "format": "int32", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "Vad du kan göra. / What you can do."},
    },
    "additionalProperties": True,
}
_EXAMPLES = {
    str(problem.status): problem.document(facts, "sv")
    for problem, facts in (
        (KERNEL_PROBLEMS[KeyMissing], {}),
        (KERNEL_PROBLEMS[Unauthenticated], {}),
        (KERNEL_PROBLEMS[BrokenChain], {"rule": "C1", "earlier_act": "account"}),
        (KERNEL_PROBLEMS[NotFound], {}),
        (METHOD_NOT_ALLOWED, {}),
        (KERNEL_PROBLEMS[Busy], {}),
        (KERNEL_PROBLEMS[VersionStale], {}),
        (KERNEL_PROBLEMS[BodyTooLarge], {}),
        (VALIDATION, {"errors": [{"in": "body", "field": "month", "message": "Fältet saknas."}]}),
        (KERNEL_PROBLEMS[VersionMissing], {}),
        (INTERNAL, {}),
        (KERNEL_PROBLEMS[Unavailable], {}),
    )
}
_TRACEPARENT = {
    "name": "traceparent",
    "in": "header",
    "required": False,
    "description": "W3C Trace Context: följer ärendet genom tjänsterna. / Follows the case through the services.",
    "schema": {"type": "string", "maxLength": 55},
    "example": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Nytt slumpmässigt värde per handling, samma vid omförsök. / New and random per act, the same when "
    "trying again.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_.:-]{16,64}$"},
    "example": "6f1c2f8e-9a44-4f5c-8f2d-3f1f4b0b7c11",
}
_ANSWERS = {
    "400": "Begäran kan inte läsas. / The request cannot be read.",
    "401": "Inte inloggad. / Not signed in.",
    "403": "Rollen eller betalningskedjan hindrar. / Stopped by the role or the payment chain.",
    "404": "Finns inte, eller får inte ses. / Not found, or not to be seen.",
    "405": "Metoden finns inte. / No such method.",
    "409": "Går inte i nuvarande läge. / Not possible in the present state.",
    "412": "Ändrad sedan läsning. / Changed since it was read.",
    "413": "För stor begäran. / The request is too large.",
    "422": "Fält är fel. / Fields are wrong.",
    "428": "If-Match saknas. / If-Match is missing.",
    "500": "Fel hos oss. / A fault of ours.",
    "503": "Tillfälligt otillgängligt. / Unavailable for the moment.",
}


def complete(app: FastAPI, service: Service) -> None:
    """Replaces `app.openapi` with one that adds what is common. Made once, then kept."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, service)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the schema


def described_routes(app: FastAPI) -> list[tuple[str, APIRoute]]:
    """(path, route) of everything in the API's description. `app.routes` alone holds only the routers."""
    found = ((context.path_format, context.original_route) for context in iter_route_contexts(app.routes))
    return [
        (path, route)
        for path, route in found
        if path is not None and isinstance(route, APIRoute) and route.include_in_schema
    ]


def who_may_call(route: APIRoute) -> ActBy | None:
    """The ActBy of a route, or None for one that anybody may call (api-info)."""
    return _find(route.dependant)


def _find(dependant: Dependant) -> ActBy | None:
    if isinstance(dependant.call, ActBy):
        return dependant.call
    return next(filter(None, map(_find, dependant.dependencies)), None)


def _document(app: FastAPI, service: Service) -> dict[str, Any]:
    document = get_openapi(
        title=service.title,
        version=app.version,
        description=f"{service.description.sv}\n\n{service.description.en}",
        routes=app.routes,
        contact={"name": "Öppet bistånd", "url": "https://oppetbistand.example/"},
        license_info={"name": "European Union Public Licence 1.2", "identifier": "EUPL-1.2"},
        servers=[{"url": "http://127.0.0.1"}],
    )
    parts = document.setdefault("components", {})
    parts["securitySchemes"] = {
        "accessToken": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "Åtkomstbiljett enligt RFC 9068 från kommunens inloggning. / Access token (RFC 9068).",
        }
    }
    parts.setdefault("schemas", {})["Problem"] = _PROBLEM_SCHEMA
    parts["schemas"].pop("HTTPValidationError", None)
    parts["schemas"].pop("ValidationError", None)
    for path, route in described_routes(app):
        for method in route.methods or ():
            _add(document["paths"][path][method.lower()], method, who_may_call(route))
    return document


def _add(operation: dict[str, Any], method: str, allowed: ActBy | None) -> None:
    parameters = operation.setdefault("parameters", [])
    parameters.append(_TRACEPARENT)
    if method == "POST":
        parameters.append(_IDEMPOTENCY_KEY)
    if allowed is not None:
        names = sorted([*allowed.roles, *allowed.services])
        operation["security"] = [{"accessToken": []}]
        operation["description"] = f"{operation.get('description', '')}\n\nRoller / roles: {', '.join(names)}.".strip()
    for status, text in _ANSWERS.items():
        operation["responses"][status] = {
            "description": text,
            "content": {
                MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": _EXAMPLES[status]},
            },
        }
