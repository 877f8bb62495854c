"""The texts that a patient may get: data, each with a version, filled with what the clinic says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from aftercare_checkins.domain.gsm7 import plain

FALLBACK = "en"


class TextName(StrEnum):
    """Every text there is, in each language."""

    FIRST_PROMPT = "first_prompt"
    PROMPT = "prompt"
    REMINDER = "reminder"
    RASH_FOLLOWUP = "rash_followup"
    EMERGENCY = "emergency"
    EMERGENCY_SELF_HARM = "emergency_self_harm"
    SEVERE = "severe"
    MODERATE = "moderate"
    MILD = "mild"
    NONE = "none"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A text with `{clinic}` and `{emergency}` yet to be filled in."""

    name: TextName
    language: str
    version: int
    text: str

    @property
    def id(self) -> str:
        """Name, language and version, as prompt.en.1."""
        return f"{self.name}.{self.language}.{self.version}"

    def fill(self, *, clinic: str, emergency: str) -> str:
        """The text as it is sent."""
        return self.text.format(clinic=plain(clinic), emergency=emergency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """All texts, in all languages."""

    wordings: Mapping[tuple[TextName, str], Wording]

    def pick(self, name: TextName, *languages: str) -> Wording:
        """A text in the first of these languages that there is, else in English."""
        spoken = (one for one in (*languages, FALLBACK) if (name, one) in self.wordings)
        return self.wordings[name, next(spoken)]
