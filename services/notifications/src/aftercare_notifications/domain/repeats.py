"""A text that may have arrived already says so when it goes again."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from aftercare_contracts import Purpose

# Twice is better than not at all: anything else goes once, or not at all.
TWICE_IF_NEED_BE = frozenset({Purpose.SAFETY, Purpose.PAGE})
_FALLBACK = "en"


def marked(body: str, language: str | None) -> str:
    """The text as it goes again."""
    marks = _marks()
    return marks.get(language or _FALLBACK, marks[_FALLBACK]) + body


def unmarked(body: str) -> str:
    """The text as it went first."""
    bare = body.strip()
    return next((bare.removeprefix(mark) for mark in _marks().values() if bare.startswith(mark)), bare)


@cache
def _marks() -> Mapping[str, str]:
    read = tomllib.loads(files(__package__).joinpath("repeats.toml").read_text("utf-8"))
    return {language: str(mark) for language, mark in read["again"].items()}
