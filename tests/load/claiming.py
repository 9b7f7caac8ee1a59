"""Fifty people claim at once from one queue while they and the service are killed: no item twice, none lost (C9)."""

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from deploy.local.stack import Stack
from deploy.local.warden import ROOT
from deploy.sandbox.persons import staff
from tests.bench.calls import MUNICIPALITY

CLAIMERS, IN_A_PROCESS = 50, 10
TIED = 0
"""The member of staff who registered every household: for them there is nothing to take."""
LONGEST = 1800.0
NOW = """
    select count(*) from (
      select from claim where ended_at is null group by person having count(*) > 1
      union all
      select from claim where ended_at is null group by work_item_id having count(*) > 1) at_once"""
"""Live claims that share a person or an item, at this moment."""
NEVER = {
    "items that two had at the same time": """
        select count(*) from claim a join claim b on b.work_item_id = a.work_item_id and b.id <> a.id
        where b.claimed_at >= a.claimed_at and b.claimed_at < coalesce(a.ended_at - interval '1 second', 'infinity')""",
    "leases that were taken over before their time": """
        select count(*) from claim where ended_because = 'lapsed' and ended_at < lease_ends_at""",
    "people who had two items at the same time": """
        select count(*) from claim a join claim b on b.person = a.person and b.id <> a.id
        where b.claimed_at >= a.claimed_at and b.claimed_at < coalesce(a.ended_at - interval '1 second', 'infinity')""",
    "items offered again to who had handed them back": """
        select count(*) from claim a join claim b on b.work_item_id = a.work_item_id and b.person = a.person
        where a.ended_because = 'released' and b.claimed_at > a.claimed_at""",
    "items with an end and no decision, or the other way": """
        select count(*) from work_item w left join decision d on d.application_id = w.application_id
        where (w.ended_at is null) <> (d.id is null)""",
    "applications decided twice": """
        select count(*) from (select from decision group by application_id having count(*) > 1) twice""",
    "claims that nobody's live item knows": """
        select count(*) from claim c join work_item w on w.id = c.work_item_id
        where c.ended_at is null and w.claim_id is distinct from c.id""",
}
"""Afterwards. Times are when a request began: of two of one person's that are under way at once (one was cut off), the
later one to be done may have begun a moment before the other."""


@dataclass
class Claiming:
    """`lease_seconds` is the setting that decision runs with."""

    stack: Stack
    folder: Path
    seed: int
    items: int
    lease_seconds: int
    rows: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def run(self) -> None:
        people = [(number, self._token(number)) for number in (TIED, *range(200, 200 + CLAIMERS))]
        groups = [people[at : at + IN_A_PROCESS] for at in range(0, len(people), IN_A_PROCESS)]
        chosen, begun = random.Random(self.seed), time.monotonic()
        self._working = [self._start(group) for group in groups]
        try:
            for share in (0.15, 0.3, 0.45, 0.6, 0.75, 0.9):
                self._until(share)
                self._kill_one(groups, chosen.randrange(len(groups)))
                if share in (0.3, 0.6):
                    self.stack.kill("decision")
                    self.stack.restart("decision")
            self._until(1)
        finally:
            for one in self._working:
                one.kill()
                one.wait()
        self.rows.append(
            (f"{CLAIMERS} people, {self.items} items", f"{time.monotonic() - begun:.0f} s until all ended")
        )
        self._check()

    def _token(self, number: int) -> str:
        return self.stack.token(staff(number).number.digits, ["socialWorker"], MUNICIPALITY)

    def _start(self, people: list[tuple[int, str]]) -> subprocess.Popen[bytes]:
        plan = {
            "url": self.stack.urls["decision"],
            "seed": f"{self.seed} {time.monotonic()}",
            "leaseSeconds": self.lease_seconds,
            "people": people,
        }
        with (self.folder / "claimers.jsonl").open("ab") as told, (self.folder / "claimers.log").open("ab") as log:
            made = subprocess.Popen(
                (sys.executable, "-m", "tests.load.claimer"), cwd=ROOT, stdin=subprocess.PIPE, stdout=told, stderr=log
            )
        assert made.stdin is not None
        made.stdin.write(json.dumps(plan).encode())
        made.stdin.close()
        return made

    def _kill_one(self, groups: list[list[tuple[int, str]]], place: int) -> None:
        self._working[place].send_signal(signal.SIGKILL)
        self._working[place].wait()
        self._working[place] = self._start(groups[place])

    def _until(self, share: float) -> None:
        """Looks meanwhile that nobody has two, and nothing is had by two."""
        ends = time.monotonic() + LONGEST
        while self._one("select count(*) from work_item where ended_at is not null") < share * self.items:
            if time.monotonic() > ends:
                raise TimeoutError(f"{share:.0%} of the items have not ended in {LONGEST:.0f} s")
            if at_once := self._one(NOW):
                self.faults.append(f"{at_once} live claims too many")
            time.sleep(1)

    def _check(self) -> None:
        told = [_read(line) for line in (self.folder / "claimers.jsonl").read_text().splitlines()]
        counted = Counter(one["what"] for one in told)
        self.rows.append(("what they were answered", ", ".join(f"{what} × {n}" for what, n in counted.most_common())))
        self.rows.append(("how claims ended", self._ends()))
        self.faults += [f"{number} {what}" for what, query in NEVER.items() if (number := self._one(query))]
        if (known := self._one("select count(*) from work_item")) != self.items:
            self.faults.append(f"there were {self.items} items, now {known}")
        self.faults += [f"{one}" for one in told if one["what"] == "unexpected"]
        self.faults += self._missing(told, "claim", "claimId", ("taken", "held"))
        self.faults += self._missing(told, "decision", "decisionId", ("decided",))
        if any(one["who"] == TIED and one["what"] in ("taken", "held") for one in told):
            self.faults.append("who registered the households got one of their items")

    def _missing(self, told: list[dict[str, Any]], table: str, key: str, what: tuple[str, ...]) -> list[str]:
        kept = {row[0] for row in self._read(f"select id::text from {table}")}
        return [
            f"{table} {one[key]} was answered for and is gone"
            for one in told
            if one["what"] in what and one[key] not in kept
        ]

    def _ends(self) -> str:
        rows = self._read("select coalesce(ended_because, 'live'), count(*) from claim group by 1 order by 2 desc")
        return ", ".join(f"{because} × {number}" for because, number in rows)

    def _one(self, query: str) -> int:
        return int(self._read(query)[0][0])

    def _read(self, query: str) -> list[Any]:
        with psycopg.connect(self.stack.databases["decision"].runtime_dsn) as connection:
            return connection.execute(query).fetchall()


def _read(line: str) -> dict[str, Any]:
    """A line that was cut off by a kill says nothing."""
    try:
        return dict(json.loads(line))
    except ValueError:
        return {"who": None, "what": "cut off"}
