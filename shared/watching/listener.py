"""Prometheus reads a process's figures at a port of its own: `GET /metrics`, in plain HTTP.

It is not the API's port: the proxy in front cannot reach it by mistake, a full process still answers, and a process
that is all worker has one too. Nobody signs in; who may reach the port is for the network to say.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import REGISTRY, disable_created_metrics, start_http_server

from shared.running import Running
from shared.watching.gauges import Gauges


@asynccontextmanager
async def listening(running: Running) -> AsyncIterator[None]:
    """For as long as the context lasts; nothing where no port is set."""
    port = running.settings.metrics_port
    if port is None:
        yield
        return
    disable_created_metrics()  # type: ignore[no-untyped-call]  # the library says no types of it; nobody looks at them
    gauges = Gauges(running, asyncio.get_running_loop())
    REGISTRY.register(gauges)
    server, thread = start_http_server(port, running.settings.metrics_host)
    try:
        yield
    finally:
        await asyncio.to_thread(server.shutdown)
        server.server_close()
        thread.join()
        REGISTRY.unregister(gauges)
