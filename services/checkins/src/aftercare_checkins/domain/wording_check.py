"""What would be wrong with sending a text."""

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from aftercare_checkins.domain.gsm7 import LONGEST_NAME, ONE_SEGMENT, septets
from aftercare_checkins.domain.wording import TextName, Wording

_FILLED = frozenset({"clinic", "emergency"})
LONGEST_CLINIC = "M" * LONGEST_NAME
LONGEST_EMERGENCY = "9" * 6
# A text reports and advises; it names no disease, belittles nothing, and gives no drug or dose.
_FORBIDDEN = re.compile(
    r"infec|allerg|al[eé]rgi|normal|diagnos|nothing to worry|no worries|don.?t worry|no se preocupe|"
    r"antibi[oó]tic|antihist|steroid|esteroid|corti[sz]on|ibuprofen|aspirin|paracetamol|acetaminophen|"
    r"tylenol|advil|motrin|benadryl|zyrtec|claritin|naproxen|amoxi|\bcream|\bcrema|ointment|pomada|\bmg\b",
    re.IGNORECASE,
)
# Carriers act on a lone YES, END, CANCEL, QUIT, HELP or INFO, so a question must ask for something else.
_ASKS_FOR_A_KEYWORD = re.compile(r"\b(yes|no or|si o no|y/n|end|cancel|quit|help|info)\b", re.IGNORECASE)
_QUESTION = re.compile(r"[^.:?!]*\?")
_OPEN_QUESTION = re.compile(r"\s*¿?(how|qué tal|cómo|como)\b", re.IGNORECASE)


Written = Mapping[str, Mapping[str, Any]]


def findings(written: Mapping[str, Written]) -> Iterator[str]:
    """What is wrong with the texts as they were written, by language: what is said, and by which text."""
    for language, texts in written.items():
        for name in sorted({*TextName} - texts.keys()):
            yield f"{name}.{language}: it is not written"
        for name in sorted(texts.keys() - {*TextName}):
            yield f"{name}.{language}: it is a text that nobody sends"
        for name in (one for one in TextName if one in texts):
            wording = Wording(name=name, language=language, **texts[name])
            yield from (f"{wording.id}: {problem}" for problem in problems(wording))
    for name in TextName:
        placeholders = {
            frozenset(_placeholders(texts[name]["text"])) for texts in written.values() if name in texts
        }
        if len(placeholders) > 1:
            yield f"{name}: not every language names the clinic and the emergency number alike"


def problems(wording: Wording) -> Iterator[str]:
    """Each thing that is wrong with a text, once filled with the longest that a clinic may say of itself."""
    if unknown := _placeholders(wording.text) - _FILLED:
        yield f"it has {{{min(unknown)}}}, which nobody fills in"
        return
    text = wording.fill(clinic=LONGEST_CLINIC, emergency=LONGEST_EMERGENCY)
    length = septets(text)
    if length is None:
        yield "it has a character outside GSM-7"
    elif length > ONE_SEGMENT:
        yield f"it takes {length} septets, of {ONE_SEGMENT}"
    if not wording.text.startswith("{clinic}: "):
        yield "it does not begin with the clinic's name"
    if found := _FORBIDDEN.search(text):
        yield f"it says {found[0]!r}"
    if found := _ASKS_FOR_A_KEYWORD.search(text):
        yield f"it invites the carrier's keyword {found[0]!r}"
    if not all(_OPEN_QUESTION.match(question) for question in _QUESTION.findall(text)):
        yield "it asks a question that yes would answer"


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
