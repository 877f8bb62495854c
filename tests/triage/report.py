"""Scores the triage engine on labelled replies; exit 1 when an urgent reply is called MILD or NONE."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aftercare_checkins.domain.triage import VOCABULARY_VERSION, Assessment, Level, Prompt, assess

OWN_SET = Path(__file__).parent / "replies.jsonl"
URGENT = frozenset({Level.EMERGENCY, Level.SEVERE})
REASSURED = frozenset({Level.MILD, Level.NONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A labelled reply beside what the engine made of it."""

    id: str
    text: str
    tag: str
    gold: Level
    got: Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of how many."""

    name: str
    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else float("nan")

    def __str__(self) -> str:
        return f"{self.name:42}{self.hits:5}/{self.of:<5}{self.value:8.4f}"


def scored(path: Path) -> list[Scored]:
    """Assess every labelled reply of a file."""
    replies = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Scored(
            id=reply["id"],
            text=reply["text"],
            tag=reply["tag"],
            gold=Level(reply["level"]),
            got=assess(reply["text"], day=reply["day"], prompt=Prompt(reply["prompt"])),
        )
        for reply in replies
    ]


def figures(rows: Sequence[Scored]) -> dict[str, Share]:
    """Count what matters: urgent replies missed, people alarmed or reassured for nothing."""

    def share(name: str, which: Callable[[Level], bool], right: Callable[[Scored], bool]) -> Share:
        chosen = [row for row in rows if which(row.gold)]
        return Share(name=name, hits=sum(map(right, chosen)), of=len(chosen))

    def urgent(row: Scored) -> bool:
        return row.got.level in URGENT

    return {
        "exact": share("exact level", lambda _: True, lambda row: row.got.level is row.gold),
        "emergency_exact": share(
            "EMERGENCY called EMERGENCY",
            lambda gold: gold is Level.EMERGENCY,
            lambda row: row.got.level is row.gold,
        ),
        "emergency": share(
            "EMERGENCY called EMERGENCY or SEVERE", lambda gold: gold is Level.EMERGENCY, urgent
        ),
        "recall": share("urgent called urgent", URGENT.__contains__, urgent),
        "person": share("urgent reaching a person", URGENT.__contains__, lambda row: row.got.asks_human),
        "worst": share(
            "urgent called MILD or NONE", URGENT.__contains__, lambda row: row.got.level in REASSURED
        ),
        "false_urgent": share("MILD or NONE called urgent", REASSURED.__contains__, urgent),
        "reassured": share(
            "UNCLEAR called MILD or NONE",
            lambda gold: gold is Level.UNCLEAR,
            lambda row: row.got.level in REASSURED,
        ),
        "load": share("all replies sent to a person", lambda _: True, lambda row: row.got.asks_human),
    }


def report(path: Path) -> bool:
    """Print the figures of one file; False when an urgent reply was called MILD or NONE."""
    rows = scored(path)
    counted = figures(rows)
    lines = [
        f"\n{path.name}: {len(rows)} replies, vocabulary {VOCABULARY_VERSION}",
        *map(str, counted.values()),
    ]
    lines += ["", "tag                  n   exact  urgent called MILD or NONE"]
    for tag in sorted({row.tag for row in rows}):
        own = figures([row for row in rows if row.tag == tag])
        lines.append(f"{tag:18}{own['exact'].of:4}  {own['exact'].value:6.3f}{own['worst'].hits:4}")
    lines += ["", "gold \\ called " + "".join(f"{level[:6]:>8}" for level in Level)]
    pairs = Counter((row.gold, row.got.level) for row in rows)
    lines += [f"{gold:14}" + "".join(f"{pairs[gold, got]:8}" for got in Level) for gold in Level]
    lines += ["", "urgent, not called urgent:"]
    lines += [
        f"  {row.id} {row.gold} called {row.got.level} by {row.got.rule}: {row.text}"
        for row in rows
        if row.gold in URGENT and row.got.level not in URGENT
    ] or ["  none"]
    sys.stdout.write("\n".join(lines) + "\n")
    return counted["worst"].hits == 0


if __name__ == "__main__":
    sys.exit(not min([report(path) for path in [OWN_SET, *map(Path, sys.argv[1:])]]))
