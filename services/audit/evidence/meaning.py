"""What genuine statements and log entries say together of one payment: pure, so that anyone can follow it.

C1 (different people), C3 (what was decided is what is paid), C4 (still in force when the file was made), C6 (what was
tried before came to nothing), and C7 (each act has its trace).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from shared.auth.statements import Statement
from shared.canonical import digest_of_all
from shared.controllog.entries import Entry
from shared.person_numbers.changes import SamePersons
from shared.problems import Text

LINKS = ("entry", "account", "decision", "release")
APART = (
    ("account", "decision"),
    ("account", "release"),
    ("decision", "release"),
    ("entry", "decision"),
    ("entry", "release"),
)
SETTLED, RETURNED = "paymentSettled", "paymentReturned"
CAME_TO_NOTHING = frozenset({"rejected", "returned", "cancelled"})


class NotProven(Exception):
    """What does not hold, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Said:
    """A genuine statement, and the object that it is about."""

    statement: Statement
    object: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Meaning:
    """One payment, as it was decided and released (öre). `hands` are person keys by link of the chain. `let_go`: it was
    held by a limit. `returned`: booked, and back again."""

    order_id: UUID
    amount_ore: int
    hands: Mapping[str, frozenset[str]]
    booked: bool
    let_go: bool
    returned: bool


NO_CHANGES = SamePersons()


def of(
    order_id: UUID,
    municipality: str,
    said: Sequence[Said],
    entries: Sequence[Entry],
    same: SamePersons = NO_CHANGES,
) -> Meaning:
    """`same`: which person keys are one person's. Raises NotProven for the first thing that does not hold."""
    _one_municipality(municipality, said, entries)
    _all_logged(said, entries)
    release = _one(said, "paymentReleased")
    ordered = next((one for one in release.object["orders"] if one["orderId"] == str(order_id)), None)
    if ordered is None:
        raise NotProven(Text("Betalningen finns inte i frisläppandet.", "The payment is not in the release."))
    line, grounds = _line(said, ordered)
    completions = _completions(said, grounds[0])
    if line["amountOre"] != ordered["amountOre"]:
        raise NotProven(Text("Ett annat belopp än det beslutade.", "Another amount than what was decided."))
    let_go = _let_go(said, order_id)
    _nothing_left_out(ordered, [*grounds, *completions, *let_go])
    hands = _hands([*grounds, *completions, release], same)
    _apart(hands)
    _not_their_own(grounds, hands, same)
    _let_go_by_another(let_go, hands, same)
    _in_force(said, release, grounds)
    _paid_once(said, ordered)
    booked, returned = (_is_logged(order_id, entries, act) for act in (SETTLED, RETURNED))
    return Meaning(order_id, line["amountOre"], hands, booked, bool(let_go), returned)


def _one_municipality(municipality: str, said: Iterable[Said], entries: Iterable[Entry]) -> None:
    found = {one.statement.municipality for one in said} | {entry.municipality for entry in entries}
    if found != {municipality}:
        raise NotProven(Text("Delar av en annan kommun.", "Parts of another municipality."))


def _all_logged(said: Iterable[Said], entries: Iterable[Entry]) -> None:
    """C7: the act of each statement is in its service's log, done, about the same object."""
    logged = {(entry.service, entry.act, entry.digest) for entry in entries if entry.outcome == "done"}
    for one in said:
        stated = one.statement
        if (stated.issuer, stated.act, stated.digest) not in logged:
            raise NotProven(
                Text(
                    f"Handlingen {stated.act} saknas i loggen från {stated.issuer}.",
                    f"The act {stated.act} is missing in the log of {stated.issuer}.",
                )
            )


def _one(said: Iterable[Said], act: str, **about: Any) -> Said:
    for one in said:
        if one.statement.act == act and all(one.object.get(name) == value for name, value in about.items()):
            return one
    raise NotProven(Text(f"Intyget {act} saknas.", f"The statement {act} is missing."))


def _line(said: Sequence[Said], ordered: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[Said]]:
    """The decision's line in the version that was released, and the statements that the payment rests on."""
    decision = _one(said, "decisionMade", decisionId=ordered["decisionId"])
    line = next((one for one in decision.object["lines"] if one["number"] == ordered["line"]), None)
    if line is None:
        raise NotProven(Text("Beslutet har ingen sådan utbetalning.", "The decision has no such payment."))
    renewals = [] if ordered["number"] == 1 else [_renewal(said, ordered)]
    version = renewals[0].object if renewals else {**line, "householdVersion": decision.object["householdVersion"]}
    if version["amountOre"] != line["amountOre"]:
        raise NotProven(Text("Ett annat belopp än det beslutade.", "Another amount than what was decided."))
    application = _one(said, "applicationRegistered", applicationId=decision.object["applicationId"])
    household = _household(said, decision.object["householdId"], version["householdVersion"])
    account = {"accountId": version["accountId"], "accountVersion": version["accountVersion"]}
    entered = _entered(said, {**account, "householdId": decision.object["householdId"]})
    return version, [decision, *renewals, application, household, *entered]


def _completions(said: Iterable[Said], decision: Said) -> list[Said]:
    """Those that the decision counted with, from the second version of what is declared on: who typed one in from paper
    has a hand in entry."""
    application, counted = decision.object["applicationId"], decision.object.get("declarationVersion", 1)
    return [
        _one(said, "completionRegistered", applicationId=application, number=number) for number in range(2, counted + 1)
    ]


def _entered(said: Iterable[Said], account: Mapping[str, Any]) -> list[Said]:
    """The entries of the household's account version, from the first on with none left out."""
    entered = [one for one in said if one.statement.act == "accountEntered" and account.items() <= one.object.items()]
    if sorted({one.object["number"] for one in entered}) != list(range(1, len(entered) + 1)):
        raise NotProven(Text("En inmatning av kontot saknas.", "An entry of the account is missing."))
    if len({person for one in entered for person in one.statement.hands.account}) < 2:
        raise NotProven(Text("Kontot är inte inmatat av två personer.", "The account was not entered by two people."))
    return entered


def _let_go(said: Iterable[Said], order_id: UUID) -> list[Said]:
    """How a payment that a limit held was let go; empty where it was not held."""
    return [one for one in said if one.statement.act == "orderLetGo" and one.object["orderId"] == str(order_id)]


def _nothing_left_out(ordered: Mapping[str, Any], rests_on: Iterable[Said]) -> None:
    """What the payer's act stated that the payment rests on is what is here: no more, and no less."""
    if ordered.get("restsOn") != digest_of_all(one.statement.digest for one in rests_on):
        raise NotProven(
            Text(
                "Det som betalningen vilar på är inte det som frisläpptes: något saknas eller är tillagt.",
                "What the payment rests on is not what was released: something is missing or added.",
            )
        )


def _let_go_by_another(let_go: Iterable[Said], hands: Mapping[str, frozenset[str]], same: SamePersons) -> None:
    if same.each(one.object["person"] for one in let_go) & frozenset().union(*hands.values()):
        raise NotProven(
            Text(
                "Den som släppte igenom betalningen har en annan del i den (C1).", "Let go by another hand in it (C1)."
            )
        )


def _renewal(said: Iterable[Said], ordered: Mapping[str, Any]) -> Said:
    """Who paid the line again has a hand in the decision beside those who made it."""
    about = {name: ordered[name] for name in ("decisionId", "line", "number")}
    return _one(said, "lineRenewed", **about)


def _household(said: Iterable[Said], household: str, version: int) -> Said:
    about = {"householdId": household, "version": version}
    for one in said:
        if one.statement.subject.type == "household" and about.items() <= one.object.items():
            return one
    raise NotProven(Text("Hushållet som beslutet gäller saknas.", "The household of the decision is missing."))


def _hands(rests_on: Iterable[Said], same: SamePersons) -> dict[str, frozenset[str]]:
    people: dict[str, set[str]] = {link: set() for link in LINKS}
    for one in rests_on:
        for link in LINKS:
            people[link] |= set(getattr(one.statement.hands, link))
    return {link: same.each(found) for link, found in people.items()}


def _apart(hands: Mapping[str, frozenset[str]]) -> None:
    for one, other in APART:
        if hands[one] & hands[other]:
            raise NotProven(
                Text(
                    f"Samma person i två led: {one} och {other} (C1).",
                    f"One person in two links: {one} and {other} (C1).",
                )
            )
    for link in LINKS:
        if not hands[link]:
            raise NotProven(Text(f"Ingen svarar för ledet {link} (C1).", f"Nobody answers for the link {link} (C1)."))


def _not_their_own(grounds: Sequence[Said], hands: Mapping[str, frozenset[str]], same: SamePersons) -> None:
    """C2: no member or representative of the household has a hand in it but with the own entry of the account, and that
    one is not the first, nor are there two."""
    households = [one.object for one in grounds if one.statement.subject.type == "household"]
    own = same.each(person for household in households for person in _belonging(household))
    entered = [one for one in grounds if one.statement.act == "accountEntered" and one.object["number"] == 1]
    first = same.each(person for one in entered for person in one.statement.hands.account)
    if own & (hands["entry"] | hands["decision"] | hands["release"] | first) or len(own & hands["account"]) > 1:
        raise NotProven(Text("Någon har handlat i sitt eget hushåll (C2).", "Somebody acted in their own case (C2)."))


def _belonging(household: Mapping[str, Any]) -> list[str]:
    return [*(member["person"] for member in household["members"]), *household["representatives"]]


def _in_force(said: Sequence[Said], release: Said, grounds: Iterable[Said]) -> None:
    """C4: by what intake and decision stated for this release, each of its own, of each thing that the payment rests
    on."""
    stated = {
        (one.statement.issuer, item["type"], item["id"], item["version"], item["digest"])
        for one in said
        if one.statement.act == "inForceStated" and one.object["releaseId"] == release.object["releaseId"]
        for item in one.object["inForce"]
    }
    for one in grounds:
        subject = one.statement.subject
        found = (one.statement.issuer, subject.type, subject.id, subject.version, one.statement.digest)
        if found not in stated:
            what = f"{subject.type} {subject.version} (C4)"
            raise NotProven(Text(f"Det intygas inte att det gällde: {what}.", f"Not stated to be in force: {what}."))


def _paid_once(said: Iterable[Said], ordered: Mapping[str, Any]) -> None:
    """C6: by payout's word, no order of an earlier version of the line is, or stays, with the payee."""
    about = {name: ordered[name] for name in ("decisionId", "line")}
    ends = [one.object for one in said if one.statement.act == "paymentEnded" and about.items() <= one.object.items()]
    for number in range(1, ordered["number"]):
        statuses = {end["status"] for end in ends if end["number"] == number}
        if not statuses & CAME_TO_NOTHING or ("settled" in statuses and "returned" not in statuses):
            raise NotProven(
                Text(
                    f"Det intygas inte att betalning {number} av posten inte nådde mottagaren (C6).",
                    f"Not stated that payment {number} of the line came to nothing (C6).",
                )
            )


def _is_logged(order_id: UUID, entries: Iterable[Entry], act: str) -> bool:
    """By payout's own word, of what was done."""
    done = [entry for entry in entries if (entry.service, entry.act, entry.outcome) == ("payout", act, "done")]
    return any(entry.subjects.get("orderId") == str(order_id) for entry in done)
