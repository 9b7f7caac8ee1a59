"""Which format a body is in, and which the caller accepts (RFC 9110, section 12)."""

from collections.abc import Collection, Iterator

_MOST = 20
"""More alternatives than this are not looked at."""


def weighed(header: str) -> Iterator[tuple[str, float]]:
    """(name, quality) of each alternative in an Accept or Accept-Language header, in lower case. What cannot be read
    weighs nothing."""
    for item in header.lower().split(",")[:_MOST]:
        name, *parameters = (part.strip() for part in item.split(";"))
        said = next((part[2:].strip() for part in parameters if part.startswith("q=")), "1")
        yield name, _quality(said)


def accepts(header: str | None, offered: Collection[str]) -> bool:
    """Whether one of the media types offered may be sent. No header accepts everything."""
    if not header:
        return True
    return any(quality > 0 and _matches(name, offered) for name, quality in weighed(header))


def media_type(header: str | None) -> str:
    """The media type alone of a Content-Type header, without its parameters."""
    return (header or "").partition(";")[0].strip().lower()


def _matches(wanted: str, offered: Collection[str]) -> bool:
    if wanted in ("*/*", "*"):
        return True
    kind, _, subtype = wanted.partition("/")
    return wanted in offered or (subtype == "*" and any(one.startswith(f"{kind}/") for one in offered))


def _quality(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0
