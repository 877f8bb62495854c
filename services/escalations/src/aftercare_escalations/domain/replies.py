"""What staff mean by a text."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from aftercare_contracts import Decision
from aftercare_escalations.domain.codes import DIGITS, LETTERS
from aftercare_escalations.domain.effects import Notice
from aftercare_escalations.domain.spelling import is_echo, meant_code, tidied
from aftercare_escalations.domain.vocabulary import (
    AFTER_NO_CLOSE,
    BEFORE_CLOSE,
    BEFORE_OVER,
    BESIDE,
    CLOSE,
    CLOSE_PLAINLY,
    OUTCOME,
    OVER,
    PASS,
    POLITE,
    TAKE,
    TAKE_OVER,
    TAKE_TOGETHER,
)

_LETTER, _DIGIT, _GAP = f"[{LETTERS}]", f"[{DIGITS}]", r"[\s.\-]*"
_TIGHT = re.compile(rf"(?<!\w){_LETTER}{_DIGIT}{_LETTER}(?:{_DIGIT}{_LETTER})?(?!\w)", re.IGNORECASE)
# A code that is spelled out stands at the beginning, or after one word: "take k 7 m".
_SPELLED = re.compile(
    rf"^\W*(?:\w+\W+)?(?P<code>{_LETTER}{_GAP}{_DIGIT}{_GAP}{_LETTER}(?:{_GAP}{_DIGIT}{_GAP}{_LETTER})?)(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['\u2019`][^\W_]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A decision about the case of a code, or without one about the only case it can mean."""

    decision: Decision
    code: str | None
    outcome: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Words that say nothing we act on, and what to answer."""

    code: str | None
    notice: Notice = Notice.HELP


def parse(written: str, codes: Collection[str] = ()) -> Understood | NotUnderstood:
    """Read a text of staff: only what is plain acts on a case, as a wrong guess would stop the paging.

    `codes` are those of the cases that wait for its writer.
    """
    words = tidied(written)
    code, rest = _split(words, codes)
    if is_echo(words):
        return NotUnderstood(code)
    said = _words(rest)
    if said & CLOSE:
        return _closing(code, rest, asks=_asks(words))
    polite = {word for found in re.findall(POLITE, rest, re.IGNORECASE) for word in _words(found)}
    if said & (PASS - polite):
        return Understood(decision=Decision.PASS_ON, code=code)
    over = bool(said & TAKE_OVER) or (OVER in said and bool(said & BEFORE_OVER))
    yes = bool(code or over or said & TAKE) or said >= TAKE_TOGETHER
    plainly = yes and said <= TAKE | BESIDE | polite | (TAKE_OVER | {OVER} if over else set())
    if not plainly or _asks(words):
        return NotUnderstood(code)
    return Understood(decision=Decision.TAKE, code=code, over=over)


def _closing(code: str | None, rest: str, *, asks: bool) -> Understood | NotUnderstood:
    """A text in which something is closed: the case, unless it may mean anything else."""
    found = [(_plain(match.group()), match.end()) for match in _WORD.finditer(rest)]
    verb, end = next((pair for pair in found if pair[0] not in BEFORE_CLOSE), ("", 0))
    after = next((word for word, at in found if at > end), "")
    contrary = _words(re.sub(OUTCOME, " ", rest, flags=re.IGNORECASE)) & (PASS | TAKE)
    plainly = verb in (CLOSE if code else CLOSE_PLAINLY) and after not in AFTER_NO_CLOSE
    # A single letter is no answer beside other words: "y" is Spanish for "and".
    if asks or not plainly or any(len(word) > 1 for word in contrary):
        return NotUnderstood(code, Notice.NOT_CLOSED)
    return Understood(decision=Decision.CLOSE, code=code, outcome=rest[end:].strip(" \t\n\r.,:;-!"))


def _split(words: str, codes: Collection[str]) -> tuple[str | None, str]:
    """The code in a text, and the text without it."""
    tight = _TIGHT.search(words)
    spelled = None if tight else _SPELLED.search(words)
    if tight is not None:
        start, end = tight.span()
    elif spelled is not None:
        start, end = spelled.span("code")
    elif (mistaken := meant_code(words, codes)) is not None:
        code, start, end = mistaken
        return code, f"{words[:start]} {words[end:]}"
    else:
        return None, words
    return re.sub(r"[^A-Z0-9]", "", words[start:end].upper()), f"{words[:start]} {words[end:]}"


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(one for one in decomposed if one.isalnum())


def _words(written: str) -> set[str]:
    return {_plain(match.group()) for match in _WORD.finditer(written)}


def _asks(words: str) -> bool:
    return any(mark in words for mark in "?¿")
