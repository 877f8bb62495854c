"""The texts as they lie beside this file, one file a language."""

import tomllib
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from aftercare_checkins.domain.wording import TextName, Texts, Wording

LANGUAGES = ("en", "es")


def load() -> Texts:
    """Read all texts; raises KeyError when a language lacks one."""
    found = [
        Wording(name=name, language=language, **said[name])
        for language, said in written().items()
        for name in TextName
    ]
    return Texts(wordings=MappingProxyType({(one.name, one.language): one for one in found}))


def written() -> dict[str, dict[str, Any]]:
    """What stands in the files, by language, whatever it is."""
    return {language: tomllib.loads(_file(language)) for language in LANGUAGES}


def _file(language: str) -> str:
    return (files(__name__) / f"{language}.toml").read_text(encoding="utf-8")
