"""A process hears those who come, also where a turn of its loop is long."""

import asyncio
from contextlib import ExitStack
from socket import create_connection

import pytest

from shared.process import CONNECTIONS_A_TURN, _listening, _loop_factory

ANY_PORT = ("127.0.0.1", 0)


def test_processes_share_a_port_only_where_each_of_them_says_so() -> None:
    with ExitStack() as held:
        first = [held.enter_context(name) for name in _listening(ANY_PORT, shared=True)]
        port: tuple[str, int] = first[0].getsockname()
        for name in _listening(port, shared=True):
            held.enter_context(name)
        with pytest.raises(OSError, match="in use"):
            _listening(port)
        alone = [held.enter_context(name) for name in _listening(ANY_PORT)]
        with pytest.raises(OSError, match="in use"):
            _listening(alone[0].getsockname(), shared=True)


def test_many_who_come_at_once_are_heard_in_a_few_turns() -> None:
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        turns = runner.run(_turns_until_heard(3 * CONNECTIONS_A_TURN))
    assert turns <= 6


async def _turns_until_heard(count: int) -> int:
    loop, turns = asyncio.get_running_loop(), 0
    heard: list[asyncio.BaseTransport] = []

    class Hearing(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            heard.append(transport)

    names = _listening(ANY_PORT)
    servers = [await loop.create_server(Hearing, sock=name) for name in names]
    with ExitStack() as held:
        for _ in range(count):
            held.enter_context(create_connection(names[0].getsockname()))
        while (before := len(heard)) < count:
            await asyncio.sleep(0)
            turns += len(heard) > before  # a turn in which nobody had come yet is none
    for transport in heard:
        transport.close()
    for server in servers:
        server.close()
    await asyncio.sleep(0)
    return turns
