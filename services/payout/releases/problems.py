"""Why orders are not released, and why a file is not given out."""

from dataclasses import dataclass

from services.payout.words import WORDS
from shared.kernel_problems import KERNEL_PROBLEMS
from shared.problems import BrokenChain, DomainError, ProblemTable, ProblemType, Refusal, Text


@dataclass(eq=False)
class BrokenChainOfOrder(BrokenChain):
    """A broken chain, with the order that stands against the whole release."""

    order_id: str


@dataclass(eq=False)
class AlreadyReleased(Refusal):
    """Somebody has released the order before (C6)."""

    order_id: str
    rule: str = "C6"


@dataclass(eq=False)
class OrderNotReady(Refusal):
    """The order waits for something, is blocked by a rule, or has ended."""

    order_id: str
    state: str
    rule: str | None
    reason: str | None


class LogBehind(DomainError):
    """The control log ends before what audit has cosigned: a backup was restored, and the log not yet brought back."""


@dataclass(eq=False)
class ReleasedBeforeRestore(Refusal):
    """The control log says that the household was paid, and the restored backup does not know it (C6)."""

    rule: str = "C6"


class DueDatePassed(DomainError):
    """The due date lies before today."""


class FileNotMade(DomainError):
    """There is no bank file of this release: it is still being made, or nothing of it could be paid."""


class FileAlreadySent(Refusal):
    """The bank has confirmed that it has the file: nobody may carry it there once more."""


class FileRefused(Refusal):
    """The bank has refused the file, and its payments have ended: another order may have taken the place of each."""


class FileOfOwnHand(BrokenChain):
    """Whoever has a hand in a payment carries neither its file to the bank nor its reports back."""


PROBLEMS: ProblemTable = {
    BrokenChainOfOrder: KERNEL_PROBLEMS[BrokenChain],
    FileOfOwnHand: KERNEL_PROBLEMS[BrokenChain],
    AlreadyReleased: ProblemType(
        "already-released",
        409,
        Text("Redan effektuerad", "Already released"),
        Text(
            "Utbetalningen i `orderId` har redan släppts till banken. Ingenting i begäran har släppts: ta bort den och "
            "försök igen.",
            "The payment in `orderId` was released before. Nothing in the request has been released: leave it out and "
            "try again.",
        ),
    ),
    OrderNotReady: ProblemType(
        "order-not-ready",
        409,
        Text("Utbetalningen är inte klar att släppas", "The payment is not ready for release"),
        Text(
            "Utbetalningen i `orderId`: {state}. `rule` och `reason` säger vad som hindrar. Ingenting i "
            "begäran har släppts: ta bort den och försök igen.",
            "The payment in `orderId`: {state}. `rule` and `reason` say what hinders. Nothing in the request has "
            "been released: leave it out and try again.",
        ),
        words=WORDS.codes["OrderState"],
    ),
    LogBehind: ProblemType(
        "control-log-behind",
        503,
        Text("Kontrolloggen är äldre än revisionens", "The control log is older than audit's"),
        Text(
            "En säkerhetskopia har återställts. Ingenting släpps förrän driften har hämtat tillbaka kontrolloggen "
            "(recover-log). Kontakta driften och försök igen senare.",
            "A backup was restored. Nothing is released until operations have brought the control log back "
            "(recover-log). Contact operations, and try again later.",
        ),
        retry_after=600,
    ),
    ReleasedBeforeRestore: ProblemType(
        "released-before-restore",
        409,
        Text("Släppt före återställningen", "Released before the restore"),
        Text(
            "Kontrolloggen säger att ett av hushållen fick en utbetalning släppt som den återställda säkerhetskopian "
            "inte känner till. Ingenting i begäran har släppts. Se efter hos banken, stoppa det som redan är betalt "
            "och kvittera avvikelsen (bank-differences).",
            "The control log says that one of the households had a payment released that the restored backup does not "
            "know. Nothing in the request has been released. Look at the bank, stop what is paid already, and "
            "acknowledge the difference (bank-differences).",
        ),
    ),
    DueDatePassed: ProblemType(
        "due-date-passed",
        422,
        Text("Betalningsdagen har passerat", "The due date has passed"),
        Text("Ange dagens datum eller ett senare.", "Give today's date or a later one."),
    ),
    FileNotMade: ProblemType(
        "bank-file-not-made",
        404,
        Text("Det finns ingen bankfil", "There is no bank file"),
        Text(
            "Filen skapas efter att utbetalningarna släppts. Vänta en stund; stoppades alla finns ingen fil.",
            "The file is made after the release. Wait a moment; if every payment was stopped, there is none.",
        ),
    ),
    FileAlreadySent: ProblemType(
        "bank-file-already-sent",
        409,
        Text("Banken har redan filen", "The bank has the file already"),
        Text(
            "Filen har tagits emot av banken genom kanalen och lämnas inte ut igen.",
            "The bank has taken the file by its channel, and it is not given out again.",
        ),
    ),
    FileRefused: ProblemType(
        "bank-file-refused",
        409,
        Text("Banken har avvisat filen", "The bank has refused the file"),
        Text(
            "Filens utbetalningar är avslutade, och kan ha fått nya uppdrag. Förnya posterna i stället.",
            "The file's payments have ended, and may have new orders. Have their lines renewed instead.",
        ),
    ),
}
