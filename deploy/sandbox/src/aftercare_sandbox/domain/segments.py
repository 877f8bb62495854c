from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# GSM 03.38: one septet each, and two for the extension table.
_PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
)
_EXTENDED = frozenset("\f^{}\\[~]|€")

_GSM7_SINGLE, _GSM7_PART = 160, 153
_UCS2_SINGLE, _UCS2_PART = 70, 67
_LAST_IN_ONE_UNIT = 0xFFFF


def is_gsm7(text: str) -> bool:
    """Whether every character is in the GSM-7 alphabet."""
    return all(character in _PLAIN or character in _EXTENDED for character in text)


def count_segments(text: str) -> int:
    """How many segments the text is billed as; an empty text is one."""
    if is_gsm7(text):
        return _pack((2 if character in _EXTENDED else 1 for character in text), _GSM7_SINGLE, _GSM7_PART)
    return _pack(
        (2 if ord(character) > _LAST_IN_ONE_UNIT else 1 for character in text), _UCS2_SINGLE, _UCS2_PART
    )


def _pack(widths: Iterable[int], single: int, part: int) -> int:
    """Fill segments in order; a character of two units is never split over two of them."""
    units = list(widths)
    if sum(units) <= single:
        return 1
    segments, used = 1, 0
    for width in units:
        if used + width > part:
            segments, used = segments + 1, 0
        used += width
    return segments
