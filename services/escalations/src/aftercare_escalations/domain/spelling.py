"""Codes as phones and people write them: what may be put right, and what must be asked about.

A wrong guess would take a case that nobody meant, and stop its paging. So a mistaken letter or digit is put
right only towards a code of a case that waits for its writer, and only where no second one can be meant; a
word without a digit, as a phone makes "Kim" of K7M, is never taken for a code.
"""

import re
import unicodedata
from collections.abc import Iterable

from aftercare_escalations.domain.codes import DIGITS, LETTERS

_LETTER = f"[{LETTERS}]"
_SPOKEN = {
    "2": "two|dos", "3": "three|tres", "4": "four|cuatro", "5": "five|cinco", "6": "six|seis",
    "7": "seven|siete", "8": "eight|ocho", "9": "nine|nueve",
}  # fmt: skip
_DIGIT_OF = {word: digit for digit, words in _SPOKEN.items() for word in words.split("|")}
# A digit that was dictated: a number word between two letters that stand alone, as in "K seven M".
_DICTATED = re.compile(
    rf"(?<!\w)({_LETTER})([\s.\-]+)({'|'.join(_DIGIT_OF)})(?=[\s.\-]+{_LETTER}(?!\w))", re.IGNORECASE
)
# What looks like a letter where a digit must stand, and the other way round; no code has 0, 1, I, L or O.
_AS_DIGIT = str.maketrans("BSZG1", "85267")
_AS_LETTER = str.maketrans("8526", "BSZG")
_TOKEN = re.compile(r"(?<!\w)(?=[a-z]*\d)[a-z\d]{3}(?:[a-z\d]{2})?(?!\w)", re.IGNORECASE)
# A phone that likes a text quotes it: 'Liked "… case K7M … Reply K7M NO to pass"'.
_QUOTED = re.compile(
    rf"[\"“”„«»].*(?<!\w){_LETTER}[{DIGITS}]{_LETTER}(?!\w).*\s.*", re.IGNORECASE | re.DOTALL
)
_BEFORE_A_QUOTE = re.compile(r"^\W*(?:[^\W\d]+\s+){1,4}$")


def tidied(words: str) -> str:
    """The same words with letters of full width made plain, and dictated digits made digits."""
    plain = unicodedata.normalize("NFKC", words)
    return _DICTATED.sub(lambda found: f"{found[1]}{found[2]}{_DIGIT_OF[found[3].casefold()]}", plain)


def is_echo(words: str) -> bool:
    """Whether a phone sent one of our texts back with a word before it, as it does for a thumb up."""
    quoted = _QUOTED.search(words)
    return quoted is not None and _BEFORE_A_QUOTE.match(words[: quoted.start()]) is not None


def meant_code(words: str, codes: Iterable[str]) -> tuple[str, int, int] | None:
    """The only one of these codes that a token can be a mistaken writing of, and where that stands."""
    found = [
        (code, token.start(), token.end())
        for token in _TOKEN.finditer(words)
        for code in dict.fromkeys(codes)
        if _as_code(token.group()) == code
    ]
    return found[0] if len({code for code, _, _ in found}) == 1 else None


def _as_code(token: str) -> str:
    return "".join(
        one.translate(_AS_DIGIT if number % 2 else _AS_LETTER) for number, one in enumerate(token.upper())
    )
