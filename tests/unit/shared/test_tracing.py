"""A place in a trace goes on to who is called and to what is done later; what it tells is on a list."""

import httpx

from shared import tracing

HEADER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TRACE_ID = "0af7651916cd43dd8448eb211c80319c"


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
    with tracing.span("GET", tracing.SERVER, after=HEADER):
        assert tracing.here().startswith(f"00-{TRACE_ID}-")
        assert tracing.here().endswith("-01")
        assert await _called() == tracing.here() != HEADER
    assert await _called() is None


def test_outside_of_a_request_there_is_none() -> None:
    assert (tracing.known(), tracing.here(), tracing.kept()) == (None, "", None)
    assert tracing.instance() != tracing.instance()


def test_a_place_within_another_is_in_its_trace() -> None:
    with tracing.span("outer"):
        outer, trace_id = tracing.here(), tracing.known()
        with tracing.span("inner"):
            assert tracing.known() == trace_id
            assert tracing.here() != outer
        assert tracing.here() == outer


def test_a_newer_version_of_the_header_is_read_for_what_it_shares() -> None:
    with tracing.span("GET", after=f"01{HEADER[2:]}-more"):
        assert tracing.known() == TRACE_ID


def test_a_malformed_header_begins_a_new_trace() -> None:
    for malformed in ("", "00-1-2-01", HEADER.replace(TRACE_ID, "0" * 32), f"ff{HEADER[2:]}", HEADER.upper()):
        with tracing.span("GET", after=malformed):
            assert tracing.known() not in (None, TRACE_ID)


def test_an_occurrence_is_named_by_its_trace() -> None:
    with tracing.span("GET", after=HEADER):
        assert tracing.instance() == "urn:uuid:0af76519-16cd-43dd-8448-eb211c80319c"


def test_what_nobody_collects_is_not_stored_for_later() -> None:
    """Whatever a caller says of sampling: without an exporter nothing more is written in any database."""
    with tracing.span("POST", after=HEADER):
        assert tracing.kept() is None
