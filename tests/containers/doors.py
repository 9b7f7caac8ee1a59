"""Which routes can be reached through the proxy: every one is asked, as nobody."""

import re
import ssl

import httpx

from deploy.local.composed import Composed
from tests.harness.routes import PERSONS, listed

ID = "019a9f3e-7c1b-7000-8000-000000000001"
NOT_FOUND_BY_THE_PROXY = "Kontrollera adressen. / Check the address."
AROUND = ("/v1/%69nbox", "/v1/inbox/", "/v1//inbox", "/v1/./inbox", "/v1/x/../inbox", "/V1/inbox")
"""Other ways to write an address that is for services."""


def wrongly_open(composed: Composed) -> list[str]:
    """What is let through and should not be, or the other way round."""
    trusted = ssl.create_default_context(cafile=composed.authority)
    wrong = []
    with httpx.Client(timeout=30, trust_env=False, verify=trusted) as client:
        for route in listed():
            path = re.sub(r"\{[^}]+\}", ID, route.path)
            for_people = any(route.may_call(role) for role in PERSONS) and path.startswith(("/v1/", "/control-log/"))
            if _is_let_through(client, route.method, composed.urls[route.service] + path) is not for_people:
                wrong.append(route.name)
        for path in AROUND:
            answer = client.post(httpx.URL(composed.urls["payout"] + path))
            if answer.status_code != httpx.codes.NOT_FOUND:
                wrong.append(f"POST {path}: {answer.status_code}")
    return wrong


def _is_let_through(client: httpx.Client, method: str, url: str) -> bool:
    answer = client.request(method, url)
    return NOT_FOUND_BY_THE_PROXY not in answer.text
