"""What a question of SSBTEK version 10 says, read as the real service would."""

from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree

from deploy.sandbox.registers.people import BLOCKS

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"
SSBT = "{http://schema.forsakringskassan.se/integration/ssbt/10}"
_GENERAL = f"{SOAP}Body/{SSBT}hamtaBastjanstInformation/{SSBT}generellaFrageparametrar"
_SPECIFIC = f"{SOAP}Body/{SSBT}hamtaBastjanstInformation/{SSBT}specifikaFrageparametrar"


class NotAQuestion(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Question:
    personal_number: str
    blocks: tuple[str, ...]
    first_day: date
    last_day: date
    case_number: str
    purpose: str
    legal_ground: str
    organisation_number: str
    organisation: str
    handler: str
    correlation_id: str | None
    asked_at: str | None


def read(body: bytes) -> Question:
    """Raises NotAQuestion."""
    try:
        root = ElementTree.fromstring(body, forbid_dtd=True)
        general, specific = _one(root, _GENERAL), _one(root, _SPECIFIC)
        asked = [block for block in BLOCKS if _one(specific, f"{SSBT}{block}").get("inkludera") == "true"]
        return Question(
            personal_number=_text(general, "personidentitet"),
            blocks=tuple(asked),
            first_day=date.fromisoformat(_text(general, "tidsperiod", "fromDatum")),
            last_day=date.fromisoformat(_text(general, "tidsperiod", "tomDatum")),
            case_number=_text(general, "arendeidentitet"),
            purpose=_text(general, "syfte"),
            legal_ground=_text(general, "lagtext"),
            organisation_number=_text(general, "ingivare", "organisationsnummer"),
            organisation=_text(general, "ingivare", "namn"),
            handler=_text(general, "ingivare", "handlaggare"),
            correlation_id=general.findtext(f"{SSBT}korrelationsid"),
            asked_at=general.findtext(f"{SSBT}frageTidpunkt"),
        )
    except (ParseError, ValueError) as error:
        raise NotAQuestion("not a question of version 10") from error


def _one(parent: Element, path: str) -> Element:
    found = parent.find(path)
    if found is None:
        raise NotAQuestion(path)
    return found


def _text(parent: Element, *names: str) -> str:
    text = parent.findtext("/".join(f"{SSBT}{name}" for name in names))
    if not text:
        raise NotAQuestion(names[-1])
    return text
