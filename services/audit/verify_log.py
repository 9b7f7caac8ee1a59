"""Verifying a service's control log as an auditor does: from outside, over HTTP, trusting nobody but public keys.

    python -m services.audit.verify_log payout --keys logs.json \\
        --log http://127.0.0.1:8103 --audit http://127.0.0.1:8104

The access token is read from the environment (ACCESS_TOKEN), since command lines can be seen by others.
"""

import argparse
import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx

from shared.controllog.checkpoints import Checkpoint
from shared.controllog.notes import BadNote, Note
from shared.controllog.remote import LogAway, fetch_over_http
from shared.controllog.trusted_keys import TrustedKeys, load_logs, load_witness, open_cosigned
from shared.controllog.verify import LogBroken, Verified
from shared.controllog.verify import verify_log as verify_files


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the log is, and where audit is: http://host:port of the two services."""

    log: str
    audit: str


async def verify_log(
    client: httpx.AsyncClient, addresses: Addresses, token: str, log: TrustedKeys, witness: TrustedKeys
) -> Verified:
    """Checks the newest cosigned checkpoint of the log, and every tile and entry that it covers, in bounded memory.

    `token` is an auditor's access token. Raises LogBroken where anything does not hold, LogAway where it cannot be
    read.
    """
    bearer = {"Authorization": f"Bearer {token}"}
    note = await _cosigned_note(client, addresses.audit, bearer, log.origin)
    try:
        opened = Note.parse(note)
        _, cosigned_at = open_cosigned(opened, log, witness)
        log_key, witness_key = log.signer_of(opened, cosigned_at), witness.signer_of(opened, cosigned_at)
    except BadNote as error:
        raise LogBroken(f"the checkpoint: {error}") from error
    fetch = fetch_over_http(client, f"{addresses.log}/control-log", bearer)
    return await verify_files(note, fetch, log_key, witness_key)


async def _cosigned_note(client: httpx.AsyncClient, audit: str, bearer: dict[str, str], origin: str) -> str:
    try:
        answer = await client.get(f"{audit}/v1/checkpoints", headers=bearer)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise LogAway(f"audit: {type(error).__name__}") from error
    for item in answer.json()["items"]:
        if item["logOrigin"] == origin and item["checkpoint"] is not None:
            return str(item["checkpoint"]["note"])
    raise LogBroken(f"audit has cosigned nothing of {origin}")


def describe(verified: Verified) -> str:
    """What was found, for a terminal."""
    checkpoint: Checkpoint = verified.checkpoint
    lines = [f"{checkpoint.origin}: {checkpoint.size} entries hold, root {checkpoint.root.hex()}"]
    lines += [f"{count:8}  {act} ({outcome})" for (act, outcome), count in sorted(verified.acts.items())]
    return "\n".join(lines)


async def _main(options: argparse.Namespace) -> int:
    logs = {log.service: log for log in load_logs(options.keys)}
    async with httpx.AsyncClient(timeout=30) as client:
        try:
            found = await verify_log(
                client,
                Addresses(options.log.rstrip("/"), options.audit.rstrip("/")),
                os.environ.get("ACCESS_TOKEN", ""),
                logs[options.service],
                load_witness(options.keys),
            )
        except (LogBroken, LogAway) as error:
            print(f"{options.service}: {error}", file=sys.stderr)
            return 1
    print(describe(found))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m services.audit.verify_log", description=__doc__)
    parser.add_argument("service", choices=("intake", "decision", "payout"))
    parser.add_argument("--log", required=True, help="the service's address")
    parser.add_argument("--audit", required=True, help="audit's address")
    parser.add_argument("--keys", required=True, type=Path, help="the public keys: the installation's keys/logs.json")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(asyncio.run(_main(_options())))
