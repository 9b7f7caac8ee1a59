"""Checkpoints and cosignatures, with a log that Tessera signed and a cosignature that a Sigsum witness made."""

from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.controllog import notes
from shared.controllog.checkpoints import Checkpoint, cosign, open_checkpoint, open_cosignature, sign_checkpoint
from shared.controllog.edge import RightEdge
from shared.controllog.notes import BadNote, KeyType, Note, Signature, Signer, Verifier
from shared.controllog.tree import leaf_hash

LOG = Signer("log.example/payout", bytes(range(32)), KeyType.NOTE)
WITNESS = Signer("witness.example/audit", bytes(range(32, 64)), KeyType.COSIGNATURE)
CHECKPOINT = Checkpoint("log.example/payout", 70_000, bytes(32))

# transparency-dev/tessera, testdata/log: the entries, key and checkpoints of a log that its Go implementation wrote.
TESSERA_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
TESSERA_ENTRIES = b"one two three four five six seven eit nain ten ileven twelf threeten fourten fivten".split()
TESSERA_CHECKPOINTS = {
    5: "gy5gl3aksFyiCO95a/1vLXz88A3dRq+0l9Sxte8ZqZQ=\n\n— example.com/log/testdata "
    "M9e0lmn5eDHyHP10zJObZdFAX2y1V8fdDKBi4IiHbDYf1TCUBwxZOhqwv2QZCqrdda2zTRTrmnwjwscN5RBTEmZUYAs=\n",
    15: "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=\n\n— example.com/log/testdata "
    "M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI=\n",
}


@pytest.mark.parametrize("size", TESSERA_CHECKPOINTS)
def test_a_log_that_another_program_wrote_is_verified(size: int) -> None:
    written = f"example.com/log/testdata\n{size}\n{TESSERA_CHECKPOINTS[size]}"
    checkpoint = open_checkpoint(Note.parse(written), Verifier.parse(TESSERA_KEY))
    edge = RightEdge()
    edge.append(leaf_hash(entry) for entry in TESSERA_ENTRIES[:size])
    assert (checkpoint.size, checkpoint.root) == (size, edge.root())


# sigsum-go, pkg/proof: the tree head of a test log, cosigned by the witness with this OpenSSH public key. Sigsum names
# the log by a digest in the origin, and gives the signature in hexadecimal; the signed message is C2SP's.
SIGSUM_LOG = "sigsum.org/v1/tree/7c5fafc796c201e0fcd7567c5033a2777ec28363f54ea0ba97b57bece0d96acd"
SIGSUM_ROOT = "3ddc56fd46e71e517b6936b977a457da7d398108141fcdf5c8386cdd724ab7a8"
SIGSUM_WITNESS = "AAAAC3NzaC1lZDI1NTE5AAAAIMvjV+a0ZASecDt75siSARk6zCoYwJWwaRqvULmx4VeK"
SIGSUM_COSIGNATURE = (
    "e8d6c447d7847d5c1431ef86f8c60fa0cbacd975388b2a8f202fe4b0f9d0d544"
    "989c9d9351752d86aae2df72b9d7135b6b09de2ccaa6d68edf638105d69be609"
)


def test_a_cosignature_that_another_program_made_is_verified() -> None:
    witness = Verifier("a Sigsum witness", b64decode(SIGSUM_WITNESS)[-32:], KeyType.COSIGNATURE)
    text = Checkpoint(SIGSUM_LOG, 4, bytes.fromhex(SIGSUM_ROOT)).text()
    blob = (1683202758).to_bytes(8) + bytes.fromhex(SIGSUM_COSIGNATURE)
    note = Note(text, (Signature(witness.name, witness.key_id, blob),))
    assert open_cosignature(note, witness) == 1683202758


def test_what_is_signed_and_cosigned_is_opened() -> None:
    note = cosign(sign_checkpoint(CHECKPOINT, LOG), WITNESS, 1_796_115_000)
    read = Note.parse(note.written())
    assert open_checkpoint(read, LOG.verifier) == CHECKPOINT
    assert open_cosignature(read, WITNESS.verifier) == 1_796_115_000
    assert len(cosign(read, WITNESS, 1_796_115_060).signatures) == 2


def test_a_witness_key_has_another_key_id() -> None:
    assert Signer(WITNESS.name, WITNESS.seed, KeyType.NOTE).verifier.key_id != WITNESS.verifier.key_id


@given(st.data())
def test_no_byte_of_a_cosigned_checkpoint_can_be_changed(data: st.DataObject) -> None:
    written = cosign(sign_checkpoint(CHECKPOINT, LOG), WITNESS, 1_796_115_000).written()
    at = data.draw(st.integers(0, len(written) - 1))
    other = data.draw(st.characters(exclude_characters=written[at]))
    changed = written[:at] + other + written[at + 1 :]
    with pytest.raises(BadNote):
        open_both(changed)


def open_both(written: str) -> None:
    note = Note.parse(written)
    open_checkpoint(note, LOG.verifier)
    open_cosignature(note, WITNESS.verifier)


ROOT = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


@pytest.mark.parametrize(
    "text",
    [
        f"log\n1\n{ROOT}",
        f"\n1\n{ROOT}\n",
        f"log\n01\n{ROOT}\n",
        f"log\n-1\n{ROOT}\n",
        f"log\n٣\n{ROOT}\n",
        f"log\n1 \n{ROOT}\n",
        f"log\n{10**20}\n{ROOT}\n",
        "log\n1\nAAAA\n",
        f"log\n1\n{ROOT[:-2]}B=\n",
        f"log\n1\n{ROOT}\nextension\n",
        f"log\n1\n{ROOT}\n\n",
    ],
)
def test_what_is_not_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote, match="not a checkpoint"):
        Checkpoint.parse(text)


def test_a_key_speaks_for_the_log_of_its_name() -> None:
    with pytest.raises(BadNote, match="another log's"):
        sign_checkpoint(Checkpoint("log.example/intake", 0, bytes(32)), LOG)
    foreign = notes.sign(Checkpoint("log.example/intake", 0, bytes(32)).text(), LOG)
    with pytest.raises(BadNote, match="another log's"):
        open_checkpoint(foreign, LOG.verifier)


def test_only_a_witness_key_cosigns() -> None:
    note = sign_checkpoint(CHECKPOINT, LOG)
    with pytest.raises(BadNote, match="only a witness"):
        cosign(note, LOG, 0)
    with pytest.raises(BadNote, match="only a witness"):
        open_cosignature(note, LOG.verifier)


def test_a_cosignature_has_its_length_and_a_time_of_63_bits() -> None:
    note = sign_checkpoint(CHECKPOINT, LOG)
    for blob in (b"\0" * 71, b"\xff" * 72):
        signature = Signature(WITNESS.name, WITNESS.verifier.key_id, blob)
        with pytest.raises(BadNote, match="not a cosignature"):
            open_cosignature(note.with_signature(signature), WITNESS.verifier)
