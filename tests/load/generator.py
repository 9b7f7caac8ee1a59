"""The load generator, a process of its own: `python -m tests.load.generator`, the plan on standard input as JSON.

It offers requests to one service for so many seconds and says of each, a line of JSON, what came of it. With a `rate`
they are offered at it, whether or not earlier ones are answered; without one, each of the callers waits for an answer
before it asks again. An application that is refused is offered again later, with the same key.
"""

import json
import random
import sys
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import Any

from tests.bench.calls import exchange

CALLERS, MOST_AT_ONCE = 8, 200
ONE_IN = 4
"""Of so many requests one sends in an application, and one is the greedy caller's, where there is one."""


class Generator:
    """`plan`: url, seconds, seed, rate (or null), applications [{token, key, body}], readers [token], greedy (a token
    or null)."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self._plan = plan
        self._left = deque(plan["applications"])
        self._chosen = random.Random(plan["seed"])
        self._writing = threading.Lock()
        self._begun = time.monotonic()
        self._ends = self._begun + plan["seconds"]

    def run(self) -> None:
        if self._plan["rate"] is None:
            with ThreadPoolExecutor(CALLERS) as callers:
                list(callers.map(self._keep_asking, range(CALLERS)))
        else:
            self._keep_offering(self._plan["rate"])

    def _keep_asking(self, number: int) -> None:
        while time.monotonic() < self._ends:
            self._offer(number)
            number += 1

    def _keep_offering(self, rate: float) -> None:
        with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
            for number in range(int(rate * self._plan["seconds"])):
                time.sleep(max(0.0, self._begun + number / rate - time.monotonic()))
                pool.submit(self._offer, number)

    def _offer(self, number: int) -> None:
        if number % ONE_IN == 0 and (application := self._next()) is not None:
            self._send_in(application)
        elif number % ONE_IN == 1 and self._plan["greedy"]:
            self._read("greedy", self._plan["greedy"])
        else:
            self._read("read", self._chosen.choice(self._plan["readers"]))

    def _next(self) -> Any:
        try:
            return self._left.popleft()
        except IndexError:
            return None

    def _send_in(self, application: dict[str, Any]) -> None:
        headers = {"Idempotency-Key": application["key"]}
        told = self._ask("application", "POST", application["token"], application["body"], headers)
        if told.get("status") != 201:
            self._left.append(application)

    def _read(self, kind: str, token: str) -> None:
        self._ask(kind, "GET", token, None, {})

    def _ask(self, kind: str, method: str, token: str, body: Any, headers: dict[str, str]) -> dict[str, Any]:
        told: dict[str, Any] = {"kind": kind}
        begun = time.monotonic()
        try:
            sent = {"Authorization": f"Bearer {token}", **headers}
            answer = exchange(method, f"{self._plan['url']}/v1/applications", body, sent)
            told |= {"status": answer.status, "retryAfter": answer.retry_after}
            if answer.status == 201:
                told["id"] = json.loads(answer.content)["id"]
        except (OSError, HTTPException) as error:
            told["error"] = type(error).__name__
        told["seconds"] = time.monotonic() - begun
        with self._writing:
            print(json.dumps(told), flush=True)
        return told


if __name__ == "__main__":
    Generator(json.load(sys.stdin)).run()
