from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A file that came with a message; deleted at the carrier, its phone shows it still."""

    message_sid: str
    sid: str
    media_type: str
    content: bytes
    deleted: bool = False
