"""The page that the demonstration ends with, for a person in a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from deploy.local.demo.attempts.kept import Attempt
from shared.money import kronor

_OUTCOMES = {"granted": "bifall", "partlyGranted": "delvis bifall", "rejected": "avslag"}
_VERDICTS = {
    "answered": "besvarade",
    "nothingHeld": "inga uppgifter",
    "notVerifiable": "kunde inte kontrolleras (räknas aldrig som ingen inkomst)",
}


def show(
    console: Console, report: Mapping[str, Any], attempts: Sequence[Attempt], story: Sequence[Mapping[str, Any]]
) -> None:
    console.print(Panel(_month(report), title="Månaden / The month"))
    console.print(_attempts(attempts))
    console.print(_story(story))
    log, files = report["controlLog"], report["files"]
    console.print(
        f"Kontrolloggen: {log['entries']} poster i tre loggar, varje post omräknad mot medsignerade kontrollpunkter. "
        f"[green]Stämmer.[/green]\nFilen som banken tog emot: {files['paymentFile']}\nBankens bokföring: "
        f"{files['bankReport']}\nAllt på {report['seconds']} sekunder."
    )


def _month(report: Mapping[str, Any]) -> str:
    applications, payments, norm = report["applications"], report["payments"], report["norm"]
    completions, late, again = (report[key] for key in ("completions", "lateAnswers", "recalculations"))
    withdrawn = sum(told["withdrawn"] for told in report["applicationsBy"].values())
    decided = ", ".join(f"{count} {_OUTCOMES[name]}" for name, count in report["decisions"].items())
    asked = "\n  ".join(f"{count} {_VERDICTS[name]}" for name, count in report["verdicts"].items())
    return (
        f"{report['households']} hushåll: {applications['eService']} e-ansökningar, {applications['paper']} på papper\n"
        f"Registersvar, ett per vuxen och register:\n  {asked}\n"
        f"Beslut: {decided}; i mitten {kronor(report['granted']['medianOre'])}, "
        f"{report['daysToDecision']['median']:g} dagar efter ankomst\n"
        f"Beviljat: {kronor(payments['totalOre'])}, varav betalt {kronor(payments['settledOre'])}, återkommet "
        f"{kronor(payments['returnedOre'])}, makulerat {kronor(payments['cancelledOre'])}, öppet "
        f"{kronor(payments['openOre'])}\n"
        f"Till banken: {payments['instructions']} betalningar i {report['paymentsBy']['releases']} filer, "
        f"{kronor(payments['instructedOre'])}\n"
        f"Kompletteringar: {completions['asked']} begärda, {completions['answered']} besvarade, "
        f"{completions['lapsed']} aldrig; återkallade ansökningar: {withdrawn}\n"
        f"Sena registersvar som skiljer: {late['differed']}, utredda av någon annan: {late['concluded']}\n"
        f"Omräknade beslut: {again['same']} av {again['decisions']} med samma ören och ord\n"
        f"Normen: {norm['notConfirmed']} av {norm['lines']} belopp är inte bekräftade av en officiell källa"
    )


def _attempts(attempts: Sequence[Attempt]) -> Table:
    table = Table(title="Försök att bryta kedjan / Attempts to break the chain", title_justify="left")
    for heading in ("Försök", "Regel", "Svar"):
        table.add_column(heading)
    for attempt in attempts:
        colour = "green" if attempt.refused else "red"
        table.add_row(attempt.what, attempt.rule, f"[{colour}]{attempt.said}[/{colour}]")
    return table


def _story(story: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(title="Ett ärende i kontrolloggen / One case in the control log", title_justify="left")
    for heading in ("Tid", "Tjänst", "Handling", "Vem"):
        table.add_column(heading)
    for entry in story:
        table.add_row(entry["time"][11:19], entry["service"], _act(entry), _who(entry["actor"]))
    return table


def _who(actor: Mapping[str, Any]) -> str:
    """The role, and who: the beginning of a member of staff's pseudonym, or the service that acted by itself."""
    who = (actor.get("person") or "")[:6] or actor.get("service")
    return f"{actor['role']} {who}" if who else str(actor["role"])


def _act(entry: Mapping[str, Any]) -> str:
    return (
        f"{entry['act']} [red](nekad: {entry['reason']})[/red]" if entry["outcome"] == "refused" else str(entry["act"])
    )
