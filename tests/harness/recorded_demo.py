"""`python -m tests.harness.recorded_demo <file> --data <folder>`: the demonstration as `make demo` runs it, with every
request and answer of its people written down, a JSON line each. Their tokens are left out."""

import json
import sys
from base64 import b64encode
from pathlib import Path
from threading import Lock
from typing import Any

import httpx

from deploy.local.__main__ import main
from deploy.local.demo.people import CLIENT
from deploy.local.stack import Stack

_KEPT_BACK = {"authorization", "content-length"}


def record(file: Path) -> None:
    lock, ports = Lock(), _ports()

    def keep(response: httpx.Response) -> None:
        body = response.read()
        line = json.dumps({"service": ports.get(response.request.url.port), **_told(response, body)})
        with lock, file.open("a") as out:
            out.write(line + "\n")

    CLIENT.event_hooks["response"].append(keep)


def _ports() -> dict[int | None, str]:
    """Filled once the stack knows its ports."""
    ports: dict[int | None, str] = {}
    start = Stack.start

    def noted(stack: Stack) -> None:
        start(stack)
        ports.update({port: name for name, port in stack.ports.items()})

    setattr(Stack, "start", noted)  # noqa: B010 - the demonstration makes its stack itself
    return ports


def _told(response: httpx.Response, body: bytes) -> dict[str, Any]:
    request = response.request
    return {
        "method": request.method,
        "url": str(request.url),
        "requestHeaders": {name: value for name, value in request.headers.items() if name not in _KEPT_BACK},
        "status": response.status_code,
        "headers": dict(response.headers),
        "body": b64encode(body).decode(),
    }


if __name__ == "__main__":
    record(Path(sys.argv[1]))
    sys.exit(main(["demo", *sys.argv[2:]]))
