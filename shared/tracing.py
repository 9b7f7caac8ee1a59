"""Where a request, a hand-over or a job has its place in a trace: W3C Trace Context, by OpenTelemetry.

Each answer and each log line tells its trace, whether anybody collects traces or not. They are collected where
OTEL_EXPORTER_OTLP_ENDPOINT is set: then, and only then, OpenTelemetry's SDK is loaded, and its own variables say the
rest (which part is sampled, how often it is sent). What a trace may tell is the list below; see docs/adr/0015.
"""

import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING
from uuid import UUID

import httpx
from opentelemetry import context, trace
from opentelemetry.trace import INVALID_SPAN, NonRecordingSpan, Span, SpanContext, SpanKind, StatusCode, TraceFlags

from shared.persons import LOOKS_PERSONAL

if TYPE_CHECKING:
    from shared.controllog.entries import Entry

HEADER = "traceparent"
_FORM = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.ASCII)

TOLD = {
    "method": "http.request.method",
    "route": "http.route",
    "status": "http.response.status_code",
    "error": "error.type",
    "problem": "problem.type",
    "act": "act",
    "outcome": "outcome",
    "rule": "rule",
    "destination": "destination",
    "eventType": "event.type",
    "job": "job",
    "count": "count",
}
"""What a span may say in words or figures, and what it is called there: the first four are OpenTelemetry's names."""
IDS = frozenset(
    {"entryId", "applicationId", "workItemId", "claimId", "decisionId", "orderId", "releaseId", "bankReportId"}
)
"""Which things a span may name: what a case is made of, each by its random id. No person, household or account, and no
case number, which stands on letters."""

_tracer: trace.Tracer | None = None


def set_up(service: str) -> None:
    """From now on this process's spans are collected, where OTEL_EXPORTER_OTLP_ENDPOINT says where."""
    global _tracer  # noqa: PLW0603 - a process has one, as it has one log
    if not _wanted(os.environ):
        return
    sdk, resources = import_module("opentelemetry.sdk.trace"), import_module("opentelemetry.sdk.resources")
    export = import_module("opentelemetry.sdk.trace.export")
    otlp = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    resource = resources.Resource.create({"service.name": service, "service.namespace": "oppet-bistand"})
    provider = sdk.TracerProvider(resource=resource)
    provider.add_span_processor(export.BatchSpanProcessor(otlp.OTLPSpanExporter()))
    _tracer = provider.get_tracer("oppet-bistand")


def _wanted(environment: Mapping[str, str]) -> bool:
    """OpenTelemetry's own switches: off by either is off."""
    off = (
        environment.get("OTEL_SDK_DISABLED", "").lower() == "true" or environment.get("OTEL_TRACES_EXPORTER") == "none"
    )
    endpoints = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
    return not off and any(environment.get(name) for name in endpoints)


SERVER, CLIENT, PRODUCER, CONSUMER = SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER


@contextmanager
def span(
    name: str,
    kind: SpanKind = SpanKind.INTERNAL,
    *,
    after: str | None = None,
    links: Iterable[str | None] = (),
    collected: bool = True,
    **about: str | int | UUID,
) -> Iterator[Span]:
    """A place in a trace, for as long as the context lasts: in the trace that `after` tells (a `traceparent`), else in
    the one where we are, else in a new one. `links`: the traceparents of what else led here. `about`: see TOLD and IDS.
    An exception that passes by is told by its type alone: its text could repeat what somebody sent."""
    came_from = _context_of(after) or _known_context()
    begun = _begun(name, kind, came_from, links) if collected else _uncollected(came_from)
    token = context.attach(trace.set_span_in_context(begun))
    try:
        _tell(begun, about)
        yield begun
    except Exception as error:
        _tell(begun, {"error": type(error).__name__})
        begun.set_status(StatusCode.ERROR)
        raise
    finally:
        begun.end()
        context.detach(token)


def _begun(name: str, kind: SpanKind, came_from: SpanContext | None, links: Iterable[str | None]) -> Span:
    if _tracer is None:
        return _uncollected(came_from)
    parent = trace.set_span_in_context(INVALID_SPAN if came_from is None else NonRecordingSpan(came_from))
    others = [trace.Link(found) for found in map(_context_of, links) if found is not None]
    return _tracer.start_span(name, parent, kind, links=others, record_exception=False, set_status_on_exception=False)


def _uncollected(came_from: SpanContext | None) -> Span:
    """A place that nobody collects. What the caller said of sampling goes on to whoever is called."""
    span_id = secrets.randbits(64) or 1
    if came_from is None:
        return NonRecordingSpan(SpanContext(secrets.randbits(128) or 1, span_id, is_remote=False))
    return NonRecordingSpan(SpanContext(came_from.trace_id, span_id, False, came_from.trace_flags))


def answered(name: str, *, failed: bool) -> None:
    """The place where we are is called so, now that its route is known."""
    here = trace.get_current_span()
    here.update_name(name)
    if failed:
        here.set_status(StatusCode.ERROR)


def tell(**about: str | int | UUID) -> None:
    """Says this of the place where we are."""
    _tell(trace.get_current_span(), about)


def tell_entry(entry: "Entry") -> None:
    """An entry of the control log, and what it is about, as a moment of the place where we are: by the entry's id the
    auditors find it, and the same id is where audit copies it."""
    here = trace.get_current_span()
    if here.is_recording():
        here.add_event("entry", _allowed({**_entry(entry), **entry.subjects}))
        _tell(here, {"act": entry.act, **entry.subjects})


def _entry(entry: "Entry") -> dict[str, str | UUID]:
    told: dict[str, str | UUID] = {"entryId": entry.id, "act": entry.act, "outcome": entry.outcome}
    return told if entry.rule is None else {**told, "rule": entry.rule}


def link(*traceparents: str | None) -> None:
    """These places led here too, those of other traces."""
    here = trace.get_current_span()
    if here.is_recording():
        own = here.get_span_context().trace_id
        for found in filter(None, map(_context_of, traceparents)):
            if found.trace_id != own:
                here.add_link(found)


def _tell(of: Span, about: Mapping[str, object]) -> None:
    if about and of.is_recording():
        of.set_attributes(_allowed(about))


def _allowed(about: Mapping[str, object]) -> dict[str, str | int]:
    """What is not on the lists is left out, and so is an id that is no UUID."""
    told: dict[str, str | int] = {name: _id(value) for name, value in about.items() if name in IDS}
    told |= {TOLD[name]: _blanked(value) for name, value in about.items() if name in TOLD}
    return told


def _id(value: object) -> str:
    try:
        return str(UUID(str(value)))
    except ValueError:
        return "[blanked]"


def _blanked(value: object) -> str | int:
    return value if isinstance(value, int) else LOOKS_PERSONAL.sub("[blanked]", str(value))


def known() -> str | None:
    """The trace's id, if somebody's request, a hand-over or a job has brought us here."""
    found = _known_context()
    return None if found is None else trace.format_trace_id(found.trace_id)


def instance() -> str:
    """The name of what happened here, for whoever asks support about it; a new one outside of any trace."""
    found = _known_context()
    return (UUID(int=secrets.randbits(128)) if found is None else UUID(int=found.trace_id)).urn


def here() -> str:
    """What `traceparent` says of the place where we are; empty outside of any trace."""
    found = _known_context()
    return "" if found is None else _written(found)


def kept() -> str | None:
    """The same, to be stored with what others do later because of this: None where nobody collects this trace."""
    return here() if trace.get_current_span().is_recording() else None


async def propagate(request: httpx.Request) -> None:
    """For an httpx client: whoever is called gets the trace in whose course it is."""
    if traceparent := here():
        request.headers[HEADER] = traceparent


def _known_context() -> SpanContext | None:
    found = trace.get_current_span().get_span_context()
    return found if found.is_valid else None


def _context_of(header: str | None) -> SpanContext | None:
    """None where it is missing or malformed."""
    found = _FORM.fullmatch((header or "").strip())
    if found is None or not int(found[1], 16) or not int(found[2], 16):
        return None
    return SpanContext(int(found[1], 16), int(found[2], 16), True, TraceFlags(int(found[3], 16)))


def _written(of: SpanContext) -> str:
    return f"00-{of.trace_id:032x}-{of.span_id:016x}-{of.trace_flags:02x}"
