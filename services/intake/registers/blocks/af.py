"""AF: Arbetsförmedlingen. Whether the person is a job-seeker, and decisions on support; no amounts."""

from xml.etree.ElementTree import Element

from services.intake.registers import reading
from services.intake.registers.rules import Payload, StatusCode

AF = "{http://api.arbetsformedlingen.se/arbetssokande/ersattningsstod/v2}"
_STATUS = "AF.StatusSokandeinformationKod"
_INFO = tuple(
    f"{AF}{name}"
    for name in (
        "Arbetssokande",
        "ArbetssokandeSKAT",
        "ArbetssokandeRegistrerad",
        "ArbetssokandeOmfattning",
        "ArbetssokandeAvaktualiserad",
        "AktivetetsRapportDatum",
    )
)


def read(data: Element) -> Payload:
    """Raises Unreadable. The unemployment fund that AF names is not taken out: it comes near a union (2001:454)."""
    answer = reading.only(data, f"{AF}Svar")
    protected = reading.optional_text_at(answer, f"{AF}Sekretessmarkering")
    return Payload(
        about=frozenset({reading.text_at(answer, f"{AF}IdentitetsbeteckningFysiskPerson")}),
        codes=(StatusCode(_STATUS, reading.text_at(answer, f"{AF}StatusSokandeinformationKod")),),
        required=frozenset({_STATUS}),
        holds_something=_is_job_seeker(answer) or _has_decisions(answer),
        protected=protected is not None and reading.boolean(protected),
    )


def _is_job_seeker(answer: Element) -> bool:
    info = reading.at_most_one(answer, f"{AF}ArbetssokandeInfo")
    flag = None if info is None else reading.optional_text_at(reading.closed(info, *_INFO), f"{AF}Arbetssokande")
    return flag is not None and reading.boolean(flag)


def _has_decisions(answer: Element) -> bool:
    listed = reading.at_most_one(answer, f"{AF}BeslutInfo/{AF}EkonomiskaBeslut")
    return listed is not None and len(reading.closed(listed, f"{AF}Beslut")) > 0
