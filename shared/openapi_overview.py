"""What a description says of the API as a whole, in both languages (DOK.03–DOK.11)."""

from typing import Any

from shared.paging import FARTHEST
from shared.running import Service

ADDRESS = "https://api.oppetbistand.example"
_PROJECT = "https://oppetbistand.example"
ABOUT: dict[str, Any] = {
    "contact": {"name": "Öppet bistånd", "url": f"{_PROJECT}/"},
    "license_info": {
        "name": "European Union Public Licence 1.2",
        "url": "https://spdx.org/licenses/EUPL-1.2.html",
    },
    "terms_of_service": f"{_PROJECT}/terms",
}
EMAIL = "api@oppetbistand.example"
"""Added afterwards: FastAPI would want another library to look at it."""
DOCUMENTATION = {
    "description": "Vägledning för e-tjänster, problemtyper, servicenivå (SLA) och avvikelser från profilen. / Guide "
    "for frontends, problem types, service level agreement (SLA), and departures from the profile.",
    "url": f"{_PROJECT}/docs",
}
PROMISES: dict[str, Any] = {
    "x-sla": {
        "availability": "Avtalas med kommunen som driver tjänsten. / Agreed with the municipality that runs it.",
        "responseTime": "Normalt under en sekund; den som måste vänta längre än 5 sekunder får 409 eller 503 med "
        "Retry-After. / Normally under a second; who must wait for more than 5 seconds gets 409 or 503 with "
        "Retry-After.",
        "support": "Kommunens IT-stöd. Uppge `instance` ur problemet. / The municipality's IT support. Tell them the "
        "`instance` of the problem.",
    },
    "x-limitations": f"Status beta. En lista når högst {FARTHEST} poster (page × limit). Ett innehåll är högst 1 MB om "
    "inget annat sägs. Åtta begäranden åt gången med en åtkomstbiljett (429). Inga webhooks: fråga om läget. HEAD "
    "besvaras med 405, eftersom varje läsning är en handling i kontrolloggen. / "
    f"Status beta. A list reaches at most {FARTHEST} items (page × limit). A body is at most 1 MB "
    "unless something else is said. Eight requests at a time with one access token (429). No webhooks: ask for the "
    "state. HEAD is answered 405, since each reading is an act in the control log.",
}
SECURITY: dict[str, Any] = {
    "accessToken": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Åtkomstbiljett enligt RFC 9068 (at+jwt, ES256) från kommunens inloggning (OAuth 2.0 eller "
        "OpenID Connect): vem personen är, vilka roller den har och i vilken kommun. / Access token by RFC 9068 "
        "(at+jwt, ES256) from the municipality's sign-in (OAuth 2.0 or OpenID Connect): who the person is, with which "
        "roles and in which municipality.",
    }
}
_COMMON_SV = (
    "Belopp är hela öre i fält som slutar på `Ore`. Månader skrivs `2026-12`, dagar `2026-12-24`, tider enligt RFC "
    "3339 med tidszon. Varje POST har en Idempotency-Key, och kan skickas om med samma nyckel. En ändring av något som "
    "finns skickar läsningens ETag i If-Match. Fel är problemdokument (RFC 9457) på svenska, eller engelska med "
    "Accept-Language: en; `detail` säger vad användaren kan göra. Kända begränsningar finns i `x-limitations`."
)
_COMMON_EN = (
    "Amounts are whole öre in fields that end with `Ore`. Months are `2026-12`, days `2026-12-24`, times RFC 3339 with "
    "an offset. Every POST has an Idempotency-Key, and can be sent again with the same key. A change of what there is "
    "sends the reading's ETag in If-Match. Errors are problem documents (RFC 9457) in Swedish, or English with "
    "Accept-Language: en; `detail` says what the user can do. Known limitations are in `x-limitations`."
)


def overview(service: Service) -> str:
    said = service.description
    return f"{said.sv} {_COMMON_SV}\n\n{said.en} {_COMMON_EN}"
