"""Signed notes, with the notes that C2SP, Go's note package and Tessera publish: all signed by programs not ours."""

from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.controllog import notes
from shared.controllog.notes import BadNote, KeyType, Note, Signer, Verifier

SPECIFICATION_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPECIFICATION = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
OTHER_GO_KEY = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO = (
    GO_TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    + "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)


@pytest.mark.parametrize(
    ("written", "keys"), [(SPECIFICATION, [SPECIFICATION_KEY]), (GO, [GO_KEY]), (GO, [GO_KEY, OTHER_GO_KEY])]
)
def test_published_notes_hold(written: str, keys: list[str]) -> None:
    note = Note.parse(written)
    notes.check(note, [Verifier.parse(key) for key in keys])
    assert note.written() == written


@pytest.mark.parametrize("key", [SPECIFICATION_KEY, GO_KEY, OTHER_GO_KEY])
def test_a_verifier_key_is_written_as_it_was_read(key: str) -> None:
    assert Verifier.parse(key).written() == key


@given(st.data())
def test_no_part_of_a_key_and_no_changed_key_is_a_key(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(GO_KEY) - 1))
    other = data.draw(st.characters(codec="ascii", exclude_characters=GO_KEY[at]))
    for changed in (GO_KEY[:at], GO_KEY[at + 1 :], GO_KEY[:at] + other + GO_KEY[at + 1 :]):
        with pytest.raises(BadNote):
            Verifier.parse(changed)


@given(st.data())
def test_a_note_with_one_changed_letter_does_not_hold(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SPECIFICATION) - 1))
    other = data.draw(st.characters(exclude_characters=SPECIFICATION[at]))
    with pytest.raises(BadNote):
        notes.check(
            Note.parse(SPECIFICATION[:at] + other + SPECIFICATION[at + 1 :]), [Verifier.parse(SPECIFICATION_KEY)]
        )


SIGNATURE = SPECIFICATION.splitlines(keepends=True)[2]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n" + SIGNATURE,
        "text\n\n" + SIGNATURE.rstrip("\n"),
        "text\n\n" + SIGNATURE.replace("—", "-"),
        "text\n\n" + SIGNATURE.replace("example.com/foo ", " "),
        "text\n\n" + SIGNATURE.replace("example.com/foo", "a+b"),
        "text\n\n" + SIGNATURE.replace("example.com/foo", "a\u2003b"),
        "text\n\n" + SIGNATURE.replace("aQM=", "aQN="),
        "text\n\n" + SIGNATURE.replace("aQM=", "aQM"),
        "text\n\n— short AAAAAA==\n",
        "te\txt\n\n" + SIGNATURE,
        "te\rxt\n\n" + SIGNATURE,
        "te\ud800xt\n\n" + SIGNATURE,
        "text\n\n" + SIGNATURE * 101,
        "x" * 1_000_000 + "\n\n" + SIGNATURE,
    ],
)
def test_what_is_not_a_note_is_refused(written: str) -> None:
    with pytest.raises(BadNote, match="not"):
        Note.parse(written)


def test_bytes_are_read_as_utf_8() -> None:
    assert Note.parse_bytes(SPECIFICATION.encode()) == Note.parse(SPECIFICATION)
    with pytest.raises(BadNote, match="UTF-8"):
        Note.parse_bytes(b"\xff" + SPECIFICATION.encode())


def test_the_text_may_hold_empty_lines(tmp_path: Path) -> None:
    signer = signer_in(tmp_path)
    written = notes.sign("first\n\nsecond\n", signer).written()
    note = Note.parse(written)
    notes.check(note, [signer.verifier])
    assert note.text == "first\n\nsecond\n"


def signer_in(folder: Path, type: KeyType = KeyType.NOTE) -> Signer:
    file = folder / "log.key"
    file.write_text(b64encode(bytes(range(32))).decode().rstrip("=") + "\n")
    return Signer.load("example.com/log", file, type)


def test_a_key_is_read_from_its_file_and_never_shown(tmp_path: Path) -> None:
    signer = signer_in(tmp_path)
    assert signer.seed == bytes(range(32))
    assert repr(signer) == "Signer('example.com/log', …)"
    (tmp_path / "log.key").write_text("AAAA")
    with pytest.raises(BadNote, match="32 bytes"):
        Signer.load("example.com/log", tmp_path / "log.key")


def test_a_signature_by_another_key_of_the_same_name_does_not_count(tmp_path: Path) -> None:
    signer = signer_in(tmp_path)
    note = notes.sign("text\n", signer)
    other = Verifier("example.com/log", bytes(32), KeyType.NOTE)
    with pytest.raises(BadNote, match="not signed by this key"):
        notes.check(note, [other])
    twice = Note(note.text, note.signatures * 2)
    with pytest.raises(BadNote, match="twice"):
        notes.check(twice, [signer.verifier])


def test_a_witness_key_signs_no_notes(tmp_path: Path) -> None:
    witness = signer_in(tmp_path, KeyType.COSIGNATURE)
    with pytest.raises(BadNote, match="witness"):
        notes.sign("text\n", witness)
    with pytest.raises(BadNote, match="witness"):
        notes.check(Note("text\n", ()), [witness.verifier])


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n", "half \ud800\n"])
def test_only_text_that_can_be_a_note_is_signed(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadNote, match="ends with a newline"):
        notes.sign(text, signer_in(tmp_path))
