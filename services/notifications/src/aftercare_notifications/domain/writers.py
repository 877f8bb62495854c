"""Who wrote, when all that is known is a number."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from aftercare_contracts import Party, PartyKind

_STRANGERS = UUID("0f0a7f7a-6f1d-4a87-9b58-0d6a5d1c7a41")
_CODE = re.compile(r"\b(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{2,10}\b")
_ANSWER_TO_A_PAGE = 4  # words at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """To whom the words are put down; `candidates` are the patients who share the number."""

    party: Party
    candidates: tuple[UUID, ...] = ()


def stranger(clinic_id: str, number: str) -> Party:
    """The one party that stands for a number of which we cannot say whose it is."""
    return Party(kind=PartyKind.STRANGER, id=uuid5(_STRANGERS, f"{clinic_id}/{number}"))


def home_of(own: str, knowing: Collection[str]) -> str:
    """The clinic that a text is for: our own, unless exactly one other knows the number and we do not."""
    match sorted(set(knowing)):
        case [only]:
            return only
        case _:
            return own


def who_wrote(
    words: str, on_number: Sequence[Party], *, pages: Sequence[str], clinic_id: str, number: str
) -> Writer:
    """Of the parties on a number the one who wrote; `pages` are the pages that went there lately.

    Where staff and a patient share a number, short words with a code of one of those pages answer the page;
    anything else is the patient's: a page that was not answered is repeated, a report would be lost.
    """
    staff = [party for party in on_number if party.kind is PartyKind.STAFF]
    patients = [party for party in on_number if party.kind is PartyKind.PATIENT]
    match staff, patients:
        case [first, *_], []:
            return Writer(party=first)
        case [first, *_], _ if _answers_a_page(words, pages):
            return Writer(party=first)
        case _, [only]:
            return Writer(party=only)
        case _:
            candidates = tuple(sorted(party.id for party in patients))
            return Writer(party=stranger(clinic_id, number), candidates=candidates)


def _answers_a_page(words: str, pages: Sequence[str]) -> bool:
    said = {code.casefold() for code in _CODE.findall(words)}
    paged = {code.casefold() for page in pages for code in _CODE.findall(page)}
    return len(words.split()) <= _ANSWER_TO_A_PAGE and bool(said & paged)
