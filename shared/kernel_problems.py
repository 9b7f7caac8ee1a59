"""How every service tells the kernel's own errors. Each service adds its features' to this table."""

from shared.problems import (
    BodyTooLarge,
    BrokenChain,
    Busy,
    FactContradicted,
    KeyMissing,
    KeyReused,
    NotAcceptable,
    NotExpected,
    NotFound,
    ObjectNotAsAgreed,
    OtherMediaType,
    Overloaded,
    PageTooFar,
    ProblemTable,
    ProblemType,
    RoleMissing,
    StatementRefused,
    Text,
    TooManyAtOnce,
    Unauthenticated,
    Unavailable,
    Unwritable,
    VersionMissing,
    VersionStale,
)

EARLIER_HANDS = {
    "entry": Text("du har registrerat hushållet eller ansökan", "you registered the household or the application"),
    "account": Text("du har lämnat eller bekräftat kontot", "you entered or confirmed the account"),
    "accountEntry": Text("du har redan lämnat en uppgift om kontot", "you have made an entry of the account already"),
    "decision": Text("du har räknat på eller beslutat i ärendet", "you calculated or decided in the case"),
    "calculationMade": Text("du har gjort beräkningen", "you made the calculation"),
    "decisionProposed": Text("du har föreslagit beslutet", "you proposed the decision"),
    "release": Text("du har släppt betalningen", "you released the payment"),
    "householdMember": Text("du är eller har varit med i hushållet", "you are or were a member of the household"),
    "accountHolder": Text("du är eller har varit kontohavare", "you are or were the account's holder"),
    "representative": Text(
        "du företräder eller har företrätt någon i hushållet", "you represent or represented somebody in the household"
    ),
    "conflictOfInterest": Text("du har anmält jäv", "you have declared a conflict of interest"),
    "*": Text("du har redan en annan del i ärendet", "you already have another part in the case"),
}
"""What stands against who tries to take another part in a payment, told to themselves."""

KERNEL_PROBLEMS: ProblemTable = {
    BrokenChain: ProblemType(
        "broken-payment-chain",
        403,
        Text("Någon annan måste göra detta", "Somebody else must do this"),
        Text(
            "Du kan inte göra detta själv: {earlier_act}. Någon annan behöver göra det. Regeln står i `rule`.",
            "You cannot do this yourself: {earlier_act}. Somebody else has to do it. The rule is in `rule`.",
        ),
        words=EARLIER_HANDS,
    ),
    RoleMissing: ProblemType(
        "role-missing",
        403,
        Text("Din roll får inte göra detta", "Your role may not do this"),
        Text(
            "Detta kräver någon av rollerna i `needed`. Be systemförvaltaren om roll, eller lämna det till en kollega.",
            "This needs one of the roles in `needed`. Ask the administrator for the role, or leave it to a colleague.",
        ),
    ),
    NotFound: ProblemType(
        "not-found",
        404,
        Text("Finns inte", "Not found"),
        Text(
            "Det som söks finns inte, eller du har inte rätt att se det. Kontrollera adressen.",
            "There is no such thing, or you may not see it. Check the address.",
        ),
    ),
    Unauthenticated: ProblemType(
        "unauthenticated",
        401,
        Text("Inte inloggad", "Not signed in"),
        Text(
            "Logga in igen. Begäran behöver en giltig åtkomstbiljett i huvudet Authorization: Bearer.",
            "Sign in again. The request needs a valid access token in the header Authorization: Bearer.",
        ),
    ),
    KeyMissing: ProblemType(
        "idempotency-key-missing",
        400,
        Text("Idempotency-Key saknas", "Idempotency-Key is missing"),
        Text(
            "Skicka huvudet Idempotency-Key med ett nytt slumpmässigt värde per handling (16–64 tecken), "
            "och samma värde när du försöker igen.",
            "Send the header Idempotency-Key with a new random value for each act (16–64 characters), "
            "and the same value when you try again.",
        ),
    ),
    KeyReused: ProblemType(
        "idempotency-key-reused",
        422,
        Text("Idempotency-Key är redan använd", "Idempotency-Key was used before"),
        Text(
            "Nyckeln har använts för en annan begäran. Ta en ny nyckel för en ny handling.",
            "The key was used for another request. Take a new key for a new act.",
        ),
    ),
    Busy: ProblemType(
        "busy",
        409,
        Text("Upptaget just nu", "Busy right now"),
        Text(
            "Något annat håller på med samma sak. Försök igen om en stund.",
            "Something else is working on the same thing. Try again in a moment.",
        ),
        retry_after=1,
    ),
    Unavailable: ProblemType(
        "unavailable",
        503,
        Text("Tillfälligt otillgängligt", "Unavailable for the moment"),
        Text(
            "En del som behövs svarar inte just nu. Ingenting har ändrats. Försök igen om en stund.",
            "A part that is needed does not answer right now. Nothing has changed. Try again in a moment.",
        ),
        retry_after=5,
    ),
    Overloaded: ProblemType(
        "overloaded",
        503,
        Text("Många använder tjänsten just nu", "Many use the service right now"),
        Text(
            "Ingenting har gjorts. Försök igen om några sekunder, med samma Idempotency-Key.",
            "Nothing has been done. Try again in a few seconds, with the same Idempotency-Key.",
        ),
        retry_after=2,
    ),
    TooManyAtOnce: ProblemType(
        "too-many-at-once",
        429,
        Text("För många begäranden på en gång", "Too many requests at once"),
        Text(
            "Ingenting har gjorts. Vänta på svar på det som redan är skickat, och försök sedan igen med samma "
            "Idempotency-Key.",
            "Nothing has been done. Wait for the answers to what is already sent, then try again with the same "
            "Idempotency-Key.",
        ),
        retry_after=1,
    ),
    BodyTooLarge: ProblemType(
        "body-too-large",
        413,
        Text("För stor begäran", "The request is too large"),
        Text(
            "Begäran är större än vad som tas emot. Dela upp den.",
            "The request is larger than what is accepted. Split it.",
        ),
    ),
    Unwritable: ProblemType(
        "unwritable-character",
        400,
        Text("Otillåtet tecken", "A character that is not allowed"),
        Text(
            "Texten innehåller NUL eller ett halvt teckenpar (surrogat). Ta bort det och skicka igen.",
            "The text holds NUL or half a surrogate pair. Remove it and send again.",
        ),
    ),
    PageTooFar: ProblemType(
        "page-too-far",
        400,
        Text("För långt fram i listan", "Too far into the list"),
        Text(
            "page × limit får vara högst 10 000. Begränsa med from och to (narrow by from/to).",
            "page × limit may be at most 10 000: narrow by from/to.",
        ),
    ),
    StatementRefused: ProblemType(
        "statement-refused",
        403,
        Text("Intyget godtas inte", "The statement is not accepted"),
        Text(
            "Intyget är inte utfärdat av den som får intyga detta, eller gäller något annat. Se signeringsnycklarna.",
            "The statement was not made by a service that may state this, or is about something else. See the keys.",
        ),
    ),
    NotExpected: ProblemType(
        "hand-over-not-expected",
        403,
        Text("Överlämnandet tas inte emot här", "This hand-over is not taken here"),
        Text(
            "Tjänsten tar inte emot sådana händelser från avsändaren. Kontrollera tjänsternas versioner.",
            "The service takes no such events from the sender. Check the versions of the services.",
        ),
    ),
    ObjectNotAsAgreed: ProblemType(
        "object-not-as-agreed",
        422,
        Text("Det överlämnade stämmer inte med avtalad form", "What is handed over is not as agreed"),
        Text(
            "Objektet följer inte docs/hand-overs.md. Kontrollera tjänsternas versioner.",
            "The object does not follow docs/hand-overs.md. Check the versions of the services.",
        ),
    ),
    FactContradicted: ProblemType(
        "fact-contradicted",
        409,
        Text("Ett annat innehåll är redan känt", "Another content is already known"),
        Text(
            "Samma id och version har redan lämnats över med annat innehåll. En rättelse är en ny version.",
            "The same id and version was handed over before with another content. A correction is a new version.",
        ),
    ),
    NotAcceptable: ProblemType(
        "not-acceptable",
        406,
        Text("Svaret finns inte i det formatet", "There is no answer in that format"),
        Text(
            "Begär application/json i huvudet Accept, eller det format som API-beskrivningen anger för svaret.",
            "Ask for application/json in the Accept header, or the format that the API description gives the answer.",
        ),
    ),
    OtherMediaType: ProblemType(
        "unsupported-media-type",
        415,
        Text("Innehållet har fel format", "The body is in another format"),
        Text(
            "Skicka innehållet i det format som API-beskrivningen anger, och säg vilket i Content-Type: oftast "
            "application/json.",
            "Send the body in the format that the API description gives, and name it in Content-Type: mostly "
            "application/json.",
        ),
    ),
    VersionMissing: ProblemType(
        "if-match-missing",
        428,
        Text("If-Match saknas", "If-Match is missing"),
        Text(
            "En ändring säger vilken version den ändrar: skicka ETag från din senaste läsning i If-Match.",
            "A change says which version it changes: send the ETag of your last read in If-Match.",
        ),
    ),
    VersionStale: ProblemType(
        "version-stale",
        412,
        Text("Ändrad sedan du läste", "Changed since you read it"),
        Text(
            "Någon har ändrat detta efter att du läste det. Läs om och gör ändringen på den nya versionen.",
            "Somebody changed this after you read it. Read it again and make the change on the new version.",
        ),
    ),
}

VALIDATION = ProblemType(
    "invalid-request",
    422,
    Text("Några uppgifter behöver rättas", "Some of it needs to be corrected"),
    Text(
        "Rätta det som saknas eller är fel och skicka igen. Fälten står i `errors`.",
        "Correct what is missing or wrong and send again. The fields are in `errors`.",
    ),
)
NOT_JSON = ProblemType(
    "not-json",
    400,
    Text("Innehållet är inte JSON", "The body is not JSON"),
    Text("Skicka giltig JSON i UTF-8.", "Send valid JSON in UTF-8."),
)
METHOD_NOT_ALLOWED = ProblemType(
    "method-not-allowed",
    405,
    Text("Metoden finns inte här", "No such method here"),
    Text("Se huvudet Allow för vad som går.", "See the Allow header for what works."),
)
OTHER_HTTP = ProblemType(
    "http-error",
    400,
    Text("Begäran kunde inte behandlas", "The request could not be handled"),
    Text("Kontrollera begäran mot API-beskrivningen.", "Check the request against the API description."),
)
INTERNAL = ProblemType(
    "internal-error",
    500,
    Text("Något gick fel hos oss", "Something went wrong with us"),
    Text(
        "Ingenting har ändrats. Försök igen. Händer det igen: kontakta supporten och uppge koden i `instance`.",
        "Nothing has changed. Try again. If it happens again: tell support the code in `instance`.",
    ),
)

EDGE_PROBLEMS = (VALIDATION, NOT_JSON, METHOD_NOT_ALLOWED, OTHER_HTTP, INTERNAL)
"""What every service can answer with before or instead of any rule."""
