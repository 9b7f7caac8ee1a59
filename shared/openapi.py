"""What every operation of every API says in OpenAPI: who may call, `traceparent`, `Idempotency-Key`, problem answers.

Routes describe only what is their own. Follows DIGG's REST API-profil.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from shared.acts import ActBy
from shared.common_words import COMMON
from shared.openapi_answers import HEADERS, PROBLEM_SCHEMA, answer_ref, header_refs, problem_answers
from shared.openapi_examples import add_examples
from shared.openapi_overview import ABOUT, ADDRESS, DOCUMENTATION, EMAIL, PROMISES, SECURITY, overview
from shared.openapi_schemas import named_by_feature, tidy
from shared.problems import camel
from shared.running import Service

VERSION = "/v1"
"""Where the API is under a service's address. Paths in the description are below it, as `servers` says (UFN.01)."""
_SERVER = (
    "Exempel: varje kommun har sin egen adress, och TLS framför tjänsten. / An example: each municipality has its own "
    "address, with TLS in front of the service."
)

_PARAMETERS = {
    "Traceparent": {
        "name": "traceparent",
        "in": "header",
        "required": False,
        "description": "W3C Trace Context: följer ärendet genom tjänsterna, och står i svaret och driftloggen. / "
        "Follows the case through the services, and is in the answer and the logs.",
        "schema": {"type": "string", "maxLength": 512},
        "example": HEADERS["traceparent"]["example"],
    },
    "AcceptLanguage": {
        "name": "Accept-Language",
        "in": "header",
        "required": False,
        "description": "Språk i problemtexter: sv (förval) eller en. / The language of problem texts: sv (default) or "
        "en.",
        "schema": {"type": "string", "maxLength": 512},
        "example": "sv",
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "Nytt slumpmässigt värde per handling, samma vid omförsök: då ges det första svaret igen. / New "
        "and random per act, the same when trying again: the first answer is then given again.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_.:-]{16,64}$"},
        "example": "6f1c2f8e-9a44-4f5c-8f2d-3f1f4b0b7c11",
    },
}
_SUCCESS = {200: "Svaret. / The answer.", 201: "Gjort. / Done.", 202: "Mottaget. / Taken in."}
_UNTOLD = "Successful Response"
"""FastAPI's text for an answer that the route says nothing of."""


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


def _used(components: dict[str, Any], paths: str) -> dict[str, Any]:
    """The parameters, headers and answers that something refers to."""
    kinds = ("parameters", "responses", "headers")
    said = paths + json.dumps(components["responses"])
    return components | {
        kind: {name: one for name, one in components[kind].items() if f'"#/components/{kind}/{name}"' in said}
        for kind in kinds
    }


def _document(app: FastAPI, service: Service) -> dict[str, Any]:
    made = get_openapi(
        title=service.title,
        version=app.version,
        description=overview(service),
        routes=app.routes,
        servers=[{"url": f"{ADDRESS}/{service.name}{VERSION}", "description": _SERVER}],
        **ABOUT,
    )
    document = named_by_feature(made)
    document["info"]["contact"]["email"] = EMAIL
    document["info"].update(PROMISES)
    document["externalDocs"] = DOCUMENTATION
    _add_components(document, service)
    for path, route in described_routes(app):
        for method in route.methods or ():
            _add(document, document["paths"][path][method.lower()], method, route)
    name_operations(document["paths"].values())
    document["components"] = _used(document["components"], json.dumps(document["paths"]))
    document["tags"] = [{"name": tag} for tag in _tags(document["paths"])]
    document["paths"] = {path.removeprefix(VERSION): there for path, there in document["paths"].items()}
    return document


def _add_components(document: dict[str, Any], service: Service) -> None:
    parts = document.setdefault("components", {})
    parts["securitySchemes"] = SECURITY
    parts["parameters"] = _PARAMETERS
    parts["headers"] = HEADERS
    parts["responses"] = problem_answers(service.problems)
    schemas = parts.setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    tidy(schemas)
    COMMON.and_more(service.words).describe(schemas)
    schemas["Problem"] = PROBLEM_SCHEMA


def _add(document: dict[str, Any], operation: dict[str, Any], method: str, route: APIRoute) -> None:
    allowed, schemas = who_may_call(route), document["components"]["schemas"]
    operation["x-act"] = camel(route.name) if allowed is None else allowed.name
    operation["x-function"] = route.name
    operation["security"] = [] if allowed is None else [{"accessToken": []}]
    if allowed is not None:
        names = sorted([*allowed.roles, *(f"{name} (service)" for name in allowed.services)])
        operation["description"] += f"\n\nRoller / roles: {', '.join(names)}."
    common = ["Traceparent", "AcceptLanguage", *(["IdempotencyKey"] if method == "POST" else [])]
    named = operation.setdefault("parameters", [])
    for parameter in named:
        if parameter["in"] == "header":
            parameter["name"] = parameter["name"].title()
    _tell_answers(operation, _statuses(operation, method, secured=allowed is not None), schemas, method)
    named.extend({"$ref": f"#/components/parameters/{name}"} for name in common)
    add_examples(operation.get("requestBody", {}).get("content", {}), schemas)


def _statuses(operation: dict[str, Any], method: str, *, secured: bool) -> list[int]:
    """What can go wrong with the operation, by what it takes."""
    acts, named = method == "POST", {parameter["name"] for parameter in operation["parameters"]}
    possible = {
        400: acts or "page" in named,
        401: secured,
        403: secured,
        404: acts or any(parameter["in"] == "path" for parameter in operation["parameters"]),
        406: secured,
        409: acts or "409" in operation["responses"],
        412: "If-Match" in named,
        413: acts,
        415: "requestBody" in operation,
        422: acts or bool(named),
        428: "If-Match" in named,
        429: True,
        500: True,
        503: True,
    }
    return [status for status, can_be in possible.items() if can_be]


def _tell_answers(operation: dict[str, Any], problems: list[int], schemas: dict[str, Any], method: str) -> None:
    told = {status: one for status, one in operation["responses"].items() if int(status) < 400}
    for status, one in told.items():
        if one["description"] == _UNTOLD:
            one["description"] = _SUCCESS[int(status)]
        headers = ["traceparent", *(["Idempotency-Replayed"] if method == "POST" else [])]
        one["headers"] = {**header_refs(*headers), **one.get("headers", {})}
        add_examples(one.get("content", {}), schemas)
    operation["responses"] = {**told, **{str(status): answer_ref(status) for status in problems}}


def _tags(paths: dict[str, Any]) -> list[str]:
    """Every group of operations, in the order of the operations."""
    return list(
        dict.fromkeys(tag for there in paths.values() for operation in there.values() for tag in operation["tags"])
    )


def name_operations(paths: Iterable[dict[str, Any]]) -> None:
    """An operation is called by its act, or where several routes do the same act by its function too."""
    found = [operation for there in paths for operation in there.values()]
    acts = Counter(operation["x-act"] for operation in found)
    for operation in found:
        act, function = operation.pop("x-act"), operation.pop("x-function")
        said = "".join(word.capitalize() for word in function.split("_"))
        operation["operationId"] = act if acts[act] == 1 else act + said
