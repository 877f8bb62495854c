"""From the bytes of a file to its text."""

import codecs
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# What Excel writes in the West; where UTF-8 does not fit, and Latin-1 takes what even that leaves undefined.
_OLDER = (("cp1252", "Windows-1252"), ("latin-1", "Latin-1"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, and how it was written."""

    text: str
    encoding: str


def decoded(raw: bytes) -> Decoded:
    """The text of a file; never fails, as every byte is some letter in Latin-1."""
    marked = [(codec, name) for mark, codec, name in _MARKS if raw.startswith(mark)]
    for codec, name in (*marked, ("utf-8", "UTF-8"), *_OLDER[:-1]):
        try:
            return Decoded(raw.decode(codec), name)
        except UnicodeDecodeError:
            continue
    codec, name = _OLDER[-1]
    return Decoded(raw.decode(codec), name)
