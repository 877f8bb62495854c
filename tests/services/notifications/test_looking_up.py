"""What follows from the carrier's list, in tables."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from support.builders_notifications import MAYA

from aftercare_contracts import Purpose
from aftercare_notifications.domain.lookups import Adopt, Doubt, LookAgain, SendAgain, judge
from aftercare_notifications.domain.outcomes import Listed

MONDAY_10_IN_NEW_YORK = datetime.fromisoformat("2026-03-02T15:00Z")
SECOND_LOOK = LookAgain(timedelta(seconds=15))
AGAIN, BLINDLY = SendAgain(), SendAgain(blind=True, repeat=True)
EARLIER = SendAgain(repeat=True)
EARLY, PATIENT = (
    (Purpose.SAFETY, Purpose.PAGE),
    (Purpose.PROMPT, Purpose.REMINDER, Purpose.ANSWER, Purpose.NOTICE),
)


def listed(sid: str, body: str = "Hello", *, minutes: int = 0) -> Listed:
    created_at = MONDAY_10_IN_NEW_YORK + timedelta(minutes=minutes)
    return Listed(sid=sid, body=body, status="queued", code=None, created_at=created_at)


def doubt(purpose: Purpose, **changes: Any) -> Doubt:
    known: dict[str, Any] = {
        "message_id": UUID(int=1),
        "number": MAYA,
        "via": None,
        "body": "Hello",
        "claimed_at": MONDAY_10_IN_NEW_YORK,
        "waited": timedelta(seconds=20),
        "attempt": 1,
        "misses": 0,
        "blind": 0,
    }
    return Doubt(purpose=purpose, **(known | changes))


@pytest.mark.parametrize(
    ("found", "early", "patient", "patient_after_a_miss"),
    [
        ([listed("SM1")], Adopt(listed("SM1")), Adopt(listed("SM1")), Adopt(listed("SM1"))),
        ([listed("SM2", minutes=1), listed("SM1")], *[Adopt(listed("SM1"))] * 3),
        ([listed("SM1", minutes=-1)], EARLIER, SECOND_LOOK, AGAIN),
        ([], EARLIER, SECOND_LOOK, AGAIN),
        (None, BLINDLY, SECOND_LOOK, SECOND_LOOK),
        # changed by the carrier: what must not go twice takes it for its own, what may does not
        ([listed("SM1", "Trial - Hello")], EARLIER, *[Adopt(listed("SM1", "Trial - Hello"))] * 2),
        ([listed("SM1", "Trial - Hello"), listed("SM2")], *[Adopt(listed("SM2"))] * 3),
        # another text of ours that is in doubt as well
        ([listed("SM1", "Another of ours ")], EARLIER, SECOND_LOOK, AGAIN),
    ],
)
def test_what_follows_from_the_carriers_list(
    found: list[Listed] | None, early: object, patient: object, patient_after_a_miss: object
) -> None:
    others = ["Another of ours"]
    for purpose in EARLY:
        assert judge(doubt(purpose), found, others=others) == early
    for purpose in PATIENT:
        assert judge(doubt(purpose), found, others=others) == patient
        assert judge(doubt(purpose, misses=1), found, others=others) == patient_after_a_miss


@pytest.mark.parametrize(
    ("blind", "seconds"), [(0, 2), (1, 8), (2, 32), (3, 128), (4, 512), (5, 600), (6, 600), (2000, 600)]
)
def test_without_a_list_a_safety_text_goes_again_at_growing_intervals(blind: int, seconds: int) -> None:
    early = doubt(Purpose.SAFETY, blind=blind, waited=timedelta(seconds=seconds - 1))
    assert judge(early, None) == LookAgain(timedelta(seconds=1))
    assert judge(doubt(Purpose.SAFETY, blind=blind, waited=timedelta(seconds=seconds)), None) == BLINDLY
