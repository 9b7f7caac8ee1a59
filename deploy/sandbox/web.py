"""What the sandbox's servers share: an app that never answers with what it was sent, and how it is started."""

import os
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import AfterValidator
from starlette.types import Lifespan

from deploy.sandbox.persons import is_made_up
from shared.persons import PersonalNumber


def _test_number(text: str) -> str:
    number = PersonalNumber.parse(text)
    if not is_made_up(number):
        raise ValueError("the sandbox takes test numbers only (birth numbers 980–999)")
    return number.digits


TEST_NUMBER = AfterValidator(_test_number)
"""Twelve digits of a test number. A real person's number is refused before anything is done with it."""


def sandbox_app(title: str, lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    app = FastAPI(title=title, version="1", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.add_exception_handler(RequestValidationError, _refuse)

    @app.get("/health/live")
    @app.get("/health/ready")
    async def healthy() -> dict[str, str]:
        return {"status": "ok"}

    return app


async def _refuse(request: Request, error: Exception) -> JSONResponse:
    """FastAPI's own 422 repeats the input, and so a personal number."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - narrows the type that Starlette's handlers have
    errors: list[dict[str, Any]] = [_named(one) for one in error.errors()]
    return JSONResponse(
        {"title": "Invalid request", "status": 422, "errors": errors}, 422, media_type="application/problem+json"
    )


def _named(error: dict[str, Any]) -> dict[str, Any]:
    if error["type"] == "extra_forbidden":  # the name of an unknown field can be a personal number too
        return {"field": [*error["loc"][:-1], "unknown field"], "problem": "not allowed"}
    return {"field": list(error["loc"]), "problem": error["msg"]}


def serve(app: FastAPI) -> None:
    """Serves until SIGTERM on LISTEN_PORT, on loopback unless LISTEN_HOST says otherwise."""
    uvicorn.run(
        app,
        host=os.environ.get("LISTEN_HOST", "127.0.0.1"),
        port=int(os.environ["LISTEN_PORT"]),
        log_level="warning",
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=1,
    )
