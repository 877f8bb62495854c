"""How far texts come, and what the carrier's words and codes mean."""

import pytest

from aftercare_notifications.domain.errors import Kind, meaning
from aftercare_notifications.domain.progress import CARRIER_STATUSES, News, State, advance


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
        (State.DROPPED, State.DELIVERED, ()),
    ],
)
def test_a_text_only_goes_forward(state: State, to: State, news: tuple[News, ...]) -> None:
    assert advance(state, to) == news
