"""Verifying the evidence of one payment, offline, with public keys alone:

    python -m services.audit.verify evidence.json --keys keys/logs.json --trust keys/trust.json

The file is what GET /v1/payments/{orderId}/evidence gave. logs.json and trust.json hold no secrets; get them by
another way than the file, once, and keep them. Ends with 0 where all of it holds, with 1 where anything does not, and
says what, and with 2 where the file or the keys cannot be read.
"""

import argparse
import asyncio
import sys
from collections.abc import Collection
from pathlib import Path

from services.audit.evidence.checking import Proven, PublicKeys, check
from services.audit.evidence.meaning import Meaning, NotProven
from shared.money import kronor, kronor_in_english
from shared.problems import Text

_LINKS = {
    "entry": Text("registrerade hushåll och ansökan", "registered household and application"),
    "account": Text("matade in kontot", "entered the account"),
    "decision": Text("beräknade och beslutade", "calculated and decided"),
    "release": Text("frisläppte betalningen", "released the payment"),
}


def describe(proven: Proven) -> Text:
    """What was found, for a person."""
    found = proven.meaning
    sizes = ", ".join(f"{service} {size}" for service, size in sorted(proven.log_sizes.items()))
    counted = (proven.statements, proven.entries, sizes, proven.cosigned_at.isoformat())
    sv = [
        f"Betalning {found.order_id}: allt stämmer.",
        f"{kronor(found.amount_ore)}, som beslutat och frisläppt; {_state(found).sv}.",
        *(f"{_people(people, 'person', 'personer')} {_LINKS[link].sv}." for link, people in found.hands.items()),
        *(
            ["Den hejdades av en beloppsgräns och släpptes igenom av någon utan annan del i den."]
            if found.let_go
            else []
        ),
        "Ingen finns i två led av kedjan (C1), och allt gällde när bankfilen gjordes (C4).",
        "{} intyg är äkta, {} poster finns i loggarna ({}), bevittnade {}.".format(*counted),
    ]
    en = [
        f"Payment {found.order_id}: all of it holds.",
        f"{kronor_in_english(found.amount_ore)}, as decided and released; {_state(found).en}.",
        *(f"{_people(people, 'person', 'people')} {_LINKS[link].en}." for link, people in found.hands.items()),
        *(["It was held by a limit, and let go by somebody with no other hand in it."] if found.let_go else []),
        "Nobody is in two links of the chain (C1), and all was in force when the bank file was made (C4).",
        "{} statements are genuine, {} entries are in the logs ({}), cosigned {}.".format(*counted),
    ]
    return Text("\n  ".join(sv), "\n  ".join(en))


def _state(found: Meaning) -> Text:
    if found.returned:
        return Text("bokförd, och sedan återbetald av banken", "booked, and then returned by the bank")
    return Text("bokförd", "booked") if found.booked else Text("ännu inte bokförd", "not booked yet")


def _people(people: Collection[str], one: str, more: str) -> str:
    return f"{len(people)} {one if len(people) == 1 else more}"


def main(options: argparse.Namespace) -> int:
    try:
        keys = PublicKeys.load(options.keys, options.trust, options.persons)
        proven = asyncio.run(check(options.file.read_bytes(), keys))
    except NotProven as error:
        print(f"Stämmer inte: {error.text.sv}" if options.lang == "sv" else f"Does not hold: {error.text.en}")
        return 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"Cannot read the file or the keys: {error}. See --help.", file=sys.stderr)
        return 2
    print(describe(proven).in_language(options.lang))
    return 0


def _options() -> argparse.Namespace:
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m services.audit.verify", description=__doc__, formatter_class=as_written)
    parser.add_argument("file", type=Path, help="the evidence")
    parser.add_argument("--keys", required=True, type=Path, help="the logs' and the witness's public keys: logs.json")
    parser.add_argument("--trust", required=True, type=Path, help="whose statements count: trust.json")
    parser.add_argument(
        "--persons", type=Path, help="which person keys are one person's after a number change: numbers.json"
    )
    parser.add_argument("--lang", choices=("sv", "en"), default="sv", help="the language of the answer")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main(_options()))
