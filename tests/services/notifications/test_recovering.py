"""Texts whose webhook never came."""

from datetime import UTC, datetime, timedelta

import pytest
from services.notifications.stage import OURS, Stage, Twilio, sid_of
from structlog.testing import capture_logs
from support.builders_notifications import MAYA, TOM, patient_registered, prompt_requested
from support.heard import said

from aftercare_contracts import Keyword, ReplyReceived
from aftercare_notifications.domain.forms import Inbound
from aftercare_notifications.domain.opt_outs import had_opted_out
from aftercare_notifications.domain.recovery import Watermark

RECOVER = "recover-received"
NOW = datetime.now(UTC)


def missed(
    words: str, number: int, *, ago: timedelta = timedelta(), to: str = OURS, photos: int = 0
) -> Inbound:
    return Inbound(
        sid=sid_of(number), number=MAYA, to=to, words=words, photos=photos, written_at=datetime.now(UTC) - ago
    )


async def recover(stage: Stage) -> None:
    """As a process does that has just started."""
    await Stage(works=stage.works, carrier=stage.carrier).run(RECOVER)


async def test_a_text_whose_webhook_never_came_is_recovered_once(stage: Stage, twilio: Twilio) -> None:
    await stage.tell(patient_registered())
    await twilio.text("Fine", sid=sid_of(1), number=MAYA)
    for number, words in enumerate(("Fine", "A bad rash", "Help"), start=1):
        stage.carrier.inbound.append(missed(words, number))
    await recover(stage)
    await recover(stage)
    assert [one.words for one in await said(stage.works, ReplyReceived)] == ["Fine", "A bad rash", "Help"]


@pytest.mark.parametrize("words", ["YES", "start"])
async def test_a_text_from_before_a_stop_that_comes_late_does_not_undo_it(
    stage: Stage, twilio: Twilio, words: str
) -> None:
    await stage.tell(patient_registered())
    await twilio.text("STOP", sid=sid_of(2), number=MAYA)
    stage.carrier.inbound = [missed(words, 1, ago=timedelta(minutes=2))]
    await recover(stage)
    await stage.tell(prompt_requested())
    await stage.send()
    assert stage.carrier.posted == []
    assert [one.keyword for one in await said(stage.works, ReplyReceived)] == [Keyword.STOP, None]


async def test_of_two_stops_the_later_counts(stage: Stage, twilio: Twilio) -> None:
    await stage.tell(patient_registered())
    stage.carrier.inbound = [missed("STOP", 1, ago=timedelta(hours=5))]
    await recover(stage)
    await twilio.text("STOP", sid=sid_of(2), number=MAYA)
    stage.carrier.inbound = [missed("START", 3, ago=timedelta(minutes=30))]
    await recover(stage)
    assert [one.keyword for one in await said(stage.works, ReplyReceived)][2:] == [None]


async def test_a_start_from_after_a_stop_counts_though_both_come_late(stage: Stage) -> None:
    await stage.tell(patient_registered())
    stage.carrier.inbound = [
        missed("STOP", 1, ago=timedelta(hours=5)),
        missed("START", 2, ago=timedelta(hours=4)),
    ]
    await recover(stage)
    await stage.tell(prompt_requested())
    await stage.send()
    assert len(stage.carrier.posted) == 1


async def test_a_text_that_cannot_be_taken_in_hides_no_other(stage: Stage) -> None:
    await stage.tell(patient_registered())
    stage.carrier.inbound = [missed("?", 1, photos=-1), missed("My face is swelling", 2)]
    with capture_logs() as logs:
        await recover(stage)
    assert [one.words for one in await said(stage.works, ReplyReceived)] == ["My face is swelling"]
    assert [(one["event"], one["of"]) for one in logs if one["log_level"] == "error"] == [
        ("row-left-aside", sid_of(1))
    ]


async def test_a_text_to_a_number_that_is_not_ours_is_named_by_its_id_alone(stage: Stage) -> None:
    stage.carrier.inbound = [missed("It burns", 1, to=TOM)]
    with capture_logs() as logs:
        await recover(stage)
    assert await said(stage.works, ReplyReceived) == []
    [skipped] = logs
    assert (skipped["event"], skipped["sid"]) == ("received-text-is-not-ours", sid_of(1))
    assert not {MAYA, TOM, "It burns"} & set(map(str, skipped.values()))


async def test_after_an_outage_of_days_the_carrier_is_asked_from_the_last_look_on(stage: Stage) -> None:
    await recover(stage)
    await stage.execute("update watermarks set until = until - interval '3 days'")
    stage.carrier.inbound = [missed("A bad rash", 1, ago=timedelta(days=2, hours=23))]
    await recover(stage)
    assert [one.words for one in await said(stage.works, ReplyReceived)] == ["A bad rash"]


async def test_a_look_that_was_in_vain_does_not_count(stage: Stage) -> None:
    stage.carrier.unreachable = True
    await recover(stage)
    assert await stage.rows("watermarks") == 0


@pytest.mark.parametrize(
    ("until", "since"),
    [
        (None, NOW - timedelta(days=1)),
        (NOW - timedelta(minutes=1), NOW - timedelta(minutes=61)),
        (NOW - timedelta(days=3), NOW - timedelta(days=3, hours=1)),
        (NOW - timedelta(days=300), NOW - timedelta(days=14)),
    ],
)
def test_how_far_back_the_carrier_is_asked(until: datetime | None, since: datetime) -> None:
    assert Watermark(until=until, now=NOW).since == since


@pytest.mark.parametrize(
    ("withdrawn_at", "written_at", "opted_out"),
    [
        (None, None, False),
        (None, NOW, False),
        (NOW, None, True),
        (NOW, NOW + timedelta(seconds=1), True),
        (NOW, NOW, False),
        (NOW, NOW - timedelta(seconds=1), False),
    ],
)
def test_who_had_opted_out_when_they_wrote(
    withdrawn_at: datetime | None,
    written_at: datetime | None,
    opted_out: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert had_opted_out(withdrawn_at, written_at) is opted_out
