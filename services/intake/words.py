"""What the codes of intake's API mean."""

from shared.common_words import COMMON
from shared.problems import Text
from shared.words import Word, Words

WORDS = Words(
    fields={
        "type": Word(
            "Vad som tillfrågas: household, accountEntry eller application.",
            "What is asked about: household, accountEntry or application.",
            "household",
        ),
    },
    codes={
        "ApplicationsKind": COMMON.codes["ApplicationKind"],
        "HouseholdsKind": {
            "single": Text("ensamstående", "single adult"),
            "couple": Text("sammanboende", "couple"),
        },
        "MemberRole": COMMON.codes["HouseholdRole"],
        "Block": COMMON.codes["RegisterBlock"],
        "Channel": {
            "eService": Text("e-tjänst", "e-service"),
            "paper": Text("papper", "paper"),
        },
        "PaymentStatus": {
            "paid": Text("utbetald", "paid"),
            "planned": Text("planerad", "planned"),
        },
        "Status": {
            "received": Text("inkommen", "received"),
            "verifying": Text("uppgifterna kontrolleras", "being verified"),
            "queued": Text("väntar på handläggning", "waits to be handled"),
            "inReview": Text("handläggs", "being handled"),
            "completionRequested": Text("komplettering begärd", "more is asked for"),
            "decided": Text("beslutad", "decided"),
            "paid": Text("utbetald", "paid"),
            "closed": Text("avslutad utan utbetalning", "closed, nothing to pay"),
            "withdrawn": Text("återkallad", "withdrawn"),
        },
        "IncomeKind": {
            "wage": Text("lön", "wage"),
            "deposit": Text("insättning på konto", "deposit to an account"),
            "occupationalPension": Text("tjänstepension", "occupational pension"),
            "maintenanceFromParent": Text("underhållsbidrag från förälder", "maintenance paid by a parent"),
            "rentShareFromChild": Text("hemmavarande barns del av hyran", "a child's share of the rent"),
            "assistanceElsewhere": Text("bistånd från annan kommun", "assistance from another municipality"),
            "other": Text("annan inkomst", "another income"),
        },
        "CostKind": {
            "housing": Text("boendekostnad", "housing"),
            "electricity": Text("hushållsel", "household electricity"),
            "homeInsurance": Text("hemförsäkring", "home insurance"),
            "unemploymentFundFee": Text("avgift till arbetslöshetskassa", "unemployment fund fee"),
            "unionFee": Text("fackavgift", "union fee"),
            "workTravel": Text("arbetsresor", "travel to work"),
            "medicalTravel": Text("sjukresor", "travel to medical care"),
            "healthcare": Text("läkarvård", "medical care"),
            "medicine": Text("medicin", "medicine"),
            "childcareFee": Text("barnomsorgsavgift", "childcare fee"),
            "glasses": Text("glasögon", "glasses"),
            "childVisits": Text("umgänge med barn", "time with one's child"),
            "dentalCare": Text("tandvård", "dental care"),
            "other": Text("annan kostnad", "another cost"),
        },
        "Level": {
            "call": Text("hela frågan blev utan svar", "the whole call has no answer"),
            "block": Text("registret svarade inte", "the register did not answer"),
            "source": Text("en myndighet i registret svarade inte", "an authority inside the register did not answer"),
            "payload": Text("svaret går inte att lita på", "the answer cannot be relied on"),
        },
        "Reason": {
            "timeOut": Text("registret svarade inte i tid", "the register did not answer in time"),
            "connectionFailed": Text("registret gick inte att nå", "the register could not be reached"),
            "httpError": Text("registret svarade med ett fel", "the register answered with an error"),
            "tooLarge": Text("svaret var för stort", "the answer was too large"),
            "soapFault": Text("registret nekade frågan", "the register refused the question"),
            "unreadable": Text("svaret gick inte att läsa", "the answer could not be read"),
            "otherQuestion": Text("svaret gällde en annan fråga", "the answer was to another question"),
            "otherPerson": Text("svaret gällde någon annan", "the answer was about somebody else"),
            "blockMissing": Text("myndighetens del saknades", "the authority's part was missing"),
            "blockError": Text("myndigheten kunde inte svara", "the authority could not answer"),
            "statusMissing": Text("svaret sade inte om det var helt", "the answer did not say whether it was whole"),
            "unknownCode": Text("svaret hade en okänd kod", "the answer had an unknown code"),
            "sourceFailed": Text("myndighetens källa svarade inte", "the authority's source did not answer"),
            "deviation": Text("en uppgift kunde inte lämnas", "something could not be given"),
            "contradiction": Text("svaret motsade sig självt", "the answer contradicted itself"),
        },
    },
)
