"""The guide for frontends is true: each request in it is sent to a real intake, and answered as it says."""

import json
import re
from pathlib import Path
from typing import Any

import httpx

from shared.ids import new_id
from tests.harness.intake import ADAM, BERTIL, entered, month, register
from tests.harness.service import MUNICIPALITY, ServiceUnderTest, access_token

GUIDE = Path(__file__).parents[3] / "docs" / "for-frontends.md"
PAIR = re.compile(r"```http\n(?P<request>.*?)```\n```json\n(?P<status>\d{3}) (?P<answer>.*?)```", re.DOTALL)
ANYTHING = "…"


async def test_the_guide_is_answered_as_it_says(intake: ServiceUnderTest) -> None:
    household = await register(intake)
    known = {
        "householdId": household["id"],
        "memberId": household["members"][0]["id"],
        "accountId": (await entered(intake, household))["id"],
        "month": month(intake),
    }
    pairs = list(PAIR.finditer(GUIDE.read_text()))
    assert len(pairs) == GUIDE.read_text().count("```http") > 9
    replayed = 0
    for pair in pairs:
        answer = await _send(intake, _filled(pair["request"], known))
        assert answer.status_code == int(pair["status"]), f"{pair['request']}\n{answer.text}"
        if "applicationId" not in known and "caseNumber" in answer.json():
            known["applicationId"] = answer.json()["id"]
        _compare(json.loads(_filled(pair["answer"], known)), answer.json(), pair["request"])
        replayed += "idempotency-replayed" in answer.headers
    assert replayed == 1


def _filled(text: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return text


async def _send(intake: ServiceUnderTest, request: str) -> httpx.Response:
    first, *lines = request.strip().splitlines()
    method, path = first.split()
    said = dict(line.split(": ", 1) for line in lines if not line.lstrip().startswith(("{", '"')))
    person = BERTIL if said.pop("As", None) else ADAM
    headers = {"Authorization": f"Bearer {access_token(person, 'citizen', municipality=MUNICIPALITY)}"}
    headers |= {"Idempotency-Key": str(new_id()), "Content-Type": "application/json"} | said
    body = "\n".join(line for line in lines if line.lstrip().startswith(("{", '"')))
    return await intake.client.request(method, path, headers=headers, content=body.encode())


def _compare(told: Any, was: Any, where: str) -> None:
    """What the guide tells is there; there may be more."""
    if told == ANYTHING:
        assert was, where
    elif isinstance(told, dict):
        for name, value in told.items():
            assert name in was, f"{where}: {name}"
            _compare(value, was[name], f"{where}: {name}")
    elif isinstance(told, list):
        assert len(told) == len(was), where
        for one, other in zip(told, was, strict=True):
            _compare(one, other, where)
    else:
        assert told == was, where
