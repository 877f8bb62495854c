"""The texts as they lie beside this file, one file a language."""

import tomllib
from importlib.resources import files
from types import MappingProxyType

from aftercare_checkins.domain.wording import TextName, Texts, Wording

LANGUAGES = ("en", "es")


def load() -> Texts:
    """Read all texts; raises KeyError when a language lacks one."""
    found = [wording for language in LANGUAGES for wording in _read(language)]
    return Texts(wordings=MappingProxyType({(one.name, one.language): one for one in found}))


def _read(language: str) -> list[Wording]:
    said = tomllib.loads((files(__name__) / f"{language}.toml").read_text(encoding="utf-8"))
    return [Wording(name=name, language=language, **said[name]) for name in TextName]
