"""The page that the demonstration leaves behind: the month's figures for who runs the office, and where the money went.

One file without scripts, readable in light and dark, on a small screen and on paper.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from deploy.local.demo import picture
from deploy.local.demo.flow import PLACES, Flow

_STYLE = Path(__file__).with_name("page.css")
_KINDS = {"new": "Grundansökan / New", "renewal": "Återansökan / Renewal", "aboveNorm": "Över norm / Above the norm"}
_HOUSEHOLDS = {
    "single": "Ensamstående / Single",
    "couple": "Par / Couples",
    "withChildren": "med barn / with children",
    "sharingAHome": "delar bostad / sharing a home",
    "protected": "skyddade / protected",
}
_STATES = {
    "settled": "Betald / Settled",
    "returned": "Kom tillbaka / Returned",
    "rejected": "Avvisad av banken / Rejected",
    "cancelled": "Makulerad / Cancelled",
    "ready": "Klar, ännu inte släppt / Ready",
}


def page(report: Mapping[str, Any], flows: Sequence[Flow]) -> str:
    return (
        '<!doctype html><html lang="sv"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Månaden {report['month']}</title><style>{_STYLE.read_text()}</style></head><body><main>"
        f"<h1>Månaden {report['month']} <span lang='en'>/ The month</span></h1>{_lead(report)}{_cards(report)}"
        f"{_money(flows)}{_tables(report)}{_foot(report)}</main></body></html>\n"
    )


def _lead(report: Mapping[str, Any]) -> str:
    norm = report["norm"]
    return (
        f"<p>En påhittad kommun av Kävlinges storlek. {report['households']} hushåll, "
        f"{report['householdsBy']['persons']} personer. <span lang='en'>A made-up municipality of Kävlinge's size."
        f"</span></p><p class='note'>{norm['notConfirmed']} av normens {norm['lines']} belopp i månadens beräkningar "
        "är inte bekräftade av en officiell källa. <span lang='en'>That many of the norm's amounts are not confirmed "
        "by an official source.</span></p>"
    )


def _cards(report: Mapping[str, Any]) -> str:
    payments, chain, log, again = (report[key] for key in ("payments", "chain", "controlLog", "recalculations"))
    cards = (
        (str(sum(report["applications"].values())), "ansökningar", "applications"),
        (picture.whole(report["granted"]["totalOre"]), "beviljat", "granted"),
        (picture.whole(payments["settledOre"]), "betalt", "paid"),
        (picture.whole(report["granted"]["medianOre"]), "median per hushåll", "median for a household"),
        (f"{report['daysToDecision']['median']:g}", "dagar till beslut (median)", "days to a decision (median)"),
        (
            f"{again['same']} av {again['decisions']}",
            "beslut omräknade till samma ören och ord",
            "decisions made again",
        ),
        (f"{chain['refused']} av {chain['attempts']}", "försök att bryta kedjan nekade", "attempts refused"),
        (f"{log['entries']}", "loggposter, alla kontrollerade", "log entries, all verified"),
    )
    items = "".join(
        f"<li><strong>{escape(figure)}</strong>{sv} <span lang='en'>/ {en}</span></li>" for figure, sv, en in cards
    )
    return f"<ul class='cards'>{items}</ul>"


def _money(flows: Sequence[Flow]) -> str:
    """The drawing, and all of it once more as a table."""
    words = {place.name: f"{place.sv} <span lang='en'>/ {place.en}</span>" for place in PLACES}
    rows = ((words[flow.source], words[flow.target], picture.whole(flow.ore)) for flow in flows)
    table = _table("Bilden i siffror / The picture in figures", ("Från / From", "Till / To", "Kronor"), rows)
    return (
        "<section><h2>Vart pengarna tog vägen <span lang='en'>/ Where the money went</span></h2>"
        f"<figure>{picture.draw(flows)}</figure><details open><summary>Alla flöden / Flows</summary>{table}</details>"
        "</section>"
    )


def _tables(report: Mapping[str, Any]) -> str:
    by, households = report["paymentsBy"], report["householdsBy"]
    tables = (
        _table(
            "Ansökningar / Applications",
            ("Slag / Kind", "In", "Bifall / Granted", "Delvis / Partly", "Avslag / Rejected", "Återkallad / Withdrawn"),
            ((_KINDS[kind], *map(str, told.values())) for kind, told in report["applicationsBy"].items()),
        ),
        _table("På vägen / On the way", ("Händelse / Event", "Antal / Number"), _on_the_way(report)),
        _table(
            "Registersvar / Register answers",
            (
                "Register",
                "Besvarat / Answered",
                "Inga uppgifter / Nothing held",
                "Kan ej kontrolleras / Not verifiable",
            ),
            (
                (block, *(str(told[name]) for name in ("answered", "nothingHeld", "notVerifiable")))
                for block, told in report["verdictsByBlock"].items()
            ),
        ),
        _table(
            "Betalningsuppdrag / Payment orders",
            ("Läge / State", "Antal / Number"),
            ((_STATES.get(state, state), str(number)) for state, number in by["state"].items()),
        ),
        _table(
            "Det som inte gick / What failed",
            ("Läge / State", "Antal / Number", "Betalat på nytt / With a successor"),
            ((_STATES[state], str(told["orders"]), str(told["withSuccessor"])) for state, told in by["failed"].items()),
        ),
        _table(
            "Hushåll / Households",
            ("Slag / Kind", "Antal / Number"),
            ((_HOUSEHOLDS[kind], str(number)) for kind, number in households["kind"].items()),
        ),
        _table(
            "Hushållens storlek / Size of households",
            ("Personer / Persons", "Hushåll / Households"),
            ((size, str(number)) for size, number in households["size"].items()),
        ),
        _table(
            "Kontrolloggen / The control log",
            ("Tjänst / Service", "Poster / Entries", "Nekade / Refused"),
            (
                (service, str(told["entries"]), str(sum(told["refused"].values())))
                for service, told in report["controlLogBy"].items()
            ),
        ),
        _table(
            "Köer / Queues",
            ("Kö / Queue", "Tagna / Taken", "Väntar / Waiting"),
            (
                (queue, str(report["workItems"]["taken"].get(queue, 0)), str(waiting))
                for queue, waiting in report["workItems"]["waiting"].items()
            ),
        ),
    )
    return f"<div class='tables'>{''.join(tables)}</div>"


def _on_the_way(report: Mapping[str, Any]) -> Iterable[Sequence[str]]:
    completions, late = report["completions"], report["lateAnswers"]
    withdrawn = sum(told["withdrawn"] for told in report["applicationsBy"].values())
    return (
        ("Komplettering begärd / Asked to complete", str(completions["asked"])),
        ("Besvarad / Answered", str(completions["answered"])),
        ("Aldrig besvarad / Never answered", str(completions["lapsed"])),
        ("Ansökan återkallad / Withdrawn", str(withdrawn)),
        ("Register svarade annat efter beslutet / Late answers", str(late["differed"])),
        ("Utrett av någon annan / Concluded by somebody else", str(late["concluded"])),
    )


def _table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The first cell of a row says what it is about. Cells may hold markup of our own."""
    head = "".join(f"<th scope='col'>{heading}</th>" for heading in headings)
    body = "".join(
        f"<tr><th scope='row'>{first}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
        for first, *cells in rows
    )
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _foot(report: Mapping[str, Any]) -> str:
    return (
        f"<footer><p>Frö {report['seed']}, {report['seconds']:g} sekunder. Alla personer är påhittade, med "
        "Skatteverkets testnummer. <span lang='en'>All persons are made up.</span></p></footer>"
    )
