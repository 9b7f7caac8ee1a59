"""What the fields and codes of audit's API mean."""

from shared.problems import Text
from shared.words import Word, Words

_TIME = "2026-12-01T09:30:00Z"
_HASH = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

WORDS = Words(
    fields={
        "verified": Word("Om revisionen har kontrollerat den.", "Whether audit has verified it.", True),
        "time": Word("När handlingen gjordes.", "When the act was done.", _TIME),
        "act": Word("Handlingens namn, se docs/glossary.md.", "The act's name, see docs/glossary.md.", "orderReleased"),
        "EntryOut.outcome": Word(
            "done: utförd. refused: ett försök som en regel hindrade.",
            "done, or refused: an attempt that a rule stopped.",
            "done",
        ),
        "actor": Word("Den som handlade, utan namn.", "Who acted, without a name."),
        "role": Word("Rollen som den handlade i.", "The role it was done in.", "payer"),
        "ActorOut.service": Word("Tjänsten, om ingen människa handlade.", "The service, where no person acted.", None),
        "subjects": Word(
            "Vad handlingen gällde: ärendenummer och id:n.",
            "What the act was about: case number and ids.",
            {"caseNumber": "EB-2026-000123"},
        ),
        "EntryOut.digest": Word(
            "Saltad SHA-256 av det handlingen gällde, base64url.",
            "Salted SHA-256 of what the act was about, base64url.",
            "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
        ),
        "logOrigin": Word("Loggens namn enligt C2SP.", "The log's name by C2SP.", "localhost/payout"),
        "logKey": Word(
            "Loggens nyckel (C2SP verifier key).", "The log's C2SP verifier key.", "localhost/payout+4bf3a1c2+AQ…"
        ),
        "alarms": Word("Vad loggen gjort fel, om något.", "What the log has done wrong, if anything."),
        "raisedAt": Word("När det upptäcktes.", "When it was found.", _TIME),
        "cosignedAt": Word("När revisionen bevittnade.", "When audit cosigned.", _TIME),
        "rootHash": Word("Loggens rot, base64.", "The log's root, base64.", _HASH),
        "format": Word("Filens format.", "The file's format."),
        "statements": Word("Intygen som betalningen vilar på.", "The statements that the payment rests on."),
        "keys": Word(
            "Tjänsternas öppna nycklar, per tjänst.", "The public keys of the services, by service.", {"payout": []}
        ),
        "entries": Word("Loggposterna om betalningen, med bevis.", "The log entries about it, with proofs."),
        "checkpoints": Word(
            "Signerade och bevittnade kontrollpunkter, per logg.", "Signed and cosigned checkpoints, by log."
        ),
        "entry": Word("Posten byte för byte, base64.", "The entry byte for byte, base64.", "eyJhY3QiOiJ9"),
        "seq": Word("Postens plats i loggen, från 0.", "The entry's place in the log, from 0.", 42),
        "hashes": Word("Inklusionsbeviset enligt RFC 6962.", "The inclusion proof by RFC 6962.", [_HASH]),
        "kid": Word("Nyckelns id.", "The key's id.", "NzbLsXh8uDCcd-6M"),
        "x": Word("Punktens x, base64url.", "The point's x, base64url.", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
        "y": Word("Punktens y, base64url.", "The point's y, base64url.", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
    },
    codes={
        "Fault": {
            "notSigned": Text("kontrollpunkten var inte signerad", "the checkpoint was not signed"),
            "shrunk": Text("loggen blev kortare", "the log became shorter"),
            "forked": Text("loggen delade sig", "the log forked"),
            "rewritten": Text("loggen skrevs om", "the log was rewritten"),
            "foreignEntry": Text("en post hör inte hemma i loggen", "an entry does not belong in the log"),
        },
    },
)
