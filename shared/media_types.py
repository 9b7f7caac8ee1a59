"""The media types that a route takes and gives, as it describes them itself."""

from fastapi.routing import APIRoute

_JSON = "application/json"


def taken_by(route: APIRoute) -> frozenset[str]:
    """What a body may be; empty for a route that takes none."""
    said = (route.openapi_extra or {}).get("requestBody", {}).get("content", {})
    if said:
        return frozenset(said)
    if route.body_field is None:
        return frozenset()
    return frozenset({getattr(route.body_field.field_info, "media_type", _JSON)})


def given_by(route: APIRoute) -> frozenset[str]:
    """What a successful answer may be."""
    said = {kind for status, one in route.responses.items() if int(status) < 400 for kind in one.get("content", {})}
    return frozenset(said or {_JSON})
