"""Which replies are to be read for symptoms."""

from aftercare_contracts import Keyword, ReplyReceived


def awaits_reading(reply: ReplyReceived) -> bool:
    """Whether a reply is to be read; a photo is more than the keyword beside it."""
    match reply.keyword if not reply.photos else None:
        case Keyword.STOP | Keyword.START:
            return False
        case Keyword.HELP | None:
            return True
