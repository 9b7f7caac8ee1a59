"""`python -m shared.probe`: whether the service in this container is ready, without curl and without a shell."""

import os
import sys
from http.client import HTTPConnection, HTTPException

PATIENCE_SECONDS = 4.0


def is_ready(port: int) -> bool:
    """Whether `/health/ready` on this machine says so."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not is_ready(int(os.environ["LISTEN_PORT"])))
