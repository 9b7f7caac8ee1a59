"""`GET /v1/control-log/{entryId}/proof`: checked here as somebody would who trusts two public keys and RFC 6962."""

from base64 import b64decode

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.controllog.checkpoints import open_checkpoint, open_cosignature
from shared.controllog.notes import Note
from shared.controllog.proofs import ProofError, check_inclusion
from shared.controllog.tree import leaf_hash
from shared.ids import new_id
from tests.harness.control_logs import an_entry
from tests.harness.service import Caller, ServiceUnderTest
from tests.store.audit.conftest import LOG_KEY, WITNESS, ALog, follower_of

AUDITOR = "199001019802"


@pytest.fixture
def auditor(service: ServiceUnderTest) -> Caller:
    return service.person(AUDITOR, "auditor")


async def forget_cosigned(owner: AsyncEngine, above: int) -> None:
    """As if audit had been killed between copying and cosigning."""
    async with owner.begin() as connection:
        await connection.exec_driver_sql("alter table cosigned_checkpoint disable trigger user")
        await connection.exec_driver_sql(f"delete from cosigned_checkpoint where size > {above}")


@pytest.mark.parametrize(("size", "later"), [(1, 0), (2, 0), (300, 0), (257, 300)])
async def test_an_entry_leads_to_the_cosigned_root(
    auditor: Caller, intake_log: ALog, audit: AsyncEngine, audit_owner: AsyncEngine, size: int, later: int
) -> None:
    """Also where the copy has grown past the checkpoint since."""
    entries = await intake_log.add_many(size)
    await follower_of(intake_log, audit).step()
    if later:
        await intake_log.add_many(later)
        await follower_of(intake_log, audit).step()
        await forget_cosigned(audit_owner, above=size)
    for place in {0, size // 2, size - 1}:
        proof = (await auditor.get(f"/v1/control-log/{entries[place].id}/proof")).json()
        note = Note.parse(proof["checkpoint"])
        checkpoint = open_checkpoint(note, LOG_KEY.verifier)
        open_cosignature(note, WITNESS.verifier)
        leaf, hashes = leaf_hash(b64decode(proof["entry"])), [b64decode(one) for one in proof["hashes"]]

        assert b64decode(proof["entry"]) == entries[place].encode()
        check_inclusion(leaf, proof["seq"], checkpoint.size, hashes, checkpoint.root)
        with pytest.raises(ProofError):
            check_inclusion(leaf_hash(b"another"), proof["seq"], checkpoint.size, hashes, checkpoint.root)


async def test_what_is_not_cosigned_yet_is_asked_for_again(
    auditor: Caller, intake_log: ALog, audit: AsyncEngine, audit_owner: AsyncEngine
) -> None:
    (entry,) = await intake_log.add_many(1)
    await follower_of(intake_log, audit).step()
    await forget_cosigned(audit_owner, above=0)
    answer = await auditor.get(f"/v1/control-log/{entry.id}/proof")
    assert (answer.status_code, answer.headers["Retry-After"]) == (409, "2")
    assert answer.json()["type"].endswith("/not-yet-cosigned")


async def test_of_another_municipality_there_is_none(
    service: ServiceUnderTest, auditor: Caller, intake_log: ALog, audit: AsyncEngine
) -> None:
    (entry,) = await intake_log.add(an_entry("householdRegistered", "intake", municipality="1280"))
    await follower_of(intake_log, audit).step()
    assert (await auditor.get(f"/v1/control-log/{entry.id}/proof")).status_code == 404
    assert (await auditor.get(f"/v1/control-log/{new_id()}/proof")).status_code == 404
    own = service.person(AUDITOR, "auditor", municipality="1280")
    assert (await own.get(f"/v1/control-log/{entry.id}/proof")).status_code == 200
    payer = service.person(AUDITOR, "payer", municipality="1280")
    assert (await payer.get(f"/v1/control-log/{entry.id}/proof")).status_code == 403
