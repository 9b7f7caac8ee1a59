"""The person key of a chain is exchanged, with the commands' own steps; audit, which is not there, knows nobody."""

from datetime import UTC, datetime
from pathlib import Path

from shared.canonical import to_base64url
from shared.database import open_engine
from shared.keys import person_exchange
from shared.keys.person_exchange import Known
from shared.keys.person_files import next_file
from shared.running import assemble
from tests.harness.chain import Chain
from tests.harness.service import ServiceUnderTest


def exchange_person_key(chain: Chain, folder: Path, secret: bytes) -> None:
    """Everything stands still, and goes on with the next secret."""
    chain.run(_exchange(list(chain.services.values()), folder, secret))


async def _exchange(services: list[ServiceUnderTest], folder: Path, secret: bytes) -> None:
    now, told = datetime.now(UTC), list[Path]()
    for one in services:
        settings = one.running.settings
        next_file(settings.person_key_file).write_text(to_base64url(secret))
        await one.running.engine.dispose()
        told.append(_written(folder, await person_exchange.close(one.running.name, settings, now)))
    told.append(_written(folder, Known("audit", _read(told[0]).present, _read(told[0]).coming, frozenset())))
    for one in services:
        await person_exchange.switch(one.running.name, one.running.settings, told, now)
        _start_again(one)


def _start_again(one: ServiceUnderTest) -> None:
    before = one.running
    engine = open_engine(before.settings.database_url, 5, before.name)
    one.running = assemble(before.service, before.settings, before.clock, engine, before.client)
    one.app.state.running = one.running


def _written(folder: Path, known: Known) -> Path:
    file = folder / f"{known.service}.known"
    file.write_text(known.written())
    return file


def _read(file: Path) -> Known:
    return Known.read(file)
