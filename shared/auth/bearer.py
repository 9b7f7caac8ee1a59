"""From the Authorization header to the caller."""

import structlog
from fastapi import Request

from shared.auth import service_calls, tokens
from shared.auth.callers import Caller
from shared.auth.envelope import NotGenuine, type_and_kid
from shared.auth.jwks import KeysNotReached
from shared.problems import Unauthenticated, Unavailable
from shared.running import Running

log = structlog.get_logger(__name__)


async def caller_of(request: Request, running: Running) -> Caller:
    """Raises Unauthenticated without a token that holds, Unavailable where its key's owner does not answer, or is a
    service with other person keys."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    try:
        return await _read(token, running)
    except NotGenuine as error:
        log.info("token refused", reason=error.reason)
        raise Unauthenticated from error
    except KeysNotReached as error:
        raise Unavailable from error
    except service_calls.OtherPersonKeys as error:
        log.error("another service has other person keys")
        raise Unavailable from error


async def _read(token: str, running: Running) -> Caller:
    typ, kid = type_and_kid(token)
    if typ == tokens.TYPE:
        return await running.tokens.read(token)
    if typ == service_calls.TYPE:
        return await service_calls.read_service_token(
            token, kid, running.name, running.trust, running.clock, persons=running.persons
        )
    raise NotGenuine("type")
