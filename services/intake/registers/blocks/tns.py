"""TNS: Transportstyrelsen. The person's vehicles; no amounts. The answer does not say whom it is about."""

from xml.etree.ElementTree import Element

from services.intake.registers import reading
from services.intake.registers.rules import Failure, Payload, Reason, StatusCode

TNS = "{http://schema.transportstyrelsen.se/ssbtek/hamtauppgifterresponder/1}"
VEHICLE = "{http://schema.transportstyrelsen.se/ssbtek/fordon/1}"
_STATUS = "TNS.resultat"
_PARTS = tuple(f"{TNS}{name}" for name in ("resultat", "fordonsinnehav", "felresultat"))


def read(data: Element) -> Payload:
    """Raises Unreadable."""
    owned = reading.at_most_one(reading.closed(data, *_PARTS), f"{TNS}fordonsinnehav")
    errors = data.findall(f"{TNS}felresultat")
    return Payload(
        about=frozenset(),
        codes=(StatusCode(_STATUS, reading.text_at(data, f"{TNS}resultat")),),
        required=frozenset({_STATUS}),
        holds_something=owned is not None and len(reading.closed(owned, f"{VEHICLE}fordon")) > 0,
        problems=tuple(Failure(Reason.SOURCE_FAILED, error.findtext(f"{TNS}felkod", "")) for error in errors),
    )
