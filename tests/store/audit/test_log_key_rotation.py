"""A log's key is exchanged: audit follows it over the change, and an auditor verifies what either key has signed."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from services.audit.logs import store
from services.audit.logs.following import Follower
from services.audit.logs.rules import Fault
from shared.controllog.notes import KeyType, Note, Signer
from shared.controllog.sequencer import Sequencer
from shared.controllog.trusted_keys import DatedKey, TrustedKeys, open_cosigned
from shared.controllog.verify import verify_log
from tests.harness.control_logs import add_entries, an_entry, nothing_cosigned
from tests.store.audit.conftest import LOG_KEY, NOW, WITNESS, ALog

NEW_KEY = Signer(LOG_KEY.name, bytes(range(1, 33)), KeyType.NOTE)
HOUR = timedelta(hours=1)
LISTED = TrustedKeys(
    "intake", (DatedKey(LOG_KEY.verifier, None, NOW + HOUR), DatedKey(NEW_KEY.verifier, NOW - HOUR, None))
)
WITNESSES = TrustedKeys.of("audit", WITNESS.verifier)


def follower(log: ALog, audit: AsyncEngine, keys: TrustedKeys = LISTED, later: timedelta = timedelta()) -> Follower:
    return Follower(keys, audit.begin, log.fetch, WITNESS, lambda: NOW + later)


async def cosigned(audit: AsyncEngine) -> Note:
    async with audit.connect() as connection:
        latest = await store.latest_of(connection, LOG_KEY.name)
    assert latest is not None
    return Note.parse(latest.note)


async def alarms(audit: AsyncEngine) -> list[Fault]:
    async with audit.connect() as connection:
        return [alarm.kind for alarm in await store.alarms_of(connection, LOG_KEY.name)]


async def test_a_log_is_verified_over_the_exchange_of_its_key(intake_log: ALog, audit: AsyncEngine) -> None:
    await intake_log.add_many(3)
    await follower(intake_log, audit).step()
    before = await cosigned(audit)
    sequencer = Sequencer(intake_log.engine.begin, NEW_KEY, nothing_cosigned)
    await sequencer.step()
    await follower(intake_log, audit, later=2 * HOUR).step()
    assert await alarms(audit) == [], "a log that nothing was added to is signed anew, before the earlier key ends"
    await add_entries(intake_log.engine, [an_entry("householdRegistered", "intake") for _ in range(300)])
    await sequencer.step()
    await follower(intake_log, audit, later=2 * HOUR).step()
    after = await cosigned(audit)
    assert await alarms(audit) == []
    sizes = [open_cosigned(note, LISTED, WITNESSES)[0].size for note in (before, after)]
    assert sizes == [3, 303]
    found = await verify_log(after.written(), intake_log.fetch, NEW_KEY.verifier, WITNESS.verifier)
    assert found.checkpoint.size == 303


async def test_a_key_that_audit_was_not_told_of_is_an_alarm(intake_log: ALog, audit: AsyncEngine) -> None:
    await intake_log.add_many(3)
    await Sequencer(intake_log.engine.begin, NEW_KEY, nothing_cosigned).step()
    await follower(intake_log, audit, TrustedKeys.of("intake", LOG_KEY.verifier)).step()
    assert await alarms(audit) == [Fault.NOT_SIGNED]


async def test_an_ended_key_is_an_alarm(intake_log: ALog, audit: AsyncEngine) -> None:
    await intake_log.add_many(3)
    await follower(intake_log, audit, later=2 * HOUR).step()
    assert await alarms(audit) == [Fault.NOT_SIGNED]
