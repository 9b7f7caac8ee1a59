"""Names and texts in the letters that Swedish banks take.

The letters are the basic Latin set of the payment schemes (a-z, A-Z, 0-9 and / - ? : ( ) . , ' + and space), which
Swedish banks widen by å, ä and ö for domestic payments. What lies outside is spelled as the European Payments Council
recommends in EPC217-08 ("SEPA Requirements for an Extended Character Set"): the letter without its mark, + for &, and
a full stop for other signs. A letter of another alphabet is refused instead of replaced: a payee's name is mandatory
and must still be the payee's name, so a person has to spell it.
"""

import re
import string
import unicodedata

_TAKEN = frozenset(string.ascii_letters + string.digits + "/-?:().,'+ " + "åäöÅÄÖ")
_SPELLED = {
    "&": "+",
    "’": "'",
    "‘": "'",
    "`": "'",
    "´": "'",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
    "ł": "l",
    "Ł": "L",
    "ı": "i",
    "ħ": "h",
    "Ħ": "H",
    "ŋ": "n",
    "Ŋ": "N",
    "ə": "e",
    "Ə": "E",
}


class NotWritable(ValueError):
    """The text has a character that no bank takes, or nothing left to write. The message never repeats it."""


def bank_text(text: str, max_length: int) -> str:
    """The text as a bank message may carry it, at most `max_length` characters. Raises NotWritable.

    Writing what it returns once more changes nothing.
    """
    spelled = "".join(_spelled(character) for character in unicodedata.normalize("NFC", text))
    # A slash first or last, or two in a row, is refused by banks that map texts to older formats.
    tidy = re.sub(r"/{2,}", "/", re.sub(r" +", " ", spelled)).strip(" /")
    cut = tidy[:max_length].rstrip(" /")
    if not any(character.isalnum() for character in cut):
        raise NotWritable("there is nothing to write")
    return cut


def _spelled(character: str) -> str:
    if character in _TAKEN:
        return character
    if character in _SPELLED:
        return _SPELLED[character]
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category[0] in "PS":
        return "."
    base = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    if category[0] == "L" and base and all(c in string.ascii_letters for c in base):
        return base
    raise NotWritable("a character belongs to no alphabet that the bank takes")
