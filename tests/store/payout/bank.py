"""A bank that payout talks to, in memory."""

from typing import Any

import httpx
from mockbank.messages import read_pain001

from shared.canonical import digest_bytes
from tests.unit.payout_bank.bank_files import camt054, details, entry


class Bank:
    """A bank's channel in memory. `answers` are what it answers to the next files instead of taking them in the
    ordinary way: a status, or "lost" where it takes the file and its answer does not arrive."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.reports: list[tuple[str, str, bytes]] = []
        self.answers: list[int | str] = []
        self.sent = 0

    async def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if request.method == "POST":
            return self._take(request.headers["message-id"], request.content)
        if path.startswith("/files/"):
            known = path.removeprefix("/files/")
            return self._receipt(known, 200) if known in self.files else httpx.Response(404)
        if path == "/reports":
            ids = [report[0] for report in self.reports]
            after = request.url.params.get("after")
            new = self.reports[ids.index(after) + 1 :] if after in ids else self.reports
            return httpx.Response(200, json={"reports": [{"id": id_, "kind": kind} for id_, kind, _ in new]})
        found = next(report for report in self.reports if report[0] == path.removeprefix("/reports/"))
        return httpx.Response(200, content=found[2])

    def _take(self, message_id: str, file: bytes) -> httpx.Response:
        self.sent += 1
        said = self.answers.pop(0) if self.answers else 202
        if isinstance(said, int) and said != 202:
            return httpx.Response(said)
        self.files[message_id] = file
        if said == "lost":
            raise httpx.ReadTimeout("the answer is lost")
        return self._receipt(message_id)

    def _receipt(self, message_id: str, status: int = 202) -> httpx.Response:
        received_at = "2026-11-22T12:00:00+00:00"
        receipt = {"messageId": message_id, "sha256": digest_bytes(self.files[message_id]), "receivedAt": received_at}
        return httpx.Response(status, json=receipt)

    def report(self, data: bytes, kind: str = "camt.054") -> None:
        self.reports.append((f"report-{len(self.reports) + 1}", kind, data))

    def payments(self) -> list[Any]:
        """Every payment of every file, as an independent reader of pain.001 reads it."""
        return [one for file in self.files.values() for batch in read_pain001(file).batches for one in batch.payments]

    def book(self, *payments: Any, **other: str) -> None:
        """Books these payments as they were in the file, or with something else."""
        self.report(camt054("".join(booked(payment, **other) for payment in payments)))


def booked(payment: Any, **other: str) -> str:
    """A camt.054 entry that books this payment."""
    said = {"account": payment.creditor_account, "clearing": payment.creditor_clearing_id}
    amount = other.pop("amount", f"{payment.amount / 100:.2f}")
    return entry(details(payment.end_to_end_id, amount, **(said | other)), amount)


def one_sum(release_id: str, amount: str) -> str:
    """A camt.054 entry that books the release's file as one sum, without its payments."""
    batch = f"<Btch><PmtInfId>{release_id.replace('-', '')}-1</PmtInfId></Btch>"
    return entry(batch, amount)
