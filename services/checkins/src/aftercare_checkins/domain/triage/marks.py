from dataclasses import dataclass

from aftercare_checkins.domain.triage.lexicon import Lexicon, Node
from aftercare_checkins.domain.triage.tokens import Kind, Piece

_NOTHING: frozenset[str] = frozenset()
_LONGEST_PHRASE = 14
# What a guessed spelling may mean beside signs and parts of the body.
_GUESSABLE = frozenset(
    {
        "ordinary",
        "severe",
        "moderate",
        "intensifier",
        "now",
        "still",
        "not_improving",
        "unmanageable",
        "came_back",
    }
    | {"not_well", "sarcasm", "self", "join", "temperature"}
)
# What these phrases say as a whole is not what their words say.
_SEALED = frozenset(
    {
        "idiom",
        "praise",
        "fine",
        "sarcasm",
        "optout",
        "instruction",
        "not_ending",
        "not_improving",
        "resolved",
        "improving",
        "mild",
    }
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of pieces that the vocabulary knows, and what it may mean."""

    start: int
    end: int
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    nodes: tuple[Node, ...]
    guessed: bool


def find_marks(cut: tuple[Piece, ...], lexicon: Lexicon) -> tuple[Mark, ...]:
    """Find what the vocabulary knows, from left to right, the longest phrase first."""
    found: list[_Found] = []
    at = 0
    while at < len(cut):
        best = _longest(cut, at, lexicon)
        if best is None:
            at += 1
        else:
            found.append(best)
            at = best.end
    language = _language(found)
    marks = (Mark(each.start, each.end, _meaning_of(each, language, lexicon)) for each in found)
    return tuple(mark for mark in marks if mark.concepts)


def inner_marks(cut: tuple[Piece, ...], marks: tuple[Mark, ...], lexicon: Lexicon) -> tuple[Mark, ...]:
    """Find the parts of the body and what happens to them inside longer phrases, for combinations alone."""
    return tuple(
        Mark(at, at + 1, concepts)
        for mark in marks
        if mark.end - mark.start > 1 and mark.concepts.isdisjoint(_SEALED)
        for at in range(mark.start, mark.end)
        if (concepts := (_alone(cut[at], lexicon) & lexicon.table.combining) - mark.concepts)
    )


def _alone(piece: Piece, lexicon: Lexicon) -> frozenset[str]:
    keys = _keys(piece, lexicon) or lexicon.speller.guesses(piece.text)
    nodes = tuple(node for key in keys if (node := lexicon.root.after.get(key)) is not None)
    return _meaning(nodes, None)


def _longest(cut: tuple[Piece, ...], at: int, lexicon: Lexicon) -> _Found | None:
    """Find the longest phrase that begins here, with all that it may mean; fillers may stand inside."""
    best: _Found | None = None
    paths = [(lexicon.root, at, False, False)]
    while paths:
        node, position, guessed, skipped = paths.pop()
        if node.concepts and not skipped and (best is None or position >= best.end):
            best = _longer(best, _Found(at, position, (node,), guessed), lexicon)
        if position >= min(len(cut), at + _LONGEST_PHRASE):
            continue
        keys = _keys(cut[position], lexicon)
        guess = not keys and cut[position].kind is Kind.WORD
        for key in lexicon.speller.guesses(cut[position].text) if guess else keys:
            following = node.after.get(key)
            if following is not None:
                paths.append((following, position + 1, guessed or guess, False))
        if position > at and not lexicon.fillers.isdisjoint(keys):
            paths.append((node, position + 1, guessed, True))
    return best


def _longer(best: _Found | None, found: _Found, lexicon: Lexicon) -> _Found | None:
    if found.guessed and not _meaning_of(found, None, lexicon):
        return best
    if best is None or found.end > best.end:
        return found
    return _Found(found.start, found.end, best.nodes + found.nodes, best.guessed or found.guessed)


def _keys(piece: Piece, lexicon: Lexicon) -> tuple[str, ...]:
    match piece.kind:
        case Kind.WORD:
            return lexicon.speller.readings(piece.text)
        case Kind.NUMBER | Kind.SYMBOL:
            return (piece.text,)
        case Kind.STRONG | Kind.WEAK:
            return ()


def _language(found: list[_Found]) -> str | None:
    spoken = [{language for node in each.nodes for language in node.concepts} for each in found]
    english = sum("en" in languages and "es" not in languages for languages in spoken)
    spanish = sum("es" in languages and "en" not in languages for languages in spoken)
    if english > spanish:
        return "en"
    return "es" if spanish > english else None


def _meaning_of(found: _Found, language: str | None, lexicon: Lexicon) -> frozenset[str]:
    """Return what was found may mean; a guessed spelling never means what reassures."""
    meaning = _meaning(found.nodes, language)
    if not found.guessed:
        return meaning
    return meaning & (_GUESSABLE | lexicon.table.combining | lexicon.table.rows.keys())


def _meaning(nodes: tuple[Node, ...], language: str | None) -> frozenset[str]:
    """Return all meanings, or those of the message's language where a word exists in both."""
    known = {name for node in nodes for name in node.concepts}
    chosen = {language, "other"} if language in known else known
    return _NOTHING.union(*(node.concepts[name] for node in nodes for name in chosen & node.concepts.keys()))
