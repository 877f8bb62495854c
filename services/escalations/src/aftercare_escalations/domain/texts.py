"""What is written to staff and patients, in their language, in letters that fit one segment."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

SEGMENT = 160  # characters of GSM-7 that go as one text
_FALLBACK = "en"
_LONGEST = 640  # characters, as the event has it
# The letters of GSM 03.38: any other makes a carrier send the whole text in short, dear segments.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text as it goes, but for the names, and which wording it is."""

    text: str
    wording: str


def text(key: str, language: str, facts: Mapping[str, object], *, room: int = SEGMENT) -> Text:
    """The longest form of a text that fits the room, or its shortest; `{patient}` and `{staff}` stay."""
    texts = _texts(language)
    known = {"patient": "{patient}", "staff": "{staff}", **facts}
    forms = [gsm7(form.format_map(known)) for form in texts[key]]
    chosen = next((form for form in forms if len(form) <= room), forms[-1])
    return Text(text=chosen[:_LONGEST], wording=f"{key}.{texts['language']}.{texts['version']}")


def phrase(key: str, language: str, **facts: object) -> str:
    """A part of a text."""
    return str(_texts(language)[key]).format_map(facts)


def spoken(key: str, language: str, facts: Mapping[str, object]) -> Mapping[str, str]:
    """The parts of a text that is said and not written."""
    parts: Mapping[str, str] = _texts(language)[key]
    return {name: part.format_map(facts) for name, part in parts.items()}


def gsm7(written: str) -> str:
    """The same in letters of GSM-7: accents that it lacks are dropped, all else becomes a question mark."""
    return "".join(one if one in _GSM else _nearest(one) for one in written)


def _nearest(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", letter)[:1]
    return bare if bare in _GSM else "?"


def _texts(language: str) -> Mapping[str, Any]:
    known = _load()
    return known.get(language, known[_FALLBACK])


@cache
def _load() -> Mapping[str, Mapping[str, Any]]:
    found = (
        one for one in (files("aftercare_escalations") / "texts").iterdir() if one.name.endswith(".toml")
    )
    read = {one.name.removesuffix(".toml"): tomllib.loads(one.read_text("utf-8")) for one in found}
    return MappingProxyType({name: {**texts, "language": name} for name, texts in read.items()})
