"""The launcher that the chaos suite kills: everything on given ports, each service in several processes, and what has
ended is started again. Whoever started this program starts it again where it was killed, as an init system would.

    python -m tests.chaos.launcher FOLDER '{"intake": 20001, …}' REPLICAS
"""

import contextlib
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType

from deploy.local.binaries import NotStartable
from deploy.local.stack import NotReady, Part, Stack

LOOK_SECONDS = 0.2
QUICK = {
    "OUTBOX_PAUSE_SECONDS": "0.3",
    "SEQUENCER_PAUSE_SECONDS": "0.3",
}
"""So that there is more to interrupt in the same time."""
SETTINGS = {
    "intake": QUICK,
    "decision": {**QUICK, "CLAIM_LEASE_SECONDS": "20"},
    "payout": QUICK,
    "audit": QUICK,
}


def parts(replicas: int) -> list[Part]:
    """One replica is the service's two halves, each killed by itself. More are as many whole processes, as in a
    cluster, and one more that only works in the background: of two, three send, number the log and run jobs."""
    return [Part.API, Part.WORKER] if replicas == 1 else [*[Part.WHOLE] * replicas, Part.WORKER]


def main(folder: Path, ports: dict[str, int], replicas: int) -> None:
    with Stack(folder, ports=ports, parts=parts(replicas), wait=False, settings=SETTINGS) as stack:
        print("started", flush=True)
        while True:
            time.sleep(LOOK_SECONDS)
            with contextlib.suppress(NotStartable, NotReady):  # the next look tries again
                for name, code in stack.mend().items():
                    print(f"{name} ended with {code}, started again", flush=True)


def _leave(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end_with_who_started_us() -> None:
    """The pipe closes when the suite is gone, however it went."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_end_with_who_started_us, daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        main(Path(sys.argv[1]), json.loads(sys.argv[2]), int(sys.argv[3]))
