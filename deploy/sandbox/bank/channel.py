"""The customer's side of the bank: files in, reports out."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Header, HTTPException, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from deploy.sandbox.bank.bank import Bank, NotTakeable, OtherFile, Receipt
from deploy.sandbox.bank.behaviours import Behaviours, Kind, Subject

MAX_FILE_BYTES = 64 * 1024 * 1024
_MESSAGE_ID = r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,34}$"


def channel_routes(bank: Bank, behaviours: Behaviours) -> APIRouter:
    routes = APIRouter()

    @routes.post("/files", status_code=202)
    async def take(request: Request, message_id: Annotated[str, Header(pattern=_MESSAGE_ID)]) -> Response:
        body = await _file(request)
        read = await asyncio.to_thread(bank.read, body)
        subject = Subject(message_id, read.debtor_account)
        if hanging := behaviours.happens(Kind.HANG, subject):
            await asyncio.sleep(hanging.seconds)
            return Response(status_code=504)
        if behaviours.happens(Kind.LOSE_FILE, subject):
            return Response(status_code=504)
        if behaviours.happens(Kind.REFUSE_FILE, subject):
            raise HTTPException(422, "not a file that the bank takes")
        try:
            receipt = await asyncio.to_thread(bank.receive, message_id, read)
        except OtherFile:
            raise HTTPException(409, "another file has this message id") from None
        except NotTakeable:
            raise HTTPException(400, "not a file under this message id that can be answered") from None
        if late := behaviours.happens(Kind.ANSWER_LATE, subject):
            await asyncio.sleep(late.seconds)
        if behaviours.happens(Kind.LOSE_ANSWER, subject):
            return Response(status_code=504)
        return JSONResponse(_said(receipt), 202)

    @routes.get("/files/{message_id}")
    async def known(message_id: Annotated[str, Path(pattern=_MESSAGE_ID)]) -> dict[str, str]:
        if behaviours.happens(Kind.NO_WORD, Subject(message_id)):
            raise HTTPException(504, "no word")
        receipt = await asyncio.to_thread(bank.receipt, message_id)
        if receipt is None:
            raise HTTPException(404, "no such file")
        return _said(receipt)

    @routes.get("/reports")
    async def reports(
        after: Annotated[int, Query(ge=0, le=2**62)] = 0, limit: Annotated[int, Query(ge=1, le=1000)] = 100
    ) -> dict[str, Any]:
        if behaviours.happens(Kind.NO_REPORTS, Subject()):
            raise HTTPException(503, "no reports now")
        found = await asyncio.to_thread(bank.reports, after, limit)
        return {"reports": [{"id": str(id_), "kind": kind} for id_, kind in found]}

    @routes.get("/reports/{report_id}")
    async def report(report_id: Annotated[int, Path(ge=1, le=2**62)]) -> Response:
        body = await asyncio.to_thread(bank.report, report_id)
        if body is None:
            raise HTTPException(404, "no such report")
        return Response(body, media_type="application/xml")

    return routes


async def _file(request: Request) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/xml":
        raise HTTPException(415, "a file is application/xml")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_FILE_BYTES:
            raise HTTPException(413, "too large")
    return bytes(body)


def _said(receipt: Receipt) -> dict[str, str]:
    return {"messageId": receipt.message_id, "sha256": receipt.digest, "receivedAt": receipt.received_at}
