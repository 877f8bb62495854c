"""The texts, checked from the command line."""

import sys
from collections.abc import Mapping, Sequence

from aftercare_checkins import texts
from aftercare_checkins.domain.wording_check import Written, findings


def main(arguments: Sequence[str], written: Mapping[str, Written] | None = None) -> int:
    """Check the packaged texts, or those given, and print what is wrong; 1 when anything is."""
    if arguments:
        print("usage: python -m aftercare_checkins texts", file=sys.stderr)  # noqa: T201 - a command line
        return 2
    checked = texts.written() if written is None else written
    found = list(findings(checked))
    count = sum(map(len, checked.values()))
    for line in found or [f"{count} texts in {len(checked)} languages may be sent."]:
        print(line)  # noqa: T201 - a command line
    return 1 if found else 0
