"""Copies of a chain are chains of their own: by the same keys, about other things and persons."""

import json
from typing import Any

import pytest

from deploy.local.keys import Keys, make_keys
from shared.auth.keys import PublicKey, SigningKey
from shared.auth.statements import Hands, StatementReader, Subject, state
from shared.auth.trust import TrustList
from shared.boxes import BoxKeys
from shared.canonical import canonical, digest, digest_bytes
from shared.clock import Clock
from shared.ids import new_id
from tests.bench.copied_chains import OF_A_CHAIN, Chain, Copier

HOUSEHOLD, ENTRY, ACCOUNT, SHARED = (str(new_id()) for _ in range(4))
ADULT, REGISTRAR = "a" * 43, "r" * 43


class Served:
    """A service's key, as it serves it."""

    def __init__(self, key: SigningKey) -> None:
        self._key = PublicKey.from_jwk(key.public_jwk)

    async def find(self, kid: str) -> PublicKey | None:
        return self._key if kid == self._key.kid else None


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def copier(keys: Keys) -> Copier:
    inside = {"entryId": ENTRY, "accountId": ACCOUNT, "clearingNumber": "9029", "accountNumber": "1000004"}
    box = BoxKeys.load(keys.of("payout")).seal(canonical(inside))
    document = {"salt": "s", "entryId": ENTRY, "holder": ADULT, "sealedDigest": digest_bytes(box)}
    entry = {"id": ENTRY, "account_id": ACCOUNT, "household_id": HOUSEHOLD, "document": document, "entry_id": SHARED}
    entry["statement"] = state(
        "intake",
        SigningKey.load(keys.of("intake") / "statement.pem"),
        Clock(),
        act="accountEntered",
        municipality="1261",
        subject=Subject("accountEntry", ENTRY, 1),
        hands=Hands(account=(ADULT, REGISTRAR)),
        document=document,
        sealed=box,
    )
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {name: {"account_entry": []} for name in OF_A_CHAIN}
    rows["payout"]["account_entry"] = [{**entry, "sealed": f"\\x{box.hex()}"}]
    rows["decision"]["account_entry"] = [{**entry, "digest": digest(document)}]
    return Copier(Chain(rows, frozenset({HOUSEHOLD, ENTRY, ACCOUNT, ADULT})), keys)


async def test_a_copy_is_stated_about_itself(copier: Copier, keys: Keys) -> None:
    rows = copier.copy(7)
    (entry,) = rows["payout"]["account_entry"]
    box = bytes.fromhex(entry["sealed"][2:])
    reader = StatementReader(
        TrustList.load(keys.trust, {"intake": Served(SigningKey.load(keys.of("intake") / "statement.pem"))}), Clock()
    )
    said = await reader.read(entry["statement"], "intake", "accountEntered", entry["document"], box)
    assert said.subject == Subject("accountEntry", entry["id"], 1)
    assert set(said.hands.account) == {entry["document"]["holder"], REGISTRAR}


def test_a_copy_shares_with_the_first_only_what_is_not_its_own(copier: Copier) -> None:
    (entry,) = copier.copy(7)["payout"]["account_entry"]
    assert not {HOUSEHOLD, ENTRY, ACCOUNT, ADULT} & set(json.dumps(entry).split('"'))
    assert entry["entry_id"] == SHARED


def test_services_keep_the_same_copy(copier: Copier) -> None:
    rows = copier.copy(7)
    (at_payout,), (at_decision,) = rows["payout"]["account_entry"], rows["decision"]["account_entry"]
    assert at_decision["statement"] == at_payout["statement"]
    assert at_decision["digest"] == digest(at_payout["document"])


def test_the_box_is_of_the_copy_and_its_account_of_no_other(copier: Copier) -> None:
    def inside(number: int) -> Any:
        (entry,) = copier.copy(number)["payout"]["account_entry"]
        held = json.loads(copier.boxes.open(bytes.fromhex(entry["sealed"][2:])))
        assert (held["entryId"], held["accountId"]) == (entry["id"], entry["account_id"])
        return held["accountNumber"]

    assert inside(7) != inside(8)
