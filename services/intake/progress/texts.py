"""Where a case is, in plain words for the applicant."""

from services.intake.applications.rules import Status
from services.intake.progress.rules import PaymentState, StepKind, WaitsFor
from shared.problems import Text

STATUS_TEXTS = {
    Status.RECEIVED: Text("Ansökan har kommit in.", "Your application has arrived."),
    Status.VERIFYING: Text(
        "Vi hämtar uppgifter från andra myndigheter.", "We are asking other authorities for information."
    ),
    Status.QUEUED: Text(
        "Ansökan väntar på att handläggas eller handläggs nu.", "Your application is waiting, or is being handled."
    ),
    Status.COMPLETION_REQUESTED: Text(
        "Vi behöver fler uppgifter för att kunna besluta.", "We need more information before we can decide."
    ),
    Status.DECIDED: Text("Det finns ett beslut.", "There is a decision."),
    Status.PAID: Text("Det finns ett beslut och pengarna är utbetalda.", "There is a decision, and it has been paid."),
    Status.CLOSED: Text("Det finns ett beslut. Inget betalas ut.", "There is a decision. Nothing is to be paid."),
    Status.WITHDRAWN: Text(
        "Ansökan är återkallad och ärendet avslutat.", "The application is withdrawn, and the case has ended."
    ),
}
COMPLETED_LATE = Text(
    "Din komplettering har kommit in, men beslutet fattades utan den. En handläggare går igenom den; ändras något får "
    "du besked.",
    "Your completion has arrived, but the decision was made without it. A handler goes through it, and you are told if "
    "anything changes.",
)
WAITS_FOR_TEXTS = {
    WaitsFor.YOU: Text("Nu väntar ärendet på dig.", "The case now waits for you."),
    WaitsFor.OTHER_ADULT: Text(
        "Nu väntar ärendet på att den andra vuxna skriver under.", "The case now waits for the other adult to sign."
    ),
    WaitsFor.REGISTERS: Text(
        "Nu väntar ärendet på andra myndigheters svar.", "The case now waits for other authorities to answer."
    ),
    WaitsFor.SOCIAL_SERVICES: Text(
        "Nu väntar ärendet på socialtjänsten.", "The case now waits for the social services."
    ),
    WaitsFor.BANK: Text("Nu väntar ärendet på banken.", "The case now waits for the bank."),
    WaitsFor.NOBODY: Text("Ärendet väntar inte på någon.", "The case waits for nobody."),
}
STEP_TEXTS = {
    StepKind.SIGN: Text("Skriv under ansökan.", "Sign the application."),
    StepKind.ANSWER: Text(
        "Svara på det vi har frågat om. Kommer svaret för sent räknas det ändå, om vi inte har beslutat.",
        "Answer what we have asked. A late answer still counts, as long as we have not decided.",
    ),
    StepKind.COMPLETE: Text(
        "Du kan rätta eller lägga till uppgifter tills vi har beslutat.",
        "You can correct or add information until we have decided.",
    ),
    StepKind.WITHDRAW: Text(
        "Du kan återkalla ansökan tills vi har beslutat.", "You can withdraw the application until we have decided."
    ),
    StepKind.ASK_FOR_DECISION: Text(
        "Det har gått mer än sex månader. Du kan skriftligen begära att vi beslutar; inom fyra veckor ska vi då "
        "besluta eller avslå din begäran (FL 12 §).",
        "More than six months have passed. You can ask in writing that we decide: within four weeks we then have to "
        "decide, or to reject what you ask (FL 12 §).",
    ),
    StepKind.APPEAL: Text(
        "Tycker du att beslutet är fel kan du överklaga det. Överklagandet ska ha kommit in till socialnämnden inom "
        "tre veckor från den dag då du fick del av beslutet (FL 44 §).",
        "If you think that the decision is wrong you can appeal it. The appeal must have reached the social welfare "
        "board within three weeks from the day you were given the decision (FL 44 §).",
    ),
    StepKind.APPLY_ANEW: Text(
        "Ångrar du dig kan du göra en ny ansökan för samma månad.",
        "If you regret it you can make a new application for the same month.",
    ),
}
PAYMENT_TEXTS = {
    PaymentState.PLANNED: Text("Utbetalningen är planerad.", "The payment is planned."),
    PaymentState.SENT: Text("Utbetalningen är skickad till banken.", "The payment has been sent to the bank."),
    PaymentState.PAID: Text("Pengarna är utbetalda.", "The money has been paid."),
    PaymentState.RETURNED: Text(
        "Pengarna kom tillbaka från banken. Socialtjänsten ser till utbetalningen och hör av sig om kontot behöver "
        "ändras.",
        "The money came back from the bank. The social services see to the payment, and contact you if the account has "
        "to be changed.",
    ),
    PaymentState.REJECTED: Text(
        "Banken kunde inte göra utbetalningen. Socialtjänsten ser till utbetalningen och hör av sig om kontot behöver "
        "ändras.",
        "The bank could not make the payment. The social services see to the payment, and contact you if the account "
        "has to be changed.",
    ),
    PaymentState.STOPPED: Text(
        "Utbetalningen är stoppad. Socialtjänsten ser över den.",
        "The payment is stopped. The social services are looking into it.",
    ),
}
