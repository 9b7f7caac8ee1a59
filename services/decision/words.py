"""What the fields and codes of decision's API mean. Kinds of incomes and costs have their own texts, beside their
rules."""

from collections.abc import Mapping

from services.decision.calculations.cost_kinds import COST_KINDS
from services.decision.calculations.income_kinds import INCOME_KINDS
from services.decision.calculations.texts import Text as Label
from services.decision.examples import CLAIM, COMPLETION_REQUEST, PROPOSAL, RENEWAL, WORK_ITEM
from services.decision.rejection_grounds.listed import NEWEST
from shared.problems import Text
from shared.words import Word, Words

_TIME = "2026-11-23T10:05:00+01:00"
_CALCULATION = "019b1f6f-1a10-7cc4-9a5e-0d4b6a3f1c11"


def _sentence(text: Label) -> Text:
    """Within a list: without the full stop, and as it goes on in one."""
    sv, en = text.sv.removesuffix("."), text.en.removesuffix(".")
    return Text(sv[:1].lower() + sv[1:], en[:1].lower() + en[1:])


def _labels(labels: Mapping[str, Label]) -> dict[str, Text]:
    return {code: Text(label.sv, label.en) for code, label in labels.items()}


WORDS = Words(
    fields={
        "Words.sv": Word("På svenska.", "In Swedish.", "Personliga kostnader, ensamstående"),
        "Words.en": Word("På engelska.", "In English.", "Personal costs, single adult"),
        "content": Word("Vad regeln säger.", "What the rule says."),
        "workItemId": Word("Ärendets id i kön.", "The work item's id.", WORK_ITEM),
        "claimId": Word("Plockets id: det som ärendet lämnas tillbaka med.", "The claim's id, to hand back by.", CLAIM),
        "leaseEndsAt": Word(
            "När plocket går ut om inget görs i ärendet.", "When the claim ends if nothing is done.", _TIME
        ),
        "queue": Word("Kön som ärendet ligger i.", "The queue that it is in."),
        "task": Word(
            "Vad som ska göras: application, payment, lateAnswer eller lateCompletion.",
            "What there is to do: application, payment, lateAnswer or lateCompletion.",
        ),
        "kind": Word("Slag.", "Its kind."),
        "members": Word("Hushållets medlemmar, utan namn och nummer.", "The members, without names or numbers."),
        "MemberOut.role": Word("Roll i hushållet.", "Role in the household."),
        "birthDate": Word("Födelsedag.", "Day of birth.", "1990-02-02"),
        "costs": Word("Kostnader som den sökande uppgett.", "Costs that the applicant declared."),
        "incomes": Word("Inkomster.", "Incomes."),
        "evidence": Word(
            "Registrens svar, ett per vuxen och myndighet.", "What registers answered, by adult and block."
        ),
        "deviations": Word("Skillnader att titta på.", "Differences to look at."),
        "accounts": Word("Hushållets konton, utan nummer.", "The household's accounts, without numbers."),
        "earlierDecisions": Word("Hushållets tidigare beslut.", "Earlier decisions of the household."),
        "returnedProposals": Word("Förslag som lämnats tillbaka.", "Proposals that were returned."),
        "missing": Word("Vad som saknas.", "What is missing."),
        "askedAt": Word("När det begärdes.", "When it was asked.", _TIME),
        "AskedOut.id": Word("Begärans id.", "The request's id.", COMPLETION_REQUEST),
        "AskedOut.text": Word("Handläggarens ord till den sökande.", "The handler's words.", "Skicka hyresavin."),
        "AskedOut.endedAt": Word("När väntan tog slut.", "When the wait ended.", _TIME),
        "endedBecause": Word("Varför väntan tog slut.", "Why the wait ended.", "answered"),
        "completionRequests": Word("Vad som har begärts, senaste först.", "What was asked for, latest first."),
        "completions": Word("Nya versioner av uppgifterna.", "New versions of what is declared."),
        "CompletionOut.number": Word("Uppgifternas version.", "The version of what is declared.", 2),
        "requestId": Word("Begäran som den svarar på.", "The request that it answers.", COMPLETION_REQUEST),
        "CompletionOut.receivedAt": Word("När den kom in.", "When it arrived.", _TIME),
        "withText": Word("Om det finns något att läsa hos intake.", "Whether there is text to read.", True),
        "CompletionRequestedOut.id": Word("Begärans id.", "The request's id.", COMPLETION_REQUEST),
        "reason": Word("Skälet.", "The reason.", "Högsta godtagbara hyra."),
        "AnswerOut.reason": Word("Varför uppgiften inte kan kontrolleras.", "Why it cannot be verified.", "timeOut"),
        "WhyOut.reason": Word("Skälet som utbetalningen angav.", "The reason that payout gave.", "accountSuperseded"),
        "WhyOut.rule": Word("Regeln som hindrade, om någon.", "The rule that stopped it, if any.", "C1"),
        "failure": Word("Vad som hände med betalningen.", "What became of the payment."),
        "why": Word("Varför betalningen väntar på någon.", "Why the payment waits for somebody."),
        "income": Word("Inkomstslaget som skiljer.", "The kind of income that differs."),
        "declaredOre": Word("Vad som uppgetts, i öre.", "What was declared, in öre.", 0),
        "seenOre": Word("Vad registret visar, i öre.", "What the register shows, in öre.", 185000),
        "comparedOre": Word("Jämförelsemånadens belopp, i öre.", "The month compared with, in öre.", 185000),
        "paidOn": Word("Utbetalningsdag.", "The day it was paid.", "2026-11-18"),
        "periodFrom": Word("Perioden från och med.", "First day of the period.", "2026-11-01"),
        "periodTo": Word("Perioden till och med.", "Last day of the period.", "2026-11-30"),
        "SeenIncomeOut.source": Word("Myndigheten.", "The authority.", "FK"),
        "SeenIncomeOut.status": Word("paid utbetald, planned planerad.", "paid, or planned.", "paid"),
        "calculationId": Word("Beräkningens id.", "The calculation's id.", _CALCULATION),
        "normVersion": Word("Den riksnorm som använts.", "The riksnorm that was used.", "riksnorm-2026-2"),
        "rulesVersion": Word("Den version av reglerna som använts.", "The rules' version.", "calculation-3"),
        "lines": Word("Raderna, i ordning.", "The lines, in order."),
        "explanation": Word("Beräkningen i ord, en rad för varje steg.", "The calculation in words, step by step."),
        "label": Word("Vad raden kallas för den som läser.", "What the line is called."),
        "CalculationsLineOut.amountOre": Word(
            "Vad raden lägger till behovet, i öre: inkomster är negativa.",
            "What the line adds to the need, in öre: incomes are negative.",
            394000,
        ),
        "AdjustmentIn.amountOre": Word(
            "Vad normen höjs med, i öre; negativt sänker den.", "What the norm is raised by, in öre.", -50000
        ),
        "adjustments": Word("Normen höjd eller sänkt i det enskilda fallet.", "The norm raised or lowered."),
        "CalculationsLineOut.rule": Word("Regeln som gav beloppet.", "The rule of the amount.", "personalCostsSingle"),
        "CalculationsLineOut.version": Word("Regelns eller tabellens version.", "Its version.", "riksnorm-2026-2"),
        "law": Word("Lagrummet.", "The law.", "SoL 12 kap. 7 §"),
        "CalculationsLineOut.source": Word("Varifrån beloppet kommer.", "Where the amount comes from."),
        "CalculationsLineOut.status": Word("Hur säkert beloppet är.", "How sure the amount is."),
        "item": Word("Kostnaden eller inkomsten som raden gäller.", "The cost or income of the line.", "housing"),
        "origin": Word("Vem som har sagt det.", "Who said so."),
        "evidenceId": Word(
            "Underlaget som beloppet vilar på.", "The evidence.", "019b1f6e-2f00-7a10-8b20-5e0f1a2b3c4d"
        ),
        "outcome": Word("Utfallet.", "The outcome."),
        "reasons": Word("Motiveringen (FL 32 §).", "The reasons (FL 32 §).", "Hyran beviljas till högsta nivån."),
        "grounds": Word("Varför det inte är ett fullt bifall.", "Why it is not a full grant."),
        "GroundOut.text": Word("Grunden i ord.", "The ground in words."),
        "obstacles": Word("Varför varje vuxen inte kan försörja sig.", "Why each adult cannot support themselves."),
        "code": Word("Försörjningshindrets kod.", "The obstacle's code.", "partTimeInsufficientIncome"),
        "justifications": Word(
            "Varför beslutet går att fatta utan eller mot ett registersvar.",
            "Why it could be decided without or against a register's answer.",
        ),
        "text": Word("Skälet, i egna ord.", "The reason, in words.", "Kontoutdraget visar inga andra insättningar."),
        "delegationRuleId": Word(
            "Delegationen som beslutet vilar på.", "The delegation.", "019b1e00-0000-7000-8000-00000000000a"
        ),
        "decidedRole": Word("Rollen hos den som beslutade.", "The role of who decided."),
        "approvedRole": Word("Rollen hos den som godkände, om någon gjorde det.", "The role of who approved, if any."),
        "wording": Word(
            "Beslutet som den sökande får det, med hur man överklagar.",
            "The decision as the applicant gets it, with how to appeal.",
        ),
        "revocation": Word("Återkallelsen, om beslutet är återkallat.", "The revocation, if any."),
        "lateAnswers": Word(
            "Registersvar som kom efter beslutet, och vad de ändrar.",
            "Register answers that came after the decision, and what they change.",
        ),
        "lateCompletions": Word(
            "Kompletteringar som beslutet inte räknade med, och vad de ledde till.",
            "Completions that the decision did not count with, and what came of them.",
        ),
        "LateCompletionItemOut.before": Word(
            "Uppgifterna som beslutet räknade med.", "What the decision counted with."
        ),
        "LateCompletionItemOut.now": Word("De nyaste uppgifterna.", "What is declared now."),
        "DeclaredOut.number": Word("Uppgifternas version.", "The version of what is declared.", 1),
        "LateCompletionOut.receivedAt": Word(
            "När den kom till handläggningen.", "When it came to the handlers.", _TIME
        ),
        "LateCompletionOut.conclusion": Word(
            "Vad det ledde till, om det är avslutat.", "What came of it, once concluded."
        ),
        "before": Word("Svaret som beslutet byggde på.", "The answer that the decision rested on."),
        "now": Word("Svaret som registret ger nu.", "The answer that the register gives now."),
        "registers": Word("Registren som skiljer.", "The registers that differ."),
        "seen": Word("Registrens belopp, månad för månad.", "What registers show, month by month."),
        "LateAnswerOut.conclusion": Word("Vad det ledde till, om det är avslutat.", "What came of it, once concluded."),
        "conclusion": Word("Vad det ledde till.", "What came of it."),
        "concludedAt": Word("När det avslutades.", "When it was concluded.", _TIME),
        "foundAt": Word("När skillnaden hittades.", "When the difference was found.", _TIME),
        "revokedAt": Word("När beslutet återkallades.", "When it was revoked.", _TIME),
        "line": Word("Beslutets utbetalningspost, från 1.", "The line of the decision, from 1.", 1),
        "number": Word("Nummer, från 1.", "Number, from 1.", 1),
        "payments": Word("Vad som hänt med varje post.", "What became of each line."),
        "proposalId": Word("Förslagets id.", "The proposal's id.", PROPOSAL),
        "proposedAt": Word("När förslaget lades.", "When it was proposed.", _TIME),
        "proposedRole": Word("Rollen hos den som föreslog.", "The role of who proposed."),
        "returnReason": Word("Varför förslaget lämnades tillbaka.", "Why it was returned.", "Hyran är för hög."),
        "returnedAt": Word("När det lämnades tillbaka.", "When it was returned.", _TIME),
        "endedAt": Word("När det avslutades.", "When it ended.", _TIME),
        "status": Word("Läget.", "The state."),
        "declaredAt": Word("När jävet anmäldes.", "When it was declared.", _TIME),
        "renewalId": Word("Förnyelsens id.", "The renewal's id.", RENEWAL),
        "renewedAt": Word("När posten förnyades.", "When the line was renewed.", _TIME),
        "type": Word("Vad som tillfrågas: decision.", "What is asked about: decision.", "decision"),
    },
    codes={
        "IncomeKind": _labels({kind.value: facts.label for kind, facts in INCOME_KINDS.items()}),
        "CostKind": _labels({kind.value: facts.label for kind, facts in COST_KINDS.items()}),
        "Conclusion": {
            "noChange": Text("ingen ändring", "no change"),
            "revoked": Text("beslutet är återkallat", "the decision is revoked"),
            "recovery": Text("återkrav ska prövas", "recovery is to be tried"),
            "nextMonth": Text("räknas i nästa ansökan", "it counts in the next application"),
        },
        "DeviationKind": {
            "notVerifiable": Text("registret kunde inte svara", "the register could not answer"),
            "notDeclared": Text("registret visar något som inte uppgetts", "the register shows what was not declared"),
            "notSeen": Text("uppgett, men syns inte i registret", "declared, but not seen in the register"),
            "differs": Text("olika belopp", "the amounts differ"),
            "changed": Text("ändrat sedan jämförelsemånaden", "changed since the month compared with"),
            "started": Text("nytt sedan jämförelsemånaden", "new since the month compared with"),
            "ended": Text("upphört sedan jämförelsemånaden", "ended since the month compared with"),
            "shownLate": Text(
                "registret visar något sedan beslutet", "the register shows something since the decision"
            ),
        },
        "Failure": {
            "blocked": Text("stoppad av betalningskedjan", "stopped by the payment chain"),
            "rejected": Text("avvisad av banken", "rejected by the bank"),
            "returned": Text("pengarna kom tillbaka", "the money came back"),
            "cancelled": Text("makulerad", "cancelled"),
            "refused": Text("utbetalningen tog inte emot posten", "payout did not take the line"),
            "withdrawn": Text("ansökan är återkallad", "the application is withdrawn"),
        },
        "FigureStatus": {
            "official": Text("fastställd", "official"),
            "thirdParty": Text("från annan källa, inte bekräftad", "from another source, not confirmed"),
            "derived": Text("beräknad, inte bekräftad", "derived, not confirmed"),
            "verified": Text("kontrollerad mot register", "verified with a register"),
            "declared": Text("uppgett av den sökande", "declared by the applicant"),
            "assessed": Text("bedömd av handläggaren", "assessed by the handler"),
            "notVerifiable": Text("kan inte kontrolleras", "cannot be verified"),
        },
        "LineKind": {
            "personalCosts": Text("personliga kostnader", "personal costs"),
            "normAdjustment": Text("norm höjd eller sänkt", "norm raised or lowered"),
            "commonCosts": Text("gemensamma hushållskostnader", "common household costs"),
            "reasonableCost": Text("skälig kostnad", "reasonable cost"),
            "countedIncome": Text("medräknad inkomst", "counted income"),
            "notCountedIncome": Text("inkomst som inte räknas", "income that does not count"),
            "decidedApart": Text("beslutas för sig", "decided apart"),
            "needBesideNorm": Text("behov över norm", "need beside the norm"),
        },
        "Origin": {
            "norm": Text("riksnormen", "the riksnorm"),
            "declared": Text("den sökande", "the applicant"),
            "register": Text("ett register", "a register"),
            "handler": Text("handläggaren", "the handler"),
        },
        "Outcome": {
            "granted": Text("bifall", "granted"),
            "partlyGranted": Text("delvis bifall", "granted in part"),
            "rejected": Text("avslag", "rejected"),
        },
        "PaymentStatus": {
            "settled": Text("betald", "paid"),
            "rejected": Text("avvisad av banken", "rejected by the bank"),
            "returned": Text("återbetald", "returned"),
            "cancelled": Text("makulerad", "cancelled"),
        },
        "AgeDay": {
            "firstDay": Text("månadens första dag", "the month's first day"),
            "lastDay": Text("månadens sista dag", "the month's last day"),
        },
        "NormStatus": {
            "official": Text("fastställd", "official"),
            "thirdParty": Text("från annan källa, inte bekräftad", "from another source, not confirmed"),
            "derived": Text("beräknad, inte bekräftad", "derived, not confirmed"),
        },
        "ProposalStatus": {
            "awaitingApproval": Text("väntar på enhetschef", "waits for a unit head"),
            "approved": Text("godkänt", "approved"),
            "returned": Text("tillbakalämnat", "returned"),
            "withdrawn": Text("ansökan är återkallad", "the application is withdrawn"),
        },
        "RejectionGround": {code: _sentence(about.text) for code, about in NEWEST.grounds.items()},
        "Missing": {
            "incomes": Text("uppgift om inkomster", "incomes"),
            "housingCost": Text("uppgift om boendekostnad", "what the home costs"),
            "otherCosts": Text("uppgift om andra kostnader", "other costs"),
            "bankStatements": Text("kontoutdrag", "bank statements"),
            "employerStatement": Text("arbetsgivarintyg", "a statement from the employer"),
            "medicalCertificate": Text("läkarintyg", "a medical certificate"),
            "activity": Text("vad den sökande gör för att få inkomst", "what the applicant does to find an income"),
            "household": Text("vilka som bor i hushållet", "who lives in the household"),
            "signature": Text("underskrift", "a signature"),
            "other": Text("annat", "something else"),
        },
        "RequestEnd": {
            "answered": Text("besvarad", "answered"),
            "lapsed": Text("dagen gick utan svar", "the day passed without an answer"),
            "withdrawn": Text("ansökan är återkallad", "the application is withdrawn"),
        },
        "Purpose": {
            "incomeSupport": Text("försörjningsstöd", "income support"),
            "otherLivingCosts": Text("livsföring i övrigt", "other living costs"),
        },
        "Queue": {
            "renewals": Text("gemensam kö för återansökningar", "the shared pool of renewals"),
            "new": Text("grundansökningar och ansökningar över norm", "new applications and those above the norm"),
            "protected": Text("sluten kö", "the closed queue"),
            "payments": Text("betalningar som inte gick", "payments that failed"),
            "lateAnswers": Text("registersvar som kom efter beslutet", "register answers that came after the decision"),
            "lateCompletions": Text(
                "kompletteringar som beslutet inte räknade med", "completions that the decision did not count with"
            ),
        },
        "Role": {
            "citizen": Text("sökande", "applicant"),
            "registrar": Text("registrator", "registrar"),
            "economySecretary": Text("ekonomisekreterare", "economy secretary"),
            "socialWorker": Text("socialsekreterare", "social worker"),
            "unitHead": Text("enhetschef", "unit head"),
            "payer": Text("utbetalare", "payer"),
            "auditor": Text("revisor", "auditor"),
            "administrator": Text("systemförvaltare", "administrator"),
            "service": Text("en tjänst", "a service"),
        },
        "StopOutcome": {
            "stopped": Text("stoppat i tid", "stopped in time"),
            "tooLate": Text("minst en betalning har gått till banken", "at least one payment has gone to the bank"),
        },
        "Task": {
            "application": Text("en ansökan att besluta om", "an application to decide on"),
            "payment": Text("en betalning som inte gick", "a payment that failed"),
            "lateAnswer": Text("ett registersvar som kom efter beslutet", "an answer that came after the decision"),
            "lateCompletion": Text(
                "en komplettering som beslutet inte räknade med", "a completion that the decision did not count with"
            ),
        },
    },
)
