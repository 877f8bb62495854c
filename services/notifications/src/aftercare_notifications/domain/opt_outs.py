"""In which order what somebody wrote counts."""

from datetime import datetime, timedelta

# Real time that an opt-out lets the safety text which answers the same reply go first. The bus tries again
# after 1, 6, 36 and 156 seconds, and buries what has failed for the sixth time: this ends before.
PATIENCE = timedelta(minutes=2)


def had_opted_out(withdrawn_at: datetime | None, written_at: datetime | None) -> bool:
    """Whether somebody had opted out when they wrote; a text without a time has just been written.

    A text that reaches us late must not undo what was written after it. Both times are real.
    """
    return withdrawn_at is not None and (written_at is None or written_at > withdrawn_at)


def lets_it_go_first(*, under_way: bool, waited: timedelta | None) -> bool:
    """Whether an opt-out waits for a text; `waited` since the reply came, none for a reply nobody knows."""
    return under_way and waited is not None and waited < PATIENCE
