import json
from pathlib import Path

import pytest
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema

from aftercare_contracts import BY_TOPIC, EVENTS, HEARS, SAYS, Event
from aftercare_contracts.__main__ import main
from aftercare_contracts.documents import documents

ROOT = Path(__file__).parents[2]


def test_every_event_that_is_heard_is_said_by_somebody() -> None:
    said = {event for events in SAYS.values() for event in events}
    assert {event for events in HEARS.values() for event in events} <= said


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.topic)
def test_a_topic_names_its_version_and_belongs_to_one_event(event: type[Event]) -> None:
    assert event.topic.rpartition(".")[2] == "v1"
    assert BY_TOPIC[event.topic] is event
    assert event.__doc__


def test_the_committed_documents_are_what_the_code_says() -> None:
    assert main(["check", str(ROOT / "docs/events")]) == 0


def test_a_schema_that_drifted_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["write", str(tmp_path)]) == 0
    (tmp_path / "schemas/checkin.due.v1.json").write_text("{}")
    (tmp_path / "schemas/checkin.undue.v1.json").write_text("{}")
    assert main(["check", str(tmp_path)]) == 1
    complaints = capsys.readouterr().err
    assert "checkin.due.v1.json" in complaints
    assert "checkin.undue.v1.json" in complaints


def test_the_asyncapi_document_has_the_shape_of_asyncapi_3() -> None:
    document = json.loads(documents()["asyncapi.json"])
    for channel in document["channels"].values():
        for reference in channel["messages"].values():
            assert (
                reference["$ref"].removeprefix("#/components/messages/") in document["components"]["messages"]
            )
    for operation in document["operations"].values():
        assert operation["channel"]["$ref"].removeprefix("#/channels/") in document["channels"]
    ApplicationSchema.model_validate(document)


def test_contact_data_reach_notifications_and_the_console_alone() -> None:
    carriers = [event for event in EVENTS if {"number", "family_name"} & event.model_fields.keys()]
    assert {event.topic for event in carriers} == {"patient.registered.v1", "staff.registered.v1"}
    for service, heard in HEARS.items():
        assert service in {"notifications", "console"} or not set(carriers) & set(heard)


def test_a_patients_words_reach_only_those_who_need_them() -> None:
    worded = {event for event in EVENTS if event.topic == "reply.received.v1"}
    assert {service for service, heard in HEARS.items() if worded & set(heard)} == {"checkins", "console"}
