from collections.abc import Callable, Iterator, Mapping

from aftercare_checkins.domain.triage.assessment import Level
from aftercare_checkins.domain.triage.clauses import Message
from aftercare_checkins.domain.triage.marks import Mark
from aftercare_checkins.domain.triage.reading import Reading
from aftercare_checkins.domain.triage.subject import others
from aftercare_checkins.domain.triage.tokens import Kind
from aftercare_checkins.domain.triage.verdict import Verdict

_BODY = (
    *("lip", "tongue", "mouth", "throat", "face", "eye", "eyelid", "forehead", "chest", "breathe", "swallow"),
    *("voice", "heart", "skin", "ear", "neck", "hand", "gland", "limb"),
)
# What makes a clause no statement of how the body is now.
_NO_STATEMENT = frozenset(
    {"fine", "praise", "idiom", "resolved", "improving", "well_again", "mild", "ended", "less"}
    | {"hypothetical", "expected", "optout", "instruction", "photo", "care", "ordinary_things"}
    | {"past", "history", "strong_past", "same", "foreign", "wrong_number"}
)
# What opens an order to the clinic: "stop pestering me".
_ORDERS = frozenset({"stop", "quit", "remove", "delete"})
# Words that say nothing of a part they stand beside.
_NOT_TELLING = frozenset(
    {"denial_link", "ended_link", "self", "join", "person", "he", "contrast", "now"}
    | {"not_well", "mood", "same", "neutral"}
)
_SHORTEST_CONTENT = 3


def unread(reading: Reading) -> Iterator[Verdict]:
    """Take what is told of the patient and could not be read as serious, where nothing else was read."""
    message = reading.message
    another = others(message)
    for name, tells in _TELLING.items():
        done = -1
        for mark in message.of(name):
            if (number := message.clause[mark.start]) == done or mark.start in another:
                continue
            done, clause = number, _clause(message, mark)
            if _stated(message, clause, mark) and tells(message, clause, mark):
                yield Verdict(
                    level=Level.SEVERE, rule=f"unread:{name}", words=message.text(clause.start, clause.stop)
                )


def _clause(message: Message, mark: Mark) -> range:
    """Return where the clause of a mark begins and ends."""
    number, start, end = message.clause[mark.start], mark.start, mark.end
    while start > 0 and message.clause[start - 1] == number:
        start -= 1
    while end < len(message.pieces) and message.clause[end] == number:
        end += 1
    return range(start, end)


def _stated(message: Message, clause: range, mark: Mark) -> bool:
    """Whether the clause states how something is now, and no "no" stands before it."""
    return not message.asks(mark.start) and all(
        _NO_STATEMENT.isdisjoint(message.meant[at] - mark.concepts)
        and not (at < mark.start and "negator" in message.meant[at])
        for at in clause
    )


def _content(message: Message, clause: range, mark: Mark) -> bool:
    """Whether the clause says more of the part than its name: a word that no list explains."""
    return any(
        not mark.start <= at < mark.end
        and message.pieces[at].kind is Kind.WORD
        and len(message.pieces[at].text) >= _SHORTEST_CONTENT
        and _NOT_TELLING.isdisjoint(message.meant[at])
        for at in clause
    )


def _of_the_sender(message: Message, clause: range, mark: Mark) -> bool:
    """Whether the clause is about how the sender is: not about the clinic, the day or the looks."""
    return (
        _content(message, clause, mark)
        and not message.has("optout")
        and message.pieces[clause.start].text not in _ORDERS
        and not any(message.says("business", at) or message.says("person", at) for at in clause)
    )


def _not_understood(message: Message, clause: range, mark: Mark) -> bool:
    """Whether what the sender cannot do is a word that nobody knows."""
    return any(
        not message.meant[at] and message.pieces[at].kind is Kind.WORD for at in clause if at >= mark.end
    )


def _always(_message: Message, _clause: range, _mark: Mark) -> bool:
    return True


_TELLING: Mapping[str, Callable[[Message, range, Mark], bool]] = {
    **dict.fromkeys(_BODY, _content),
    "cannot": _not_understood,
    "self": _of_the_sender,
    "alarm": _always,
    "not_ending": _always,
}
