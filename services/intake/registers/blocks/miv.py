"""MIV: Migrationsverket. Permits; no amounts, and no status code: what shows that it answered is its own
correlation id."""

from xml.etree.ElementTree import Element

from services.intake.registers import reading
from services.intake.registers.reading import Unreadable
from services.intake.registers.rules import Payload

_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_PARTS = (
    *("korrelationsid", "correlationid", "efternamn", "fornamn", "hemland", "inresedatum", "personnummer"),
    "svarCollection",
)


def read(data: Element) -> Payload:
    """Raises Unreadable."""
    response = reading.only(data, "response")
    reading.text_at(reading.closed(response, *_PARTS), "correlationid")
    lists = (reading.closed(permits, "svar") for permits in response.findall("svarCollection"))
    permits = [permit for permits in lists for permit in permits]
    if any(permit.get(_NIL) for permit in permits):
        raise Unreadable("svar")
    number = reading.optional_text_at(response, "personnummer")
    return Payload(
        about=frozenset() if number is None else frozenset({number}),
        codes=(),
        required=frozenset(),
        holds_something=bool(permits),
    )
