"""Some of those who claim, as a process that can be killed: `python -m tests.load.claimer`, the plan on standard input.

Each takes the next item and decides on it; now and then they hand it back, leave it until its lease is over, or are cut
off in the middle of a request. What they were answered is told as lines of JSON.
"""

import http.client
import json
import random
import secrets
import sys
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from tests.bench.calls import Answer, Unexpected, exchange
from tests.bench.chains import TooSlow, decide

PATIENCE = 120.0
HANDS_BACK, LEAVES_IT, IS_CUT_OFF = 0.12, 0.06, 0.06


class Claimer:
    """`number` says who it is in what is told."""

    def __init__(self, number: int, token: str, plan: dict[str, Any]) -> None:
        self._number, self._url, self._lease = number, plan["url"], plan["leaseSeconds"]
        self._headers = {"Authorization": f"Bearer {token}"}
        self._chosen = random.Random(f"{plan['seed']} {number}")

    def work_for_ever(self) -> None:
        while True:
            answer = self._ask("POST", "/claims", {"queue": "new"})
            said = json.loads(answer.content) if answer.content else {}
            if answer.status in (201, 409) and "workItemId" in said:  # 409: what it had before it was killed
                self._tell("taken" if answer.status == 201 else "held", **said)
                self._handle(said["claimId"], said["workItemId"])
            else:
                if answer.status not in (204, 409):
                    self._tell("unexpected", status=answer.status, said=said)
                time.sleep(0.5)

    def _handle(self, claim: str, item: str) -> None:
        chance = self._chosen.random()
        if chance < HANDS_BACK:
            answer = self._ask("POST", f"/claims/{claim}/release", {"reason": "Jag känner den sökande."})
            if answer.status == 200:
                self._tell("handedBack", workItemId=item)
            return
        if chance < HANDS_BACK + LEAVES_IT:
            time.sleep(1.3 * self._lease)
        elif chance < HANDS_BACK + LEAVES_IT + IS_CUT_OFF:
            self._begin("POST", f"/claims/{claim}/release", {"reason": "Avbruten."})
            return
        self._decide(item)

    def _decide(self, item: str) -> None:
        """Whoever was too slow is refused, and takes the next."""
        try:
            self._tell("decided", decisionId=decide(self, item)["id"], workItemId=item)
        except Unexpected as refused:
            self._tell("refused", workItemId=item, why=str(refused)[:300])
        except TooSlow:
            self._tell("unexpected", workItemId=item, why="no payable account")

    def get(self, _: str, path: str) -> Any:
        return self._expect(self._ask("GET", path, None))

    def post(self, _: str, path: str, body: Any) -> Any:
        return self._expect(self._ask("POST", path, body))

    def _expect(self, answer: Answer) -> Any:
        if answer.status not in (200, 201):
            raise Unexpected(f"{answer.status} {answer.content.decode()}")
        return json.loads(answer.content)

    def _ask(self, method: str, path: str, body: Any) -> Answer:
        """The first answer that is not "not now", with one key all the time."""
        headers = {**self._headers, "Idempotency-Key": secrets.token_urlsafe(24)}
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            try:
                answer = exchange(method, f"{self._url}/v1{path}", body, headers)
            except (OSError, http.client.HTTPException):
                time.sleep(0.5)
                continue
            if answer.retry_after is None:
                return answer
            time.sleep(answer.retry_after * (1 + self._chosen.random()))
        raise TimeoutError(f"{method} {path}")

    def _begin(self, method: str, path: str, body: Any) -> None:
        """Sends a request, and does not wait for its answer."""
        headers = {**self._headers, "Idempotency-Key": secrets.token_urlsafe(24), "Content-Type": "application/json"}
        connection = http.client.HTTPConnection(urlsplit(self._url).netloc, timeout=5)
        try:
            connection.request(method, f"/v1{path}", json.dumps(body).encode(), headers)
        except OSError:
            pass
        finally:
            connection.close()

    def _tell(self, what: str, **facts: Any) -> None:
        print(json.dumps({"who": self._number, "what": what, **facts}), flush=True)


def main() -> None:
    plan = json.load(sys.stdin)
    everyone = [Claimer(number, token, plan) for number, token in plan["people"]]
    working = [threading.Thread(target=one.work_for_ever) for one in everyone]
    for one in working:
        one.start()


if __name__ == "__main__":
    main()
