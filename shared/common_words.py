"""The words that more than one API uses for its fields and codes."""

from shared.problems import Text
from shared.words import Word, Words

_ID = "019b1f6e-5b02-7a61-8f4e-53c1b0a9e7d2"
_TIME = "2026-11-23T10:05:00+01:00"

COMMON = Words(
    fields={
        "id": Word("Id.", "The id.", _ID),
        "version": Word("Version, från 1.", "Version, from 1.", 1),
        "items": Word("Posterna på sidan.", "The items of the page."),
        "page": Word("Sidan, från 1.", "The page, from 1.", 1),
        "limit": Word("Poster per sida.", "Items a page.", 20),
        "hasMore": Word("Om det finns fler sidor.", "Whether there are more pages.", False),
        "sv": Word("På svenska.", "In Swedish."),
        "en": Word("På engelska.", "In English."),
        "applicationId": Word("Ansökans id.", "The application's id.", "019b1f6e-2a00-7b1e-8c0d-41f0a7c2d9e3"),
        "householdId": Word("Hushållets id.", "The household's id.", "019b1f6d-1f00-7e55-9b3a-6c8d2e1f4a70"),
        "householdVersion": Word("Den version av hushållet som gällde.", "The household's version that counted.", 1),
        "memberId": Word("Vilken medlem i hushållet.", "Which member.", "019b1f6e-3c00-7d11-8a55-9e0f2b7c4d10"),
        "holderMemberId": Word(
            "Kontohavare: en vuxen i hushållet.",
            "The holder: an adult of the household.",
            "019b1f6e-3c00-7d11-8a55-9e0f2b7c4d10",
        ),
        "accountId": Word("Kontots id.", "The account's id.", "019b1f6e-4d00-7aa0-9c11-2f6b8e0d7a33"),
        "accountVersion": Word("Kontots version.", "The account's version.", 1),
        "decisionId": Word("Beslutets id.", "The decision's id.", "019b1f6f-9c20-7f02-8b6d-7e1a3c5d9f48"),
        "orderId": Word("Utbetalningens id.", "The payment order's id.", "019b1f70-2c00-7d51-9a6b-3e8f1c2d4b60"),
        "releaseId": Word("Frisläppandets id.", "The release's id.", "019b1f75-0b30-7a19-9d4c-1c2e3f4a5b6d"),
        "caseNumber": Word("Ärendenummer.", "Case number.", "EB-2026-000123"),
        "municipality": Word("Kommunkod, fyra siffror.", "Municipality code, four digits.", "1261"),
        "month": Word("Månaden som ansökan gäller.", "The month applied for.", "2026-12"),
        "receivedAt": Word("När ansökan kom in.", "When the application arrived.", _TIME),
        "askedAt": Word("När registret tillfrågades.", "When the register was asked.", _TIME),
        "decidedAt": Word("När beslutet fattades.", "When the decision was made.", _TIME),
        "amountOre": Word("Belopp i öre.", "Amount in öre.", 562000),
        "payOn": Word("Dagen som pengarna betalas ut.", "The day the money is paid.", "2026-12-18"),
        "purpose": Word(
            "Vad pengarna är till: incomeSupport försörjningsstöd, otherLivingCosts livsföring i övrigt.",
            "What the money is for: incomeSupport (income support), otherLivingCosts (other living costs).",
            "incomeSupport",
        ),
        "block": Word("Vilken myndighets del av registersvaret.", "Which authority's part of the answer.", "FK"),
        "verdict": Word("Vad svaret är värt.", "What the answer is worth."),
        "digest": Word(
            "SHA-256 av det signerade objektet, base64url.",
            "SHA-256 of the stated object, base64url.",
            "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
        ),
        "statement": Word(
            "Ett intyg som tjänsten har signerat (JWS, ES256).",
            "A statement that the service has signed (JWS, ES256).",
            "eyJhbGciOiJFUzI1NiIsInR5cCI6InN0YXRlbWVudCtqd3QifQ.e30.c2ln",
        ),
        "object": Word(
            "Det som intyget gäller, enligt docs/hand-overs.md.",
            "What the statement is about, see docs/hand-overs.md.",
            {"salt": "c2FsdHNhbHRzYWx0c2FsdA"},
        ),
        "service": Word("Tjänsten som det gäller.", "The service it is about.", "payout"),
    },
    codes={
        "AccountStatus": {
            "registered": Text("väntar på en uppgift till", "waits for another entry"),
            "mismatch": Text("uppgifterna var olika", "the entries differed"),
            "payable": Text("två uppgifter var lika, kontot kan användas", "two entries were equal, it can be used"),
            "locked": Text("för många olika uppgifter", "too many entries differed"),
        },
        "Verdict": {
            "answered": Text("besvarad", "answered"),
            "nothingHeld": Text("inga uppgifter finns", "nothing is held"),
            "notVerifiable": Text(
                "kan inte kontrolleras, vilket inte är detsamma som ingen inkomst",
                "cannot be verified, which is not the same as no income",
            ),
        },
        "RuleVersionStatus": {
            "proposed": Text("föreslagen, gäller inte", "proposed, counts for nothing"),
            "approved": Text("godkänd, gäller från sin första dag", "approved, counts from its first day"),
            "lapsed": Text("förfallen utan godkännande", "lapsed without approval"),
        },
        "HouseholdRole": {
            "applicant": Text("sökande", "applicant"),
            "coApplicant": Text("medsökande", "co-applicant"),
            "child": Text("barn", "child"),
        },
        "ApplicationKind": {
            "new": Text("grundansökan", "new application"),
            "renewal": Text("återansökan", "renewal"),
            "aboveNorm": Text("ansökan över norm", "application above the norm"),
        },
        "RegisterBlock": {
            "AF": Text("Arbetsförmedlingen", "the employment service"),
            "CSN": Text("Centrala studiestödsnämnden", "the board of student finance"),
            "FK": Text(
                "Försäkringskassan och Pensionsmyndigheten", "the social insurance agency and the pensions agency"
            ),
            "SKV": Text("Skatteverket", "the tax agency"),
            "SO": Text("arbetslöshetskassorna", "the unemployment funds"),
            "TNS": Text("Transportstyrelsen", "the transport agency"),
            "MIV": Text("Migrationsverket", "the migration agency"),
        },
    },
)
