"""The bank as a process of its own: its time-outs are real, and SIGTERM ends it at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from deploy.local.ports import free_port
from services.payout.bank.channel import BankChannel, NotKnown, Unknown


@pytest.fixture
def bank() -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    port = free_port()
    environment = {**os.environ, "LISTEN_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "deploy.sandbox.bank"], env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, process)
        yield address, process
    finally:
        process.kill()
        process.wait()


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(f"{address}/health/ready").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the bank did not start")


async def test_a_bank_that_hangs_leaves_it_unknown_and_still_ends_at_once(
    bank: tuple[str, "subprocess.Popen[bytes]"],
) -> None:
    address, process = bank
    async with httpx.AsyncClient(base_url=address, timeout=30) as http:
        await http.post("/control/behaviours", json={"kind": "hang", "seconds": 60})
        http.timeout = httpx.Timeout(30, read=0.3)
        assert await BankChannel(http).send("m1", b"<Document/>") == Unknown("m1", "ReadTimeout")
        http.timeout = httpx.Timeout(30)
        assert await BankChannel(http).ask("m1", "x") == NotKnown("m1")
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=5)
    assert process.returncode in (0, -signal.SIGTERM)
