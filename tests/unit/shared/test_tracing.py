"""Who calls in the course of a request passes its trace on; work of our own begins none."""

from contextvars import copy_context

import httpx

from shared import tracing

HEADER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def _called() -> str | None:
    """The `traceparent` that another service is called with."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    hooks = {"request": [tracing.propagate]}
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer), event_hooks=hooks) as client:
        await client.get("http://other")
    sent: str | None = seen[0].headers.get("traceparent")
    return sent


async def test_the_trace_goes_on_to_who_is_called() -> None:
    entered = tracing.enter(HEADER)
    assert entered.parent.startswith("00-0af7651916cd43dd8448eb211c80319c-")
    assert entered.parent.endswith("-01")
    assert await _called() == entered.parent != HEADER


def test_outside_of_a_request_there_is_none() -> None:
    def outside() -> tuple[tracing.Trace | None, bool]:
        tracing._current.set(None)
        return tracing.known(), tracing.current() == tracing.current()

    assert copy_context().run(outside) == (None, False)


def test_a_newer_version_of_the_header_is_read_for_what_it_shares() -> None:
    newer = f"01{HEADER[2:]}-more"
    assert tracing.enter(newer).trace_id == "0af7651916cd43dd8448eb211c80319c"


def test_an_occurrence_is_named_by_its_trace() -> None:
    assert tracing.enter(HEADER).instance == "urn:uuid:0af76519-16cd-43dd-8448-eb211c80319c"
