"""Everything that goes wrong becomes a problem document: domain errors, validation, unknown paths, our own faults."""

from typing import Any

import structlog
from asyncpg import InterfaceError
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import compile_path

from shared.database import meaning_of
from shared.field_messages import message
from shared.kernel_problems import INTERNAL, KERNEL_PROBLEMS, METHOD_NOT_ALLOWED, NOT_JSON, OTHER_HTTP, VALIDATION
from shared.problems import DomainError, NotFound, ProblemTable, Unavailable, language_of, problem_response

log = structlog.get_logger(__name__)


def add_problem_handlers(app: FastAPI, problems: ProblemTable) -> None:
    app.state.problems = {**KERNEL_PROBLEMS, **problems}
    app.add_exception_handler(DomainError, _domain_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(DBAPIError, _refused_by_database)
    app.add_exception_handler(PoolTimeout, _away)
    app.add_exception_handler(OSError, _away)
    app.add_exception_handler(InterfaceError, _away)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _fault)


def describe(error: DomainError, request: Request) -> JSONResponse:
    """The problem document for what happened. An error without a row in the table is a fault of ours."""
    problem = request.app.state.problems.get(type(error))
    if problem is None:
        log.error("domain error without a problem type", error=type(error).__name__)
        return problem_response(INTERNAL, {}, request)
    return problem_response(problem, error.facts(), request)


async def _domain_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DomainError)  # noqa: S101 - the handler is registered for that class alone
    return describe(error, request)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - the handler is registered for that class alone
    if error.status_code == 404:
        return describe(NotFound(), request)
    if error.status_code == 405:
        return _other_method(request)
    return problem_response(OTHER_HTTP, {}, request)


def _other_method(request: Request) -> Response:
    """What may be done with the path (RFC 9110): the answer to OPTIONS, and told with every refusal of a method."""
    allow = {"Allow": ", ".join(methods_of(request))}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=allow)
    response = problem_response(METHOD_NOT_ALLOWED, {}, request)
    response.headers.update(allow)
    return response


def methods_of(request: Request) -> list[str]:
    """Every method that some route answers on the request's path. The framework's own Allow knows of one route."""
    found = {"OPTIONS"}
    for context in iter_route_contexts(request.app.routes):
        pattern = compile_path(context.path_format)[0] if context.path_format else None
        if pattern is not None and pattern.fullmatch(request.scope["path"]):
            found |= set(getattr(context.original_route, "methods", None) or ())
    return sorted(found)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    """Names the field and what is wrong, never the value. An unknown field is told as its parent: the name itself may
    be a personal number."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - the handler is registered for that class alone
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem_response(NOT_JSON, {}, request)
    language = language_of(request)
    return problem_response(VALIDATION, {"errors": [_told(item, error.body, language) for item in found[:50]]}, request)


def _told(item: dict[str, Any], body: Any, language: str) -> dict[str, str]:
    where, *path = item["loc"]
    path = _as_sent(path, body, missing=item["type"] == "missing")
    if item["type"] == "extra_forbidden":
        path = path[:-1]
    if item["type"].startswith("union_tag_"):  # the field that says which kind of a body it is
        path = [*path, str(item["ctx"]["discriminator"]).strip("'")]
    said = message(item["type"], item.get("ctx", {}), language)
    return {"in": where, "field": ".".join(path), "message": said}


def _as_sent(path: list[int | str], body: Any, *, missing: bool) -> list[str]:
    """Without the names that pydantic puts in for the kind of a body that comes in several kinds: nobody sent those as
    fields."""
    said, here = [], body
    for place, part in enumerate(path, 1):
        kind = isinstance(here, dict) and part not in here and part in here.values()
        if kind and not (missing and place == len(path)):
            continue
        said.append(str(part))
        here = _inside(here, part)
    return said


def _inside(here: Any, part: int | str) -> Any:
    try:
        return here[part]
    except (KeyError, IndexError, TypeError):
        return None


async def _refused_by_database(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DBAPIError)  # noqa: S101 - the handler is registered for that class alone
    meaning = meaning_of(error, request.app.state.running.service.constraints)
    return describe(meaning, request) if isinstance(meaning, DomainError) else await _fault(request, error)


async def _away(request: Request, _: Exception) -> JSONResponse:
    """The database is not there, went away while a connection to it was opened, or has no connection left to give."""
    return describe(Unavailable(), request)


async def _gone(_: Request, __: Exception) -> Response:
    """Who asked did not wait until the request was read: nothing was done, and nobody hears this."""
    return Response(status_code=499)


async def _fault(request: Request, error: Exception) -> JSONResponse:
    log.error("fault", exc_info=error)
    return problem_response(INTERNAL, {}, request)
