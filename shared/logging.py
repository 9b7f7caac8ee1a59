"""Operational logs: one JSON object a line, holding only the keys that are allowed here.

This is not the control log. It is for whoever is on call, so it says what the machine did and never about whom: a key
that is not on the list is dropped, and what looks like a personal number is blanked wherever it slipped in.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from shared import tracing
from shared.persons import LOOKS_PERSONAL

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "logger",
        "service",
        "method",
        "route",
        "status",
        "milliseconds",
        "problem",
        "traceId",
        "destination",
        "count",
        "outcome",
        "eventType",
        "eventId",
        "job",
        "jobId",
        "attempt",
        "size",
        "url",
        "reason",
        "error",
        "exception",
        "port",
        "offsetSeconds",
        "installation",
        "seconds",
    }
)


def _only_allowed(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: _blanked(value) for key, value in event.items() if key in ALLOWED}


def _blanked(value: Any) -> Any:
    return LOOKS_PERSONAL.sub("[blanked]", value) if isinstance(value, str) else value


def _with_trace(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    trace_id = tracing.known()
    return event if trace_id is None else {**event, "traceId": trace_id}


def _exception_without_values(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception becomes its types and places. Its text could repeat what somebody sent."""
    info = event.pop("exc_info", None)
    error = sys.exc_info()[1] if info is True else info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["exception"] = _places(error)
    return event


def _places(error: BaseException) -> str:
    places, trace = [], error.__traceback__
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-8:])


def set_up(service: str) -> None:
    """Sends structlog and the standard library's loggers to standard output in the same form."""
    processors: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_trace,
        _exception_without_values,
    ]
    structlog.configure(
        processors=[*processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=processors,
            processors=[_only_allowed, structlog.processors.JSONRenderer(ensure_ascii=False)],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for noisy in ("httpx", "httpcore", "uvicorn.access", "procrastinate"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(service=service)
