"""Entries of a timeline, as the API gives them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import RowMapping

from aftercare_console.api.answers import EntryAnswer
from aftercare_console.domain.erasure import read
from aftercare_console.domain.sentences import Names, sentence


def entry_answers(
    entries: Sequence[RowMapping], names: Mapping[UUID, str], clinic: RowMapping
) -> list[EntryAnswer]:
    """Each entry with its sentence."""
    called = Names(staff=names, timezones={clinic["clinic_id"]: clinic["timezone"]})
    return [
        EntryAnswer(
            event_id=entry["event_id"],
            at=entry["at"],
            topic=entry["topic"],
            sentence=sentence(read(entry["topic"], entry["body"]), called),
            case_id=entry["case_id"],
            data=entry["body"],
        )
        for entry in entries
    ]
