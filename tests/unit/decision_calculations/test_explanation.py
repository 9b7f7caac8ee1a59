"""The calculation in words, whole, in both languages."""

from dataclasses import replace

from services.decision.calculations.cost_kinds import CostKind
from services.decision.calculations.facts import NormAdjustment
from services.decision.calculations.income_kinds import IncomeKind
from services.decision.calculations.known_incomes import KnownIncome
from services.decision.calculations.rules import calculate
from services.decision.calculations.sources import DECLARED, Origin, RegisterBlock, Source, Verdict
from shared.months import Month
from tests.unit.decision_calculations.households import adult, child, cost, facts, income, working

FROM_FK = Source(Origin.REGISTER, RegisterBlock.FK, Verdict.ANSWERED)
UNANSWERED = Source(Origin.DECLARED, RegisterBlock.SO, Verdict.NOT_VERIFIABLE)

FAMILY = calculate(
    facts(
        adult(),
        child("child-1", 5, lunch_at_home=False),
        costs=(cost(CostKind.HOUSING, 7000, 6000, reason="Över högsta godtagna hyra."), cost(CostKind.MEDICINE, 120)),
        incomes=(
            income(IncomeKind.WAGE, 5000),
            income(IncomeKind.CHILD_ALLOWANCE, 1250, source=FROM_FK),
            income(IncomeKind.UNEMPLOYMENT_BENEFIT, 800, source=UNANSWERED),
            replace(income(IncomeKind.DEPOSIT, 500), disregarded_ore=50_000, reason="Gåva till barnet."),
        ),
        known=(
            KnownIncome(IncomeKind.WAGE, "adult-1", 500_000, DECLARED),
            KnownIncome(IncomeKind.OTHER, "adult-1", 30_000, DECLARED),
            KnownIncome(IncomeKind.CHILD_ALLOWANCE, "adult-1", 125_000, FROM_FK, Month(2026, 11)),
            KnownIncome(IncomeKind.CHILD_ALLOWANCE, "adult-1", 125_000, FROM_FK, Month(2026, 12)),
        ),
        job_stimulus=(working(),),
    )
)


def plain(texts: tuple[str, ...]) -> list[str]:
    return [text.replace("\u00a0", " ") for text in texts]


def test_in_swedish() -> None:
    assert plain(FAMILY.explanation("sv")) == [
        "Beräkning för december 2026 (riksnorm-2026-2).",
        "Personliga kostnader, ensamstående: 3 940,00 kr (SoL 12 kap. 7 §, SFS 2025:468 12 kap. 2 §).",
        "Personliga kostnader, barn 5 år, utan lunch fem dagar i veckan: 2 720,00 kr"
        " (SoL 12 kap. 7 §, SFS 2025:468 12 kap. 2 §). Beloppet är inte bekräftat av någon myndighet.",
        "Gemensamma hushållskostnader, 2 personer: 1 410,00 kr (SoL 12 kap. 7 §, SFS 2025:468 12 kap. 2 §).",
        "Norm, sammanlagt: 8 070,00 kr.",
        "Boendekostnad: 6 000,00 kr av sökta 7 000,00 kr (SoL 12 kap. 7 § 1 st. 2). Enligt egen uppgift."
        " Skäl: Över högsta godtagna hyra.",
        "Medicin: 120,00 kr (SoL 12 kap. 1 §). Enligt egen uppgift.",
        "Godtagna kostnader, sammanlagt: 6 120,00 kr.",
        "Lön efter skatt: 3 750,00 kr räknas av 5 000,00 kr (SoL 12 kap. 8 §). Enligt egen uppgift.",
        "Swish och insättningar: 0,00 kr räknas av 500,00 kr (SoL 12 kap. 1 §). Enligt egen uppgift."
        " Skäl: Gåva till barnet.",
        "A-kassa: 800,00 kr (SoL 12 kap. 1 §). Enligt egen uppgift. Uppgiften har inte kunnat kontrolleras.",
        "Barnbidrag och flerbarnstillägg: 1 250,00 kr (SoL 12 kap. 1 §)."
        " Enligt Försäkringskassan eller Pensionsmyndigheten.",
        "Inkomster som räknas, sammanlagt: 5 800,00 kr.",
        "Lön efter skatt: 1 250,00 kr räknas inte (SoL 12 kap. 8 §). 25 procent av lönen räknas inte från juli 2026"
        " till juni 2028, efter försörjningsstöd sex månader i följd, januari 2026–juni 2026, enligt handläggaren"
        " (Beslut från annan kommun.). När de två åren börjar är inte bekräftat av någon myndighet."
        " Enligt egen uppgift.",
        "Swish och insättningar: 500,00 kr räknas inte (SoL 12 kap. 1 §). Det är handläggarens bedömning."
        " Enligt egen uppgift. Skäl: Gåva till barnet.",
        "Övriga inkomster: 300,00 kr räknas inte (SoL 12 kap. 1 §). Den är inte med i beräkningen."
        " Enligt egen uppgift.",
        "Barnbidrag och flerbarnstillägg: 1 250,00 kr räknas inte (SoL 12 kap. 1 §). Den gäller december 2026; det som"
        " kom under november 2026 räknas. Enligt Försäkringskassan eller Pensionsmyndigheten.",
        "Inkomster som inte räknas, sammanlagt: 3 300,00 kr.",
        "Det saknas 8 390,00 kr.",
    ]


def test_in_english() -> None:
    text = plain(FAMILY.explanation("en"))

    assert text[0] == "Calculation for December 2026 (riksnorm-2026-2)."
    assert text[5] == (
        "Housing: SEK 6,000.00 of the applied SEK 7,000.00 (SoL 12 kap. 7 § 1 st. 2). As stated by the applicant."
        " Reason: Över högsta godtagna hyra."
    )
    assert text[-1] == "SEK 8,390.00 is short."
    assert len(text) == len(FAMILY.explanation("sv"))


def test_an_unconfirmed_norm_says_so_in_every_line_of_it() -> None:
    text = calculate(facts(month=Month(2022, 3))).explanation("sv")

    assert sum("inte bekräftat av någon myndighet" in line for line in text) == 2
    assert not any("inte bekräftat" in line for line in calculate(facts()).explanation("sv"))
    assert sum("inte bekräftat" in line for line in FAMILY.explanation("sv")) == 2


def test_a_lowered_norm_says_why() -> None:
    lowered = NormAdjustment(-30_000, "Får fri kost på behandlingshemmet.")

    text = plain(calculate(facts(adjustments=(lowered,))).explanation("sv"))

    assert "Lägre norm: −300,00 kr (SoL 12 kap. 7 §). Skäl: Får fri kost på behandlingshemmet." in text


def test_a_surplus_and_an_even_result_are_said_in_words() -> None:
    over = calculate(facts(incomes=(income(IncomeKind.PENSION, 6000),)))
    even = calculate(facts(incomes=(income(IncomeKind.PENSION, 5220),)))

    assert plain(over.explanation("sv"))[-1] == "Det blir 780,00 kr över."
    assert plain(over.explanation("en"))[-1] == "SEK 780.00 is left over."
    assert even.explanation("sv")[-1] == "Behov och inkomster är lika stora."
