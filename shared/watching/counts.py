"""What every process counts; a service counts its own beside it, in its features' `measures.py`. It begins at nothing
with each process, and the processes of a service add up.

Labels are words of the code, each from a list that ends: routes, acts, rules, queues, registers, a municipality's code.
None is an id, and none is anything that somebody has sent.
"""

from prometheus_client import Counter, Histogram

_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})

REQUESTS = Counter("bistand_requests", "Requests answered, by the route's pattern.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram(
    "bistand_request_seconds",
    "How long requests took.",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
ACTS = Counter(
    "bistand_acts", "Acts in the control log, done or refused, and by which rule.", ["act", "outcome", "rule"]
)
JOBS_FAILED = Counter("bistand_jobs_failed", "Runs of jobs that failed, and are tried again.", ["task"])


def answered(method: str, route: str, status: int, seconds: float) -> None:
    """A request. A method that HTTP does not know, which somebody has made up, is OTHER."""
    method = method if method in _METHODS else "OTHER"
    REQUESTS.labels(method, route, str(status)).inc()
    REQUEST_SECONDS.labels(method, route).observe(seconds)
