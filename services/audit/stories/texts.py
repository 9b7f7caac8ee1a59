"""What an entry tells, in a sentence for somebody who does not know our names of acts (docs/glossary.md)."""

from shared.controllog.entries import Entry
from shared.problems import Text

ON_REQUEST = frozenset({"inForceStated", "decisionStopped", "statementsGiven", "witnessAsked"})
"""What a service does because another one asks. All else at which another service's name stands was handed over."""

WITH_GROUNDS = frozenset({"decisionExplained"})
"""Acts whose rule is why an application was not granted in full: codes, each with its law."""

SERVICES = {
    "intake": Text("ansökan", "intake"),
    "decision": Text("beslut", "decision"),
    "payout": Text("utbetalning", "payout"),
    "audit": Text("revision", "audit"),
}
ROLES = {
    "citizen": Text("sökande", "an applicant"),
    "registrar": Text("assistent", "a registrar"),
    "economySecretary": Text("ekonomisekreterare", "an economy secretary"),
    "socialWorker": Text("socialsekreterare", "a social worker"),
    "unitHead": Text("enhetschef", "a unit head"),
    "payer": Text("utbetalare", "a payer"),
    "auditor": Text("revisor", "an auditor"),
    "administrator": Text("systemförvaltare", "an administrator"),
}


ACTS = {
    "householdRegistered": ("Hushållet registrerades{}", "The household was{} registered"),
    "householdChanged": ("Hushållet ändrades{}", "The household was{} changed"),
    "householdRead": ("Hushållet lästes{}", "The household was{} read"),
    "ownHouseholdsListed": ("Egna hushåll listades{}", "Own households were{} listed"),
    "accountEntered": ("Kontot matades{} in", "The account was{} entered"),
    "accountCompared": ("Kontots inmatningar jämfördes{}", "The entries of the account were{} compared"),
    "accountsRead": ("Hushållets konton lästes{}", "The household's accounts were{} read"),
    "applicationRegistered": ("Ansökan registrerades{}", "The application was{} registered"),
    "applicationSigned": ("Ansökan undertecknades{}", "The application was{} signed"),
    "applicationVerified": (
        "Ansökan kontrollerades{} mot registren",
        "The application was{} checked with the registers",
    ),
    "applicationRead": ("Ansökan lästes{}", "The application was{} read"),
    "applicationCompleted": ("Ansökan kompletterades{}", "The application was{} completed"),
    "applicationWithdrawn": ("Ansökan återkallades{}", "The application was{} withdrawn"),
    "withdrawalSaid": ("Den enas återkallelse noterades{}", "The withdrawal of one of them was{} noted"),
    "applicationsListed": ("Ansökningar listades{}", "Applications were{} listed"),
    "registerAsked": ("Registren tillfrågades{}", "The registers were{} asked"),
    "registerAnswered": ("Registrens svar sparades{}", "The registers' answer was{} stored"),
    "evidenceRead": ("Underlaget från registren lästes{}", "The evidence from the registers was{} read"),
    "queuesListed": ("Köerna visades{}", "The queues were{} shown"),
    "workItemClaimed": ("Ärendet togs{} ur kön", "The case was{} taken from the queue"),
    "workItemReleased": ("Ärendet lämnades{} tillbaka till kön", "The case was{} handed back to the queue"),
    "workItemRead": ("Ärendet lästes{}", "The case was{} read"),
    "claimLapsed": ("Ärendet föll{} tillbaka till kön", "The case was{} dropped back into the queue"),
    "completionRequested": ("Komplettering begärdes{}", "More information was{} asked for"),
    "completionLapsed": (
        "Väntan på komplettering avslutades{} utan svar",
        "The wait for more information was{} ended without an answer",
    ),
    "calculationMade": ("Behovet beräknades{}", "The need was{} calculated"),
    "decisionMade": ("Beslutet fattades{}", "The decision was{} made"),
    "decisionExplained": ("Beslutet förklarades{} för den sökande", "The decision was{} explained to the applicant"),
    "decisionRecalculated": ("Beräkningen bakom beslutet gjordes{} om", "The decision was{} calculated again"),
    "lateAnswerDiffered": ("Ett sent registersvar som avviker noterades{}", "A late answer that differs was{} noted"),
    "lateAnswerConcluded": (
        "Ett sent registersvar avslutades med skäl{}",
        "A late answer was{} concluded with a reason",
    ),
    "completionRegistered": (
        "Kompletteringen anmäldes{} till utbetalningen",
        "The completion was{} told to the payment service",
    ),
    "completionCameLate": (
        "En komplettering som beslutet inte räknade med noterades{}",
        "A completion that the decision did not count with was{} noted",
    ),
    "lateCompletionConcluded": (
        "En sen komplettering avslutades med skäl{}",
        "A late completion was{} concluded with a reason",
    ),
    "decisionRead": ("Beslutet lästes{}", "The decision was{} read"),
    "ruleVersionProposed": ("En regel föreslogs{}", "A rule was{} proposed"),
    "ruleVersionApproved": ("En regel godkändes{}", "A rule was{} approved"),
    "ruleVersionsListed": ("Regler listades{}", "Rules were{} listed"),
    "ruleVersionRead": ("En regel lästes{}", "A rule was{} read"),
    "decisionProposed": ("Beslutet föreslogs{}", "The decision was{} proposed"),
    "proposalsListed": ("Förslag listades{}", "Proposals were{} listed"),
    "proposalRead": ("Förslaget till beslut lästes{}", "The proposed decision was{} read"),
    "decisionApproved": ("Förslaget till beslut godkändes{}", "The proposed decision was{} approved"),
    "proposalReturned": ("Förslaget till beslut lämnades{} tillbaka", "The proposed decision was{} returned"),
    "conflictDeclared": ("Jäv anmäldes{}", "A conflict of interest was{} declared"),
    "conflictsListed": ("Egna jävsanmälningar visades{}", "Own declared conflicts of interest were{} shown"),
    "decisionRevoked": ("Beslutet återkallades{}", "The decision was{} revoked"),
    "decisionUndone": ("Beslutet upphävdes{} i sin helhet", "The decision was{} undone"),
    "decisionStopped": ("Beslutets utbetalningar stoppades{}", "The decision's payments were{} stopped"),
    "lineRenewed": ("Utbetalningsposten förnyades{}", "The decision's line was{} renewed"),
    "paymentItemOpened": ("En arbetsuppgift om utbetalningen öppnades{}", "A work item for the payment was{} opened"),
    "paymentItemEnded": (
        "Arbetsuppgiften om utbetalningen avslutades{}",
        "The work item about the payment was{} ended",
    ),
    "handOverRefused": ("Det noterades{} att mottagaren nekade", "It was{} noted that the receiver refused"),
    "orderReceived": ("Betalningsuppdraget togs{} emot", "The payment order was{} received"),
    "orderReady": ("Betalningsuppdraget blev{} klart", "The payment order was{} found ready"),
    "orderBlocked": ("Betalningsuppdraget stoppades{} av kedjan", "The payment order was{} blocked by the chain"),
    "orderHealed": ("Betalningsuppdraget kom{} i ordning igen", "The payment order was{} put in order again"),
    "orderStopped": ("Betalningsuppdraget stoppades{}", "The payment order was{} stopped"),
    "orderCancelled": ("Betalningsuppdraget makulerades{}", "The payment order was{} cancelled"),
    "ordersListed": ("Betalningsuppdrag listades{}", "Payment orders were{} listed"),
    "orderRead": ("Betalningsuppdraget lästes{}", "The payment order was{} read"),
    "orderHeld": ("Betalningsuppdraget hejdades{} av en beloppsgräns", "The payment order was{} held by a limit"),
    "orderLetGo": ("Betalningsuppdraget släpptes{} igenom", "The payment order was{} let go"),
    "paymentReleased": ("Utbetalningar frisläpptes{}", "Payments were{} released"),
    "orderReleased": ("Utbetalningen frisläpptes{}", "The payment was{} released"),
    "releaseRead": ("Frisläppandet lästes{}", "The release was{} read"),
    "fileMade": ("Bankfilen gjordes{}", "The bank file was{} made"),
    "fileBegun": ("Bankfilen började{} skickas", "The sending of the bank file was{} begun"),
    "fileMissing": ("Bankfilen fanns{} ej hos banken", "The bank file was{} missing at the bank"),
    "fileUnknown": ("Bankens svar om filen uteblev{}", "The bank's answer about the file was{} missing"),
    "fileSent": ("Bankfilen nådde{} banken", "The bank file was{} received by the bank"),
    "fileRefused": ("Bankfilen avvisades{} av banken", "The bank file was{} rejected by the bank"),
    "fileHandedOut": ("Bankfilen lämnades{} ut", "The bank file was{} handed out"),
    "paymentUnknown": ("Bankens svar om utbetalningen uteblev{}", "The bank's answer on the payment was{} missing"),
    "paymentSent": ("Utbetalningen skickades{} till banken", "The payment was{} sent to the bank"),
    "inForceAsked": ("Det frågades{} om underlaget gäller", "Whether the grounds are in force was{} asked"),
    "inForceStated": ("Det intygades{} vad som gäller", "What is in force was{} stated"),
    "statementsGiven": ("Betalningens intyg lämnades{} ut", "The payment's statements were{} given"),
    "bankReportRead": ("En rapport från banken lästes{}", "A report from the bank was{} read"),
    "bankReportBrought": ("En rapport från banken lämnades{} för hand", "A report from the bank was{} brought by hand"),
    "paymentBooked": ("Bankens bokföring togs{} emot", "The bank's booking was{} taken in"),
    "paymentSettled": ("Utbetalningen bokfördes{}", "The payment was{} booked"),
    "paymentReturned": ("Utbetalningen kom{} tillbaka", "The payment was{} returned"),
    "paymentRejected": ("Utbetalningen avvisades{}", "The payment was{} rejected"),
    "paymentEnded": ("Utbetalningens slut meddelades{}", "The end of the payment was{} told"),
    "bankDaysListed": ("Bankdagarna listades{}", "The bank days were{} listed"),
    "differenceAcknowledged": ("Avvikelsen mot banken kvitterades{}", "The difference was{} acknowledged"),
    "differencesListed": ("Avvikelser mot banken listades{}", "Differences with the bank were{} listed"),
    "strangerBooked": ("En okänd bokföring noterades{}", "A booking of no payment of ours was{} noted"),
    "bankDayRead": ("Bankdagen lästes{}", "The bank day was{} read"),
    "controlLogRead": ("Kontrolloggen lästes{}", "The control log was{} read"),
    "entryProved": ("Beviset för en loggpost gavs{}", "The proof of an entry was{} given"),
    "evidenceGiven": ("Underlaget för en betalning gavs{}", "The evidence of a payment was{} given"),
    "checkpointsRead": ("Kontrollpunkterna lästes{}", "The checkpoints were{} read"),
    "logRecovered": (
        "Kontrolloggen hämtades{} tillbaka från revisionen",
        "The control log was{} brought back from audit",
    ),
    "witnessAsked": ("Vittnet tillfrågades{}", "The witness was{} asked"),
}
"""What each act is called in Swedish and English; {} is where a "not" goes."""


def tell(entry: Entry) -> Text:
    if entry.outcome == "refused":
        return _refused(entry)
    sv, en = _told(entry)
    other = _other_service(entry)
    if other is None:
        who = _who(entry)
        return Text(f"{sv} {who.sv}.", f"{en} {who.en}.")
    me = _service(entry.service)
    if entry.act in ON_REQUEST:
        return Text(f"{sv} av {me.sv} på begäran av {other.sv}.", f"{en} by {me.en} at the request of {other.en}.")
    return Text(
        f"{me.sv.capitalize()} tog emot uppgiften från {other.sv}: {_lower(sv)}.",
        f"{me.en.capitalize()} was told by {other.en}: {_lower(en)}.",
    )


def _refused(entry: Entry) -> Text:
    why = ": ".join(part for part in (entry.rule, entry.reason) if part)
    other = _other_service(entry)
    if other is None:
        (sv, en), who = _told(entry, " inte", " not"), _who(entry)
        return Text(f"Nekat ({why}): {_lower(sv)} {who.sv}.", f"Refused ({why}): {_lower(en)} {who.en}.")
    (sv, en), me = _told(entry), _service(entry.service)
    return Text(
        f"{me.sv.capitalize()} nekade uppgiften från {other.sv}: {_lower(sv)} ({why}).",
        f"{me.en.capitalize()} refused what {other.en} told: {_lower(en)} ({why}).",
    )


def _told(entry: Entry, inte: str = "", not_: str = "") -> tuple[str, str]:
    sv, en = ACTS.get(entry.act) or (f"{entry.act} gjordes{{}}", f"{entry.act} was{{}} done")
    said = entry.act in WITH_GROUNDS and entry.outcome == "done"
    grounds = f": {entry.rule}," if said and entry.rule else ""
    return sv.format(inte) + grounds, en.format(not_) + grounds


def _who(entry: Entry) -> Text:
    if entry.actor.service is not None:
        me = _service(entry.service)
        return Text(f"(systemet, {me.sv})", f"(the system, {me.en})")
    role = ROLES.get(entry.actor.role) or Text(entry.actor.role, entry.actor.role)
    return Text(f"av {role.sv}", f"by {role.en}")


def _other_service(entry: Entry) -> Text | None:
    asked_by = entry.actor.service
    return None if asked_by is None or asked_by == entry.service else _service(asked_by)


def _service(name: str) -> Text:
    return SERVICES.get(name) or Text(name, name)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
