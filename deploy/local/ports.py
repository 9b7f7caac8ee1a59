"""Ports on loopback."""

import socket


class PortTaken(Exception):
    """Another program listens on a port that is needed; the text names the port and says what to do."""


def free_port() -> int:
    """A port that nobody listens on right now. Another program may still be quicker than who asked."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def require_free(port: int, name: str) -> None:
    """Raises PortTaken where something listens on it."""
    with socket.socket() as probe:
        # As the servers do themselves: without it, connections that are only fading away would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortTaken(
                f"Port {port}, which {name} needs, is taken by another program. Stop that one "
                f"(`ss -ltnp 'sport = :{port}'` or `lsof -i :{port}` names it) and start again."
            ) from error
