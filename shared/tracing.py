"""W3C Trace Context: a request's own place in a trace that began elsewhere, or begins here.

Nothing is measured. The trace is told in the answer and in the log, and goes on to the services that are asked in the
same request, so that one number finds all of it.
"""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

import httpx

HEADER = "traceparent"
_FORM = re.compile(r"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Trace:
    trace_id: str
    span_id: str
    flags: str = "00"

    @property
    def parent(self) -> str:
        """What `traceparent` says of this place."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"

    @property
    def instance(self) -> str:
        """The name of what happened here, for whoever asks support about it."""
        return UUID(self.trace_id).urn


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def enter(header: str | None) -> Trace:
    """Goes on with the trace of the header, or begins one where it is missing or malformed."""
    trace = _continued(header or "")
    _current.set(trace)
    return trace


def known() -> Trace | None:
    """Where we are, if somebody's request has brought us here."""
    return _current.get()


def current() -> Trace:
    """Where we are; a new trace outside of any request."""
    return known() or _continued("")


async def propagate(request: httpx.Request) -> None:
    """For an httpx client: whoever is called in the course of a request gets its trace. Work of our own has none."""
    trace = known()
    if trace is not None:
        request.headers[HEADER] = trace.parent


def _continued(header: str) -> Trace:
    found = _FORM.fullmatch(header.strip())
    span_id = secrets.token_hex(8)
    if found is None or not int(found[1], 16) or not int(found[2], 16):
        return Trace(secrets.token_hex(16), span_id)
    return Trace(found[1], span_id, found[3])
