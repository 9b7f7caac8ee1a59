"""What a register's answer means, in plain words for whoever it is about."""

from services.intake.registers.levels import Level, level_of
from services.intake.registers.rules import Block, Reason, Verdict
from shared.problems import Text

NAMES = {
    Block.AF: Text("Arbetsförmedlingen", "The Public Employment Service (Arbetsförmedlingen)"),
    Block.CSN: Text("Centrala studiestödsnämnden (CSN)", "The Board of Student Finance (CSN)"),
    Block.FK: Text(
        "Försäkringskassan eller Pensionsmyndigheten",
        "The Social Insurance Agency (Försäkringskassan) or the Pensions Agency (Pensionsmyndigheten)",
    ),
    Block.SKV: Text("Skatteverket", "The Tax Agency (Skatteverket)"),
    Block.SO: Text("Arbetslöshetskassan", "The unemployment fund (a-kassan)"),
    Block.TNS: Text("Transportstyrelsen", "The Transport Agency (Transportstyrelsen)"),
    Block.MIV: Text("Migrationsverket", "The Migration Agency (Migrationsverket)"),
}
ANSWERED = Text(
    "{name} har svarat och har uppgifter för perioden. Betalningar visas under `incomes`.",
    "{name} has answered and holds something for the period. Payments are shown in `incomes`.",
)
NOTHING_HELD = Text(
    "{name} har svarat att det inte finns några uppgifter för perioden.",
    "{name} has answered that it holds nothing for the period.",
)
_WHY = {
    Level.CALL: Text("Vi fick inget svar från registertjänsten.", "The register service gave us no answer."),
    Level.BLOCK: Text("{name} svarade inte.", "{name} did not answer."),
    Level.SOURCE: Text("{name} kunde inte lämna alla uppgifter.", "{name} could not give everything."),
    Level.PAYLOAD: Text(
        "{name} svarade, men inte så att vi säkert kan lita på svaret.",
        "{name} answered, but not so that we can safely rely on it.",
    ),
}
_NO_INCOME = Text(
    "Det betyder inte att det saknas inkomst. Vi frågar igen varje dag så länge ansökan är öppen.",
    "It does not mean that there is no income. We ask again each day while the application is open.",
)


def explained(block: Block, verdict: Verdict, reason: Reason | None) -> Text:
    """In both languages."""
    name = NAMES[block]
    if verdict is Verdict.NOT_VERIFIABLE and reason is not None:
        why = _filled(_WHY[level_of(block, reason)], name)
        return Text(f"{why.sv} {_NO_INCOME.sv}", f"{why.en} {_NO_INCOME.en}")
    return _filled(ANSWERED if verdict is Verdict.ANSWERED else NOTHING_HELD, name)


def _filled(text: Text, name: Text) -> Text:
    return Text(text.sv.format(name=name.sv), text.en.format(name=name.en))
