import math

from aftercare_checkins.domain.triage.assessment import Level

TOP = 4
_BY_FOUR = (Level.NONE, Level.MILD, Level.MODERATE, Level.SEVERE, Level.SEVERE)


def graded(value: float, denominator: int) -> Level | None:
    """Return the level of a number out of 4, 5, 10 or 100; None outside the scale."""
    if not 0 <= value <= denominator:
        return None
    if denominator == TOP:
        return _BY_FOUR[math.ceil(value)]
    if value == 0:
        return Level.NONE
    severe, moderate = {5: (4, 2), 10: (7, 4), 100: (70, 40)}[denominator]
    if value >= severe:
        return Level.SEVERE
    return Level.MODERATE if value >= moderate else Level.MILD
