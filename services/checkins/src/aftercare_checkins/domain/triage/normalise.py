import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Ten joined segments of SMS are 1,530 characters; what is longer is read at both ends, and goes to a person.
_LONGEST = 6_000
_TAIL = 2_000

# Letters of other scripts that look like Latin ones (a subset of Unicode's confusables.txt).
_LOOKALIKES = str.maketrans(
    "авсԁеԍһіјкӏмпорԛѕтуѵхԝуԝαβεικνορτυχϲγη",
    "abcdeghijklmnopqstyvxwywabeiknoptuxcyn",
)
_SPELLED_OUT = re.compile(r"(?<![a-z0-9])(?:[a-z][ .\-_*]){3,}[a-z](?![a-z0-9])")
_SHORTHAND = re.compile(r"(?<=\s)/s\b|\bw/o\b|\bw/|\bb/c\b|\bn/a\b|\b24/7\b")
_SHORTHANDS = {"w/o": "without ", "w/": "with ", "b/c": "because ", "n/a": "none ", "24/7": "nonstop "}
_SHORTHANDS |= {"/s": "sarcasm"}
_APOSTROPHES = str.maketrans(dict.fromkeys("'\u2019\u2018`\u00b4\u02bc\u2032", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """The words in one plain spelling, and what that cost."""

    text: str
    lookalikes: bool = False
    other_script: bool = False
    truncated: bool = False


def normalise(words: str) -> Normalised:
    """Fold width, case, accents, digits and look-alike letters; drop what cannot be seen."""
    truncated = len(words) > _LONGEST
    if truncated:
        words = f"{words[: _LONGEST - _TAIL]} . {words[-_TAIL:]}"
    lookalikes = other_script = False
    if not words.isascii():
        words = "".join(map(_plain, unicodedata.normalize("NFKC", words)))
    text = words.lower() if words.isascii() else words.casefold()
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        text, lookalikes, other_script = _one_script(text)
    return Normalised(
        text=_spelled_together(text.translate(_APOSTROPHES).replace("%", " percent ")),
        lookalikes=lookalikes,
        other_script=other_script,
        truncated=truncated,
    )


def folded(phrase: str) -> str:
    """Return a phrase of the vocabulary in the spelling that `normalise` gives a message."""
    return normalise(phrase).text


@lru_cache(maxsize=8_192)
def _plain(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category in {"Cf", "Me", "Cs", "Co", "Cn"} or char in "\ufe0f\ufe0e":
        return ""
    return " " if category == "Cc" and char != "\n" else char


def _one_script(text: str) -> tuple[str, bool, bool]:
    letters = [c for c in text if c.isalpha() and not c.isascii()]
    if not letters:
        return text, False, False
    latin = any(c.isalpha() for c in text if c.isascii())
    translated = text.translate(_LOOKALIKES)
    lookalikes = latin and translated != text
    other_script = any(c.isalpha() and not _is_latin(c) for c in translated) or not latin
    return (translated if latin else text), lookalikes, other_script


@lru_cache(maxsize=8_192)
def _is_latin(char: str) -> bool:
    return char.isascii() or unicodedata.name(char, "").startswith("LATIN")


def _spelled_together(text: str) -> str:
    if "/" in text:
        text = _SHORTHAND.sub(lambda found: _SHORTHANDS[found[0]], text)
    return _SPELLED_OUT.sub(lambda found: re.sub(r"[ .\-_*]", "", found[0]), text)
