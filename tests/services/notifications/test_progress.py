"""How far texts come, and what the carrier's words mean."""

import pytest

from aftercare_notifications.domain.progress import CARRIER_STATUSES, News, State, advance

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
        (State.DROPPED, State.DELIVERED, ()),
    ],
)
def test_a_text_only_goes_forward(state: State, to: State, news: tuple[News, ...]) -> None:
    assert advance(state, to) == news
