from __future__ import annotations

from enum import StrEnum

# https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
_STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
_START = frozenset({"START", "YES", "UNSTOP"})
_HELP = frozenset({"HELP", "INFO"})


class Keyword(StrEnum):
    """What Twilio itself understands of a text; the value is its OptOutType."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


CANNED_REPLIES: dict[Keyword, str] = {
    Keyword.STOP: (
        "You have successfully been unsubscribed. You will not receive any more messages from this number. "
        "Reply START to resubscribe."
    ),
    Keyword.START: (
        "You have successfully been re-subscribed to messages from this number. "
        "Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply."
    ),
    Keyword.HELP: "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def read_keyword(words: str, *, opted_out: bool) -> Keyword | None:
    """The keyword, if the text is exactly one; START counts only for who has opted out."""
    word = words.strip().upper()
    if word in _STOP:
        return Keyword.STOP
    if word in _HELP:
        return Keyword.HELP
    return Keyword.START if word in _START and opted_out else None
