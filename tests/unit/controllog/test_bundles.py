import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.controllog.bundles import BadBundle, pack, unpack


def test_lengths_are_big_endian() -> None:
    assert pack([b"one", b"", b"x" * 300]) == b"\x00\x03one" + b"\x00\x00" + b"\x01\x2c" + b"x" * 300


@given(st.lists(st.binary(max_size=600), max_size=256))
def test_what_is_packed_is_unpacked(entries: list[bytes]) -> None:
    assert unpack(pack(entries), len(entries)) == entries


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x03on", b"\x00\x03one\x00", b"\x00\x03one\x00\x01a"])
def test_half_or_another_number_of_entries_is_no_bundle(data: bytes) -> None:
    with pytest.raises(BadBundle):
        unpack(data, 1)


def test_an_entry_beyond_sixteen_bits_does_not_fit() -> None:
    assert len(pack([b"x" * 65535])) == 65537
    with pytest.raises(ValueError, match="too long"):
        pack([b"x" * 65536])
