from dataclasses import dataclass

from aftercare_checkins.domain.triage.assessment import Prompt
from aftercare_checkins.domain.triage.clauses import Message, message_of
from aftercare_checkins.domain.triage.context import in_context
from aftercare_checkins.domain.triage.lexicon import Lexicon
from aftercare_checkins.domain.triage.marks import marker
from aftercare_checkins.domain.triage.normalise import Normalised, normalise
from aftercare_checkins.domain.triage.scale import Reading as Answer
from aftercare_checkins.domain.triage.scale import numbers_in, out_of_scale, scale_readings
from aftercare_checkins.domain.triage.signs import Finding, Status, find_signs
from aftercare_checkins.domain.triage.subject import others
from aftercare_checkins.domain.triage.temperature import fever_readings, pulse_readings
from aftercare_checkins.domain.triage.tokens import Kind, pieces

_TWO = 2
_SHORTEST_UNKNOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that was read in one message; the rules decide on this alone."""

    message: Message
    findings: tuple[Finding, ...]
    answers: tuple[Answer, ...]
    odd_number: bool
    unknown: tuple[str, ...]
    spelling: Normalised
    day: int
    prompt: Prompt
    photos: int

    def with_status(self, *statuses: Status) -> tuple[Finding, ...]:
        """Return the findings that have one of these statuses."""
        return tuple(each for each in self.findings if each.status in statuses)

    def improving(self) -> bool:
        """Whether the message says that it is getting better."""
        return (
            any(not self._denied(mark.start) for mark in self.message.of("improving")) or self._number_fell()
        )

    def fades(self, finding: Finding) -> bool:
        """Whether it is this sign that gets better: said in its sentence, or in one that names none."""
        if finding.fading or self._number_fell():
            return True
        named = {self.message.sentence[each.start] for each in self.findings}
        own = self.message.sentence[finding.start]
        return any(
            not self._denied(mark.start)
            for mark in self.message.of("improving")
            if (self.message.sentence[mark.start] == own and not self._apart(mark.start, finding))
            or self.message.sentence[mark.start] not in named
        )

    def _apart(self, at: int, finding: Finding) -> bool:
        """Whether "but" or "except" sets the sign apart from an improvement told before it."""
        return any(self.message.says("contrast", between) for between in range(at, finding.start))

    def _denied(self, at: int) -> bool:
        clause = self.message.clause[at]
        return any(
            self.message.clause[before] == clause and self.message.says("negator", before)
            for before in range(max(0, at - 3), at)
        )

    def _number_fell(self) -> bool:
        if len(self.answers) < _TWO:
            return False
        now = [answer.value for answer in self.answers if not answer.earlier]
        before = [answer.value for answer in self.answers if answer.earlier]
        return bool(now and before) and max(now) < max(before)


def read(words: str, lexicon: Lexicon, *, day: int, prompt: Prompt, photos: int) -> Reading:
    """Read a message: spelling, phrases, signs with their context, numbers, and what was not understood."""
    spelling = normalise(words)
    cut = tuple(pieces(spelling.text))
    message = message_of(cut, *marker(lexicon).marks(cut))
    values = numbers_in(message, lexicon.numbers)
    signs = find_signs(message, lexicon.table) + fever_readings(message) + pulse_readings(message)
    findings = in_context(message, signs, lexicon.table) if signs else ()
    return Reading(
        message=message,
        findings=findings,
        answers=scale_readings(message, values),
        odd_number=out_of_scale(message, values),
        unknown=_unknown(message),
        spelling=spelling,
        day=day,
        prompt=prompt,
        photos=photos,
    )


def _unknown(message: Message) -> tuple[str, ...]:
    another = others(message)
    return tuple(
        piece.text
        for at, piece in enumerate(message.pieces)
        if piece.kind is Kind.WORD
        and message.at[at] is None
        and (len(piece.text) >= _SHORTEST_UNKNOWN or not piece.text.isascii())
        and at not in another
    )
