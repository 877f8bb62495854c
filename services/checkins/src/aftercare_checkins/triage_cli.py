"""Reads replies on the command line, with no server: JSON lines in, JSON lines out, or one explained."""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from aftercare_checkins.domain.triage import Assessment, Prompt, assess

_BAD_LINE = 2


def main(argv: Sequence[str]) -> int:
    """Assess JSON lines {id, day, prompt, text} from stdin, or explain one text; 2 when a line was bad."""
    parser = argparse.ArgumentParser(prog="triage", description=main.__doc__)
    parser.add_argument("--explain", metavar="TEXT", help="explain one reply instead of reading stdin")
    parser.add_argument("--day", type=int, default=7, help="days since the procedure (default: 7)")
    parser.add_argument("--prompt", choices=[*Prompt], default=Prompt.OVERALL, help="the question it answers")
    options = parser.parse_args(argv)
    if options.explain is not None:
        assessment = assess(options.explain, day=options.day, prompt=Prompt(options.prompt))
        sys.stdout.write(explained(options.explain, assessment))
        return 0
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    return _assess_lines(sys.stdin)


def explained(words: str, assessment: Assessment) -> str:
    """Lay out an assessment for a person to read."""
    rows = [
        ("words", words),
        ("level", assessment.level),
        ("rule", assessment.rule),
        ("goes to", "a person" if assessment.asks_human else "the record"),
        ("signs", ", ".join(assessment.symptoms) or "-"),
        ("denied", ", ".join(assessment.negated) or "-"),
        ("not understood", ", ".join(assessment.unknown) or "-"),
        ("opt-out", "yes" if assessment.revoked else "no"),
        ("vocabulary", assessment.version),
        *(("matched", matched) for matched in assessment.matched),
    ]
    return "".join(f"{name + ':':16}{value}\n" for name, value in rows)


def _assess_lines(lines: Iterable[str]) -> int:
    code = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            answer = _answered(json.loads(line))
        except (ValueError, TypeError, KeyError) as error:
            sys.stderr.write(f"Line {number} is not a reply: {_reason(error)}.\n")
            code = _BAD_LINE
        else:
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return code


def _answered(reply: dict[str, Any]) -> dict[str, Any]:
    words = reply["text"]
    if not isinstance(words, str):
        raise TypeError("text must be a string")
    assessment = assess(
        words, day=int(reply["day"]), prompt=Prompt(reply["prompt"]), photos=int(reply.get("photos", 0))
    )
    return {
        "id": reply["id"],
        "level": assessment.level,
        "symptoms": assessment.symptoms,
        "negated": assessment.negated,
        "matched": assessment.matched,
        "rule": assessment.rule,
        "version": assessment.version,
    }


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error.args[0]!r} is missing"
    return str(error).rstrip(".")
