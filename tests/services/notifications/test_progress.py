"""How far texts come, and what the carrier's words and codes mean."""

from datetime import datetime, timedelta

import pytest

from aftercare_notifications.domain.errors import Kind, meaning
from aftercare_notifications.domain.lookups import Adopt, LookAgain, SendAgain, judge
from aftercare_notifications.domain.outcomes import Listed
from aftercare_notifications.domain.progress import CARRIER_STATUSES, News, State, advance
from aftercare_notifications.domain.sending import Lane

MONDAY_10_IN_NEW_YORK = datetime.fromisoformat("2026-03-02T15:00Z")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (20003, Kind.OPERATOR),
        (30034, Kind.OPERATOR),
        (30002, Kind.OPERATOR),
        (20429, Kind.TRANSIENT),
        (20503, Kind.TRANSIENT),
        (21611, Kind.TRANSIENT),
        (30001, Kind.TRANSIENT),
        *((code, Kind.PERMANENT) for code in (21211, 21408, 21610, 21612, 21614, 21635)),
        *((code, Kind.PERMANENT) for code in (30003, 30004, 30005, 30006, 30007, 30008, 30036)),
        (29999, Kind.PERMANENT),
        (None, Kind.PERMANENT),
    ],
)
def test_every_code_means_something_and_says_what_to_do(code: int | None, kind: Kind) -> None:
    assert meaning(code).kind is kind
    assert any(word in meaning(code).reason for word in ("phone", "find out"))


# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
OUTGOING = {"accepted", "scheduled", "canceled", "queued", "sending", "sent", "failed", "delivered", "read"}


def test_every_status_of_an_outgoing_text_is_known() -> None:
    assert OUTGOING | {"undelivered", "partially_delivered"} == set(CARRIER_STATUSES)


@pytest.mark.parametrize(
    ("state", "to", "news"),
    [
        (State.SENDING, State.QUEUED, (News.SENT,)),
        (State.UNKNOWN, State.DELIVERED, (News.SENT, News.DELIVERED)),
        (State.REQUESTED, State.FAILED, (News.SENT, News.FAILED)),
        (State.QUEUED, State.SENT, ()),
        (State.SENT, State.DELIVERED, (News.DELIVERED,)),
        (State.SENT, State.QUEUED, ()),
        (State.DELIVERED, State.FAILED, ()),
        (State.DELIVERED, State.DELIVERED, ()),
        (State.FAILED, State.DELIVERED, ()),
    ],
)
def test_a_text_only_goes_forward(state: State, to: State, news: tuple[News, ...]) -> None:
    assert advance(state, to) == news


def listed(sid: str, body: str = "Hello", *, minutes: int = 0) -> Listed:
    created_at = MONDAY_10_IN_NEW_YORK + timedelta(minutes=minutes)
    return Listed(sid=sid, body=body, status="queued", code=None, created_at=created_at)


@pytest.mark.parametrize(
    ("found", "lane", "misses", "judgement"),
    [
        ([listed("SM1")], Lane.PROMPT, 0, Adopt(listed("SM1"))),
        ([listed("SM2", minutes=1), listed("SM1")], Lane.URGENT, 0, Adopt(listed("SM1"))),
        ([listed("SM1", "Another")], Lane.URGENT, 0, SendAgain()),
        ([listed("SM1", minutes=-1)], Lane.URGENT, 0, SendAgain()),
        ([], Lane.PROMPT, 0, LookAgain(timedelta(seconds=15))),
        ([], Lane.PROMPT, 1, SendAgain()),
        (None, Lane.PROMPT, 1, LookAgain(timedelta(seconds=15))),
        (None, Lane.URGENT, 0, SendAgain()),
    ],
)
def test_what_follows_from_the_carriers_list(
    found: list[Listed] | None, lane: Lane, misses: int, judgement: object
) -> None:
    claimed_at = MONDAY_10_IN_NEW_YORK
    assert judge(found, body="Hello", claimed_at=claimed_at, lane=lane, misses=misses) == judgement
