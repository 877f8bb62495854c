import re
from pathlib import Path

from aftercare_contracts import HEARS, SAYS, ClinicConfigured

PAGE = Path(__file__).parents[2] / "docs/architecture.md"


def test_the_picture_of_the_architecture_shows_who_tells_whom_what() -> None:
    shown = {
        (speaker, topic, listener)
        for speaker, topics, listener in re.findall(
            r"^  (\w+) -- (.+) --> (\w+)$", PAGE.read_text(), re.MULTILINE
        )
        if speaker in SAYS
        for topic in topics.split(", ")
    }
    assert shown == {
        (speaker, event.topic.removesuffix(".v1"), listener)
        for speaker, said in SAYS.items()
        for listener, heard in HEARS.items()
        for event in said
        if listener != "console" and event in heard and event is not ClinicConfigured
    }
