"""What heals a blocked payment: always new hands, and then a renewal of its line or a new decision. Never who."""

from collections.abc import Mapping

from shared.problems import Text

_ACCOUNT = Text(
    "Kontot registreras på nytt av två andra personer, minst en av dem utanför hushållet; förnya sedan posten.",
    "Two other persons enter the account anew, at least one of them outside the household; then renew the line.",
)
_HOUSEHOLD = Text(
    "Någon annan registrerar hushållet på nytt och posten förnyas. Är det en pappersansökan som personen har skrivit "
    "in återkallas beslutet, och någon annan beslutar.",
    "Somebody else registers the household anew, and the line is renewed. Where it is a paper application that the "
    "person typed in, the decision is revoked, and somebody else decides.",
)
_DECISION = Text(
    "Beslutet återkallas och någon utan annan del i ärendet beslutar på nytt.",
    "The decision is revoked, and somebody without another hand in the case decides anew.",
)
_RELEASE = Text(
    "Posten förnyas och någon annan släpper utbetalningen.",
    "The line is renewed, and somebody else releases the payment.",
)
_OWN_CASE = Text(
    "Det som personen har gjort görs om av någon annan: hushåll eller konto registreras på nytt och posten förnyas, "
    "eller beslutet återkallas och fattas på nytt.",
    "Somebody else does anew what that person did: the household or account is registered anew and the line renewed, "
    "or the decision is revoked and made anew.",
)
_DECIDE = Text(
    "Beslutet stämmer inte med ärendet. Återkalla det och besluta på nytt.",
    "The decision does not fit its case. Revoke it and decide anew.",
)
_TRY = Text(
    "Ett konto som inte är spärrat kan jämföras en gång till när någon registrerar det på nytt. Annars registreras ett "
    "nytt konto av två personer, och posten förnyas.",
    "An account that is not locked is compared once more when somebody enters it again. Else two persons enter a new "
    "account, and the line is renewed.",
)
_CHANGED = Text(
    "Hushållet har ändrats efter beslutet. Pröva om beslutet ännu är rätt: förnya posten, eller återkalla beslutet.",
    "The household has changed since the decision. See whether the decision is still right: renew the line, or revoke "
    "the decision.",
)
_NAME = Text(
    "Kontohavarens namn kan inte skrivas i en bankfil. Registrera kontot på nytt och förnya posten.",
    "The holder's name cannot be written in a bank file. Enter the account anew and renew the line.",
)
_UNTRUE = Text(
    "Det som betalningen vilar på stämmer inte med vad som intygats. Utred varför innan posten förnyas.",
    "What the payment rests on is not what was stated. Find out why before the line is renewed.",
)
_LAPSED = Text(
    "Det som betalningen vilar på gäller inte längre. Förnya posten med det som gäller nu, eller besluta på nytt.",
    "What the payment rests on is no longer in force. Renew the line with what is in force now, or decide anew.",
)

_BY_REASON: Mapping[tuple[str, str], Text] = {
    ("C1", "account"): _ACCOUNT,
    ("C1", "entry"): _HOUSEHOLD,
    ("C1", "decision"): _DECISION,
    ("C1", "release"): _RELEASE,
    ("C2", "householdMember"): _OWN_CASE,
    ("C2", "conflictOfInterest"): _OWN_CASE,
    ("C3", "accountMismatch"): _TRY,
    ("C3", "accountLocked"): _ACCOUNT,
    ("C3", "accountPayable"): _ACCOUNT,
    ("C3", "accountConfirmedByMembersAlone"): _ACCOUNT,
    ("C3", "accountOfAnotherHousehold"): _ACCOUNT,
    ("C3", "holderNotInHousehold"): _ACCOUNT,
    ("C3", "accountSuperseded"): _LAPSED,
    ("C3", "amountAboveGranted"): _DECIDE,
    ("C3", "applicationOfAnotherHousehold"): _DECIDE,
    ("C3", "noSuchLine"): _DECIDE,
    ("C4", "householdChanged"): _CHANGED,
    ("ISO 20022", "notWritable"): _NAME,
}


def heals(rule: str, reason: str) -> Text:
    """What has to be done before the money can be paid after all."""
    known = _BY_REASON.get((rule, reason))
    if known is not None:
        return known
    return _LAPSED if reason.endswith("NotInForce") else _UNTRUE
