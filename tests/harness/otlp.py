"""A stand-in for an OpenTelemetry collector: takes what services export over HTTP, and keeps it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

Place = tuple[bytes, bytes]
"""A trace's id and a span's."""


@dataclass(frozen=True, eq=False)
class Told:
    """A span as a service told it. `parent` and `links` are where it came from; `entries` are the ids of the control
    log's entries that it wrote or copied."""

    service: str
    name: str
    place: Place
    parent: Place | None
    links: frozenset[Place]
    about: Mapping[str, Any]
    entries: frozenset[str]


class Collector:
    """`bodies`: what came, byte for byte."""

    def __init__(self, url: str, bodies: list[bytes]) -> None:
        self.url = url
        self.bodies = bodies

    def spans(self) -> list[Told]:
        return [told for body in list(self.bodies) for told in _spans(ExportTraceServiceRequest.FromString(body))]


@contextmanager
def collecting() -> Iterator[Collector]:
    bodies: list[bytes] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Collector(f"http://127.0.0.1:{server.server_port}", bodies)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _spans(request: Any) -> Iterator[Told]:
    for resource in request.resource_spans:
        service = _about(resource.resource.attributes)["service.name"]
        for span in (span for scope in resource.scope_spans for span in scope.spans):
            entries = (_about(event.attributes).get("entryId") for event in span.events)
            yield Told(
                service=service,
                name=span.name,
                place=(span.trace_id, span.span_id),
                parent=(span.trace_id, span.parent_span_id) if span.parent_span_id else None,
                links=frozenset((link.trace_id, link.span_id) for link in span.links),
                about=_about(span.attributes),
                entries=frozenset(entry for entry in entries if entry),
            )


def _about(attributes: Iterable[Any]) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}


def reached_from(start: Told, spans: Iterable[Told]) -> set[Told]:
    """Every span of these that parents and links among them connect with this one, in either direction."""
    by_place = {span.place: span for span in spans}
    beside: dict[Place, set[Place]] = defaultdict(set)
    for span in by_place.values():
        for other in by_place.keys() & {*span.links, span.parent}:
            beside[span.place].add(other)
            beside[other].add(span.place)
    seen, waiting = {start.place}, [start.place]
    while waiting:
        new = beside[waiting.pop()] - seen
        seen |= new
        waiting += new
    return {by_place[place] for place in seen if place in by_place}
