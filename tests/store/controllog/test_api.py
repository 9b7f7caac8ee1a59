"""The log as files over HTTP, and the whole of it verified from outside; and that no part can be changed unseen."""

from collections import Counter
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.controllog.bundles import pack, unpack
from shared.controllog.checkpoints import cosign
from shared.controllog.entries import Entry
from shared.controllog.notes import KeyType, Note, Signer
from shared.controllog.proofs import check_inclusion, inclusion_spans
from shared.controllog.sequencer import Sequencer
from shared.controllog.tiles import Tile, span_hashes
from shared.controllog.tree import leaf_hash, perfect_root
from shared.controllog.verify import Fetch, LogBroken, verify_log
from shared.problems import RoleMissing
from tests.harness.control_logs import add_entries, an_entry, log_app, nothing_cosigned

WITNESS = Signer("witness.example/audit", bytes(range(32, 64)), KeyType.COSIGNATURE)


@pytest.fixture
async def client(engine: AsyncEngine) -> AsyncIterator[httpx.AsyncClient]:
    app = log_app(engine)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://log.test/control-log") as opened:
        yield opened


@pytest.fixture
async def entries(engine: AsyncEngine, signer: Signer) -> list[Entry]:
    """A log of 600 entries, grown in two steps, and one entry that is not in the tree yet."""
    made = [an_entry("orderReleased" if number % 3 else "orderStopped") for number in range(600)]
    sequencer = Sequencer(engine.begin, signer, nothing_cosigned)
    for part in (made[:300], made[300:]):
        await add_entries(engine, part)
        await sequencer.step()
    await add_entries(engine, [an_entry()])
    return made


async def test_there_is_no_checkpoint_before_the_first_signature(client: httpx.AsyncClient) -> None:
    answer = await client.get("/checkpoint")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_the_checkpoint_is_text_and_not_kept(client: httpx.AsyncClient, entries: list[Entry]) -> None:
    answer = await client.get("/checkpoint")
    assert answer.text.startswith("log.example/payout\n600\n")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"


async def test_tiles_and_bundles_hold_what_they_should(client: httpx.AsyncClient, entries: list[Entry]) -> None:
    ranges = {"000": (0, 256), "001": (256, 512), "002.p/88": (512, 600), "002.p/3": (512, 515), "000.p/44": (0, 44)}
    for path, (first, last) in ranges.items():
        written = [entry.encode() for entry in entries[first:last]]
        bundle, tile = await client.get(f"/tile/entries/{path}"), await client.get(f"/tile/0/{path}")
        assert bundle.content == pack(written)
        assert tile.content == b"".join(leaf_hash(data) for data in written)
        assert bundle.headers["content-type"] == tile.headers["content-type"] == "application/octet-stream"
        assert "immutable" in bundle.headers["cache-control"]
        assert "immutable" in tile.headers["cache-control"]


NOTHING_THERE = [
    "tile/0/002",
    "tile/0/002.p/89",
    "tile/0/003.p/1",
    "tile/1/000",
    "tile/1/000.p/3",
    "tile/2/000.p/1",
    "tile/63/000",
    "tile/entries/002",
    "tile/entries/002.p/89",
    "tile/entries/003.p/1",
    "tile/entries/x009/x223/x372/x036/x854/x775/807",
    "tile/0/x009/x223/x372/x036/x854/x775/807",
    "tile/0/0",
    "tile/00/000",
    "tile/64/000",
    "tile/0/000.p/256",
    "tile/entries/1",
    "tile/entries/",
    "tile/entries/000.p/0",
    "tile/-1/000",
    "tile/0/../../checkpoint/000",
]


async def test_what_the_signed_head_does_not_hold_is_not_served(
    client: httpx.AsyncClient, entries: list[Entry]
) -> None:
    assert {path: (await client.get(path)).status_code for path in NOTHING_THERE} == dict.fromkeys(NOTHING_THERE, 404)


async def test_who_may_not_read_gets_nothing(engine: AsyncEngine, entries: list[Entry]) -> None:
    def nobody() -> None:
        raise RoleMissing(["auditor"])

    app = log_app(engine, nobody)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://log.test") as outsider:
        for path in ("checkpoint", "tile/0/000", "tile/entries/000"):
            assert (await outsider.get(f"/control-log/{path}")).status_code == 403


async def test_an_inclusion_proof_is_made_from_tiles_alone(
    client: httpx.AsyncClient, entries: list[Entry], engine: AsyncEngine
) -> None:
    async def read(tile: Tile) -> bytes:
        return (await client.get(f"/tile/{tile.path}")).content

    async with engine.connect() as connection:
        root = (await connection.execute(text("select root from log_head"))).scalar_one()
    proof = await span_hashes(inclusion_spans(300, 600), 600, read)
    check_inclusion(leaf_hash(entries[300].encode()), 300, 600, proof, root)


async def test_the_whole_log_is_verified(client: httpx.AsyncClient, entries: list[Entry], signer: Signer) -> None:
    seen: list[tuple[int, Entry]] = []
    note = cosign(Note.parse((await client.get("/checkpoint")).text), WITNESS, 1_796_115_000)
    found = await verify_log(
        note.written(),
        fetch_from(client),
        signer.verifier,
        WITNESS.verifier,
        lambda number, entry: seen.append((number, entry)),
    )
    assert (found.checkpoint.size, found.cosigned_at) == (600, 1_796_115_000)
    assert found.acts == Counter({("orderReleased", "done"): 400, ("orderStopped", "done"): 200})
    assert seen == list(enumerate(entries))


def fetch_from(client: httpx.AsyncClient, path: str = "", change: Callable[[bytes], bytes] = bytes) -> Fetch:
    """Fetches like anyone, but gets something else at one path."""

    async def fetch(wanted: str) -> bytes:
        answer = await client.get(f"/{wanted}")
        assert answer.status_code == 200, wanted
        return change(answer.content) if wanted == path else answer.content

    return fetch


def with_another_entry(bundle: bytes) -> bytes:
    [_, *rest] = unpack(bundle, 256)
    return pack([an_entry().encode(), *rest])


CHANGES: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("tile/entries/001", with_another_entry, "tile 0/001 is not that of the entries"),
    ("tile/entries/001", lambda data: data[:-1], "entries 256…: the bundle ends inside an entry"),
    ("tile/entries/002.p/88", lambda data: data.replace(b'"1261"', b'"1262"'), "tile 0/002.p/88 is not"),
    ("tile/entries/000", lambda data: data.replace(b'"payer"', b'"p yer"'), "entry 0: not an entry"),
    ("tile/0/000", lambda data: bytes(32) + data[32:], "tile 0/000 is not"),
    ("tile/0/002.p/88", lambda data: data[:-32], "tile 0/002.p/88 is not"),
    ("tile/1/000.p/2", lambda data: data[::-1], "tile 1/000.p/2 is not"),
]


async def test_no_part_can_be_changed_unseen(client: httpx.AsyncClient, entries: list[Entry], signer: Signer) -> None:
    note = (await client.get("/checkpoint")).text
    for path, change, words in CHANGES:
        with pytest.raises(LogBroken, match=words):
            await verify_log(note, fetch_from(client, path, change), signer.verifier)


async def test_entries_and_tiles_changed_together_do_not_lead_to_the_root(
    client: httpx.AsyncClient, entries: list[Entry], signer: Signer
) -> None:
    """Whoever rewrites an entry and every tile above it still has no signature for the root that follows."""
    honest = fetch_from(client)
    forged = with_another_entry(await honest("tile/entries/000"))
    leaves = b"".join(leaf_hash(data) for data in unpack(forged, 256))

    async def fetch(path: str) -> bytes:
        first = perfect_root([leaves[i : i + 32] for i in range(0, len(leaves), 32)])
        altered = {"tile/entries/000": forged, "tile/0/000": leaves}
        if path == "tile/1/000.p/2":
            return first + (await honest(path))[32:]
        return altered.get(path) or await honest(path)

    with pytest.raises(LogBroken, match="do not lead to the root"):
        await verify_log((await client.get("/checkpoint")).text, fetch, signer.verifier)


async def test_a_checkpoint_by_another_key_or_without_its_witness_is_refused(
    client: httpx.AsyncClient, entries: list[Entry], signer: Signer
) -> None:
    note = (await client.get("/checkpoint")).text
    another = Signer(signer.name, bytes(32), KeyType.NOTE)
    with pytest.raises(LogBroken, match="not signed by this key"):
        await verify_log(note, fetch_from(client), another.verifier)
    with pytest.raises(LogBroken, match="not signed by this key"):
        await verify_log(note, fetch_from(client), signer.verifier, WITNESS.verifier)


async def test_an_empty_log_is_verified(engine: AsyncEngine, client: httpx.AsyncClient, signer: Signer) -> None:
    await Sequencer(engine.begin, signer, nothing_cosigned).step()
    found = await verify_log((await client.get("/checkpoint")).text, fetch_from(client), signer.verifier)
    assert (found.checkpoint.size, found.acts) == (0, Counter())
