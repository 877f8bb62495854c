"""How many replies the triage engine reads per second on one core: `make triage-bench`.

Replies come from the project's own set, in rounds: the first is cold, as after a start; the others are warm.
What is measured is the processor's time, so that other programs on the machine count for little.
"""

# ruff: noqa: T201 - it talks to a person on a terminal

import json
import statistics
import time
from pathlib import Path

from aftercare_checkins.domain.triage import Prompt, assess

_ROUNDS = 7


def replies_per_second(replies: list[tuple[str, int, Prompt]]) -> float:
    started = time.process_time()
    for words, day, prompt in replies:
        assess(words, day=day, prompt=prompt)
    return len(replies) / (time.process_time() - started)


def main() -> None:
    file = Path(__file__).parents[2] / "triage" / "replies.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    replies = [(line["text"], line["day"], Prompt(line["prompt"])) for line in lines]
    cold, *warm = (replies_per_second(replies) for _ in range(_ROUNDS))
    print(f"{len(replies)} replies a round, one core")
    print(f"cold   {cold:8,.0f} replies/s")
    print(f"warm   {statistics.median(warm):8,.0f} replies/s   ({min(warm):,.0f} to {max(warm):,.0f})")


if __name__ == "__main__":
    main()
