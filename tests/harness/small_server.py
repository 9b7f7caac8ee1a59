"""`python -m tests.harness.small_server`: answers that it is ready on LISTEN_PORT, for tests of what starts servers."""

import os
from http.server import BaseHTTPRequestHandler, HTTPServer

from deploy.local.ports import free_port
from deploy.local.server import Program


class Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()


def small_program(port: int | None = None) -> Program:
    chosen = free_port() if port is None else port
    return Program("small", "tests.harness.small_server", chosen, {"LISTEN_PORT": str(chosen)})


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ["LISTEN_PORT"])), Ready).serve_forever()
