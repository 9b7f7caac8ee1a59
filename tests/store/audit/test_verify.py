"""An auditor verifies a whole log from outside, with two public keys and an access token."""

from collections import Counter
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.audit.verify_log import Addresses, describe, verify_log
from shared.controllog.notes import KeyType, Signer, Verifier
from shared.controllog.remote import LogAway
from shared.controllog.trusted_keys import TrustedKeys
from shared.controllog.verify import LogBroken, Verified
from tests.harness.control_logs import log_app
from tests.harness.service import ServiceUnderTest, access_token
from tests.store.audit.conftest import LOG_KEY, WITNESS, ALog, follower_of

ADDRESSES = Addresses(log="http://intake", audit="http://audit")
NUMBER = "199001019802"


@pytest.fixture
async def client(intake_log: ALog, service: ServiceUnderTest) -> AsyncIterator[httpx.AsyncClient]:
    """Reaches both services, each over its own HTTP application."""
    mounts = {
        "http://intake": httpx.ASGITransport(log_app(intake_log.engine)),
        "http://audit": httpx.ASGITransport(service.app),
    }
    async with httpx.AsyncClient(mounts=mounts) as opened:
        yield opened


async def verified(client: httpx.AsyncClient, log: Verifier = LOG_KEY.verifier, token: str | None = None) -> Verified:
    keys = TrustedKeys.of("intake", log), TrustedKeys.of("audit", WITNESS.verifier)
    return await verify_log(client, ADDRESSES, token or access_token(NUMBER, "auditor"), *keys)


async def test_a_cosigned_log_holds(client: httpx.AsyncClient, intake_log: ALog, audit: AsyncEngine) -> None:
    await intake_log.add_many(300)
    await follower_of(intake_log, audit).step()
    await intake_log.add_many(20)
    found = await verified(client)
    assert (found.checkpoint.size, found.acts) == (300, Counter({("householdRegistered", "done"): 300}))
    assert describe(found).splitlines()[1] == "     300  householdRegistered (done)"


async def test_a_log_rewritten_after_it_was_cosigned_does_not_hold(
    client: httpx.AsyncClient, intake_log: ALog, audit: AsyncEngine
) -> None:
    await intake_log.add_many(3)
    await follower_of(intake_log, audit).step()
    async with intake_log.owner.begin() as owner:
        await owner.execute(text("alter table log_entry disable trigger user"))
        changed = "convert_to(replace(convert_from(entry, 'UTF8'), '\"1261\"', '\"1280\"'), 'UTF8')"
        await owner.execute(text(f"update log_entry set entry = {changed} where seq = 1"))
    with pytest.raises(LogBroken, match=r"tile 0/000\.p/3 is not that of the entries"):
        await verified(client)


async def test_without_a_cosignature_nothing_is_verified(client: httpx.AsyncClient, intake_log: ALog) -> None:
    await intake_log.add_many(3)
    with pytest.raises(LogBroken, match="has cosigned nothing of test/intake"):
        await verified(client)


async def test_a_key_that_is_not_the_logs_is_noticed(
    client: httpx.AsyncClient, intake_log: ALog, audit: AsyncEngine
) -> None:
    await intake_log.add_many(3)
    await follower_of(intake_log, audit).step()
    another = Signer(LOG_KEY.name, bytes(32), KeyType.NOTE).verifier
    with pytest.raises(LogBroken, match="not signed by a key of test/intake"):
        await verified(client, another)


async def test_who_is_no_auditor_reads_nothing(client: httpx.AsyncClient) -> None:
    with pytest.raises(LogAway, match="audit"):
        await verified(client, token=access_token(NUMBER, "payer"))
