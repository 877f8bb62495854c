"""How long each kind of data is kept, and why: the one table from which jobs, settings and docs are made."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

EVERYWHERE = "every service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of data; `days` by default, and never fewer than `least`."""

    service: str
    what: str
    days: int
    least: int
    why: str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "inbox": Kind(
            service=EVERYWHERE,
            what="ids of events that were heard",
            days=400,
            least=200,
            why="an event that comes again within this time counts once; longer than anything is replayed",
        ),
        "milestones": Kind(
            service="scheduling",
            what="milestones that were asked about or dropped",
            days=730,
            least=60,
            why="a corrected date moves what is to come, never what is this old",
        ),
        "answers": Kind(
            service="checkins",
            what="replies with their words and readings, and ended conversations",
            days=730,
            least=60,
            why="a later reply is read beside the last ones; the timeline keeps them for people",
        ),
        "closed-cases": Kind(
            service="escalations",
            what="closed cases, and the pages about them",
            days=1826,
            least=30,
            why="figures about how long cases took; the timeline tells the case itself",
        ),
        "drills": Kind(
            service="escalations", what="test pages", days=400, least=30, why="a year of them can be shown"
        ),
        "message-bodies": Kind(
            service="notifications",
            what="text and number of messages that have come to their end",
            days=90,
            least=7,
            why="the carrier's last status comes within days; the timeline keeps the text for people",
        ),
        "messages": Kind(
            service="notifications",
            what="that there was a message, and how it ended",
            days=1826,
            least=400,
            why="a text that is asked for again within this time is not sent twice",
        ),
        "calls": Kind(
            service="notifications", what="calls that have ended", days=400, least=30, why="as for the inbox"
        ),
        "callbacks": Kind(
            service="notifications",
            what="the carrier's status reports, one by one",
            days=90,
            least=7,
            why="to settle a dispute about one text; how it ended stays with the message",
        ),
        "inbound-words": Kind(
            service="notifications",
            what="words and number of texts that came in",
            days=90,
            least=7,
            why="a case about an unknown number may need it; the timeline keeps the words for people",
        ),
        "inbound": Kind(
            service="notifications",
            what="that a text came in, by the carrier's id",
            days=400,
            least=60,
            why="the carrier's own lists are read for texts that were missed, and each counts once",
        ),
        "consent-ledger": Kind(
            service="notifications",
            what="who agreed to texts or refused, when and to which wording; the last of a number stays",
            days=2557,
            least=1826,
            why="claims over a text may come four years later (28 U.S.C. 1658): longest of all",
        ),
        "timeline": Kind(
            service="console",
            what="events about patients, with all texts and words; erasures and open cases for ever",
            days=2192,
            least=365,
            why="six years, as for HIPAA's own records (45 CFR 164.316); your state may ask for more",
        ),
        "console-cases": Kind(
            service="console", what="closed cases", days=2192, least=365, why="as long as the timeline"
        ),
        "read-replies": Kind(
            service="console", what="that a reply was read", days=400, least=60, why="as for the inbox"
        ),
    }
)


def kinds_of(service: str) -> tuple[str, ...]:
    """The kinds of data that a service keeps."""
    return tuple(name for name, kind in KINDS.items() if kind.service in (service, EVERYWHERE))
