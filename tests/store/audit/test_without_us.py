"""The program of docs/auditing.md, which uses nothing of ours, on what audit really answers."""

import json
import re
import subprocess
import sys
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from tests.harness.service import ServiceUnderTest
from tests.store.audit.conftest import LOG_KEY, WITNESS, ALog, follower_of

DOCUMENT = Path(__file__).parents[3] / "docs" / "auditing.md"
AUDITOR = "199001019802"


def check(folder: Path, proof: dict[str, Any], log: str, witness: str) -> subprocess.CompletedProcess[str]:
    (program,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    (folder / "check.py").write_text(program)
    (folder / "proof.json").write_text(json.dumps(proof))
    command = [sys.executable, "-I", "-S", "check.py", "proof.json", log, witness]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


async def test_an_entry_is_verified_with_nothing_of_ours(
    service: ServiceUnderTest, intake_log: ALog, audit: AsyncEngine, tmp_path: Path
) -> None:
    entries = await intake_log.add_many(300)
    await follower_of(intake_log, audit).step()
    log, witness = LOG_KEY.verifier.written(), WITNESS.verifier.written()
    auditor = service.person(AUDITOR, "auditor")
    for place in (0, 255, 299):
        proof = (await auditor.get(f"/v1/control-log/{entries[place].id}/proof")).json()
        done = check(tmp_path, proof, log, witness)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == json.loads(entries[place].encode())
    for name, changed in broken(proof).items():
        assert check(tmp_path, changed, log, witness).returncode != 0, name
    assert check(tmp_path, proof, log, log).returncode != 0, "another witness"


def broken(proof: dict[str, Any]) -> dict[str, dict[str, Any]]:
    size, root = proof["checkpoint"].split("\n")[1:3]
    changed = b64encode(b64decode(proof["entry"]).replace(b"household", b"houzehold")).decode()
    return {
        "another entry": {**proof, "entry": changed},
        "another place": {**proof, "seq": proof["seq"] - 1},
        "a shorter way": {**proof, "hashes": proof["hashes"][:-1]},
        "another size": {**proof, "checkpoint": proof["checkpoint"].replace(size, "301", 1)},
        "another root": {**proof, "checkpoint": proof["checkpoint"].replace(root, b64encode(bytes(32)).decode(), 1)},
    }
