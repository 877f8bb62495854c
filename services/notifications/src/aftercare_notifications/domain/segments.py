"""How many segments a text is sent and billed as, https://www.twilio.com/docs/glossary/what-is-gsm-7-character-encoding."""

from collections.abc import Iterable

# GSM 03.38: one septet each, and two for the extension table.
_PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_GSM7_SINGLE, _GSM7_PART = 160, 153
_UCS2_SINGLE, _UCS2_PART = 70, 67
_LAST_IN_ONE_UNIT = "\uffff"


def segments(text: str) -> int:
    """One for a text that fits, and one for each part of a longer one; a single emoji makes parts short."""
    if all(one in _PLAIN or one in _EXTENDED for one in text):
        return _parts((1 + (one in _EXTENDED) for one in text), _GSM7_SINGLE, _GSM7_PART)
    return _parts((1 + (one > _LAST_IN_ONE_UNIT) for one in text), _UCS2_SINGLE, _UCS2_PART)


def _parts(widths: Iterable[int], single: int, part: int) -> int:
    """Filled in order; a character of two units is never split over two of them."""
    units = list(widths)
    if sum(units) <= single:
        return 1
    parts, used = 1, 0
    for width in units:
        if used + width > part:
            parts, used = parts + 1, 0
        used += width
    return parts
