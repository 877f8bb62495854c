"""While a person talks with a patient, what is automated keeps quiet."""

from datetime import datetime, timedelta

from aftercare_contracts import Level, StaffTexted

PAUSE = timedelta(minutes=60)  # after the last text that staff sent
_SPOKEN_ALL_THE_SAME = (Level.SEVERE, Level.EMERGENCY)


def pause_after(event: StaffTexted) -> datetime:
    """When automated texts may go again, if staff send no other."""
    return event.occurred_at + PAUSE


def hushes(level: Level) -> bool:
    """Whether an answer at this level keeps quiet in a pause: a text that may save somebody never does."""
    return level not in _SPOKEN_ALL_THE_SAME
