"""What staff mean by a text."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from aftercare_contracts import Decision
from aftercare_escalations.domain.case import Case, State
from aftercare_escalations.domain.codes import DIGITS, LETTERS
from aftercare_escalations.domain.effects import Notice
from aftercare_escalations.domain.vocabulary import (
    BEFORE_CLOSE,
    BESIDE,
    CLOSE,
    PASS,
    POLITE,
    TAKE,
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


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Words that say nothing we act on."""

    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A decision about one case."""

    case_id: UUID
    decision: Decision
    outcome: str


@dataclass(frozen=True, slots=True)
class Unmeant:
    """No case, or not one alone, can be meant: what to say about it, and the codes to choose from."""

    notice: Notice
    codes: tuple[str, ...] = ()


def parse(words: str) -> Understood | NotUnderstood:
    """Read a text of staff: only what is plainly a yes takes a case, as a wrong one would stop the paging."""
    code, rest = _split(words)
    found = [(_plain(match.group()), match.end()) for match in _WORD.finditer(rest)]
    said = {word for word, _ in found}
    verb = next((pair for pair in found if pair[0] not in BEFORE_CLOSE), None)
    if verb is not None and verb[0] in CLOSE:
        return Understood(decision=Decision.CLOSE, code=code, outcome=rest[verb[1] :].strip(" \t\n\r.,:;-!"))
    if said & CLOSE:
        return NotUnderstood(code)
    if said & (PASS - _polite(rest)):
        return Understood(decision=Decision.PASS_ON, code=code)
    yes = bool(code or said & TAKE) or said >= TAKE_TOGETHER
    plainly = yes and said <= TAKE | BESIDE | _polite(rest) and "?" not in words
    return Understood(decision=Decision.TAKE, code=code) if plainly else NotUnderstood(code)


def meant(read: Understood | NotUnderstood, staff_id: UUID, known: Sequence[Case]) -> Meant | Unmeant:
    """The case that a text is about: that of its code, or the only one of those that concern the writer."""
    if isinstance(read, NotUnderstood):
        return Unmeant(Notice.HELP)
    match known if read.code else _possible(read.decision, staff_id, known):
        case [one]:
            return Meant(case_id=one.case_id, decision=read.decision, outcome=read.outcome)
        case []:
            return Unmeant(Notice.UNKNOWN_CODE, (read.code,)) if read.code else Unmeant(Notice.NONE_WAITING)
        case several:
            return Unmeant(Notice.WHICH, tuple(one.code for one in several))


def _possible(decision: Decision, staff_id: UUID, known: Sequence[Case]) -> list[Case]:
    waiting = [one for one in known if one.state is State.OPEN]
    held = [one for one in known if one.holder == staff_id]
    match decision:
        case Decision.TAKE:
            return waiting + [one for one in held if one.asked] or held
        case Decision.PASS_ON:
            return waiting + held
        case Decision.CLOSE:
            return held or waiting


def _split(words: str) -> tuple[str | None, str]:
    """The code in a text, and the text without it."""
    tight = _TIGHT.search(words)
    spelled = None if tight else _SPELLED.search(words)
    if tight is not None:
        start, end = tight.span()
    elif spelled is not None:
        start, end = spelled.span("code")
    else:
        return None, words
    return re.sub(r"[^A-Z0-9]", "", words[start:end].upper()), f"{words[:start]} {words[end:]}"


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(one for one in decomposed if one.isalnum())


def _polite(rest: str) -> set[str]:
    found = re.search(POLITE, rest, re.IGNORECASE)
    return set() if found is None else {_plain(one) for one in found.group().split()}
