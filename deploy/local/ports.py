"""Ports on loopback."""

import secrets
import socket
from collections import deque

# Below what systems hand out to outgoing connections (from 32768 on Linux, 49152 elsewhere): a port from there could be
# gone again by the time that a server has started.
FREE = range(20_000, 32_000)
_PROMISED: deque[int] = deque(maxlen=1_000)
"""What this process gave out or was told to keep of late. It is not given out again, though nobody may listen yet."""


class PortTaken(Exception):
    """Another program listens on a port that is needed; the text names the port and says what to do."""


def free_port() -> int:
    """A port that nobody listens on right now. Another program may still be quicker than who asked."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Different free ports, none of which was given out or asked for before."""
    return [_free_port() for _ in range(count)]


def require_free(port: int, name: str) -> None:
    """It is given to nobody else from now on. Raises PortTaken where something listens on it."""
    if not _is_free(port):
        raise PortTaken(
            f"Port {port}, which {name} needs, is taken by another program. `ss -ltnp 'sport = :{port}'` or "
            f"`lsof -i :{port}` names it: stop that one and start again."
        )
    _PROMISED.append(port)


def _free_port() -> int:
    while (port := secrets.choice(FREE)) in _PROMISED or not _is_free(port):
        pass
    _PROMISED.append(port)
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do themselves: without it, connections that are only fading away would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
