"""What a text costs on the air: the GSM 03.38 alphabet, in which 160 characters are one message."""

import unicodedata

ONE_SEGMENT = 160
LONGEST_NAME = 20  # characters, the most that a clinic may be called
_PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")


def septets(text: str) -> int | None:
    """Septets of a text, two for a character of the extension table; none when it is not GSM-7."""
    if not _PLAIN.union(_EXTENDED).issuperset(text):
        return None
    return sum(2 if character in _EXTENDED else 1 for character in text)


def plain(name: str) -> str:
    """A name in at most 20 characters of one septet each, accents dropped where GSM-7 lacks them.

    One foreign letter in a clinic's name would make each of its texts two or three messages. A name of
    which nothing is left, as one in Chinese, stays as it is: a dear text is better than a nameless one.
    """
    letters = "".join(_letter(character) for character in unicodedata.normalize("NFC", name))
    return " ".join(letters.split())[:LONGEST_NAME].strip() or name


def _letter(character: str) -> str:
    if character in _PLAIN:
        return character
    folded = unicodedata.normalize("NFKD", character)
    return "".join(one for one in folded if one in _PLAIN)
