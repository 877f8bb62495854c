"""What became, or would become, of each row."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from aftercare_console.domain.importing.columns import Column
from aftercare_console.domain.importing.sheet import Sheet


class Outcome(StrEnum):
    """What a row does to what is kept."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, or with the whole row, and what to do; never what stands in it."""

    column: Column | None
    detail: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the row that begins on a line."""

    line: int
    outcome: Outcome
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of a file, or would; the refused rows in the order of the file."""

    dry_run: bool
    encoding: str
    ignored: tuple[str, ...]
    counts: dict[Outcome, int]
    refused: tuple[Result, ...]

    @property
    def imports(self) -> int:
        """How many rows are new or change something."""
        return self.counts[Outcome.NEW] + self.counts[Outcome.CHANGED]

    @classmethod
    def of(cls, sheet: Sheet, results: Iterable[Result], *, dry_run: bool) -> "Report":
        """The report of what became of a sheet's rows, in whatever order they were done."""
        done = sorted(results, key=lambda one: one.line)
        counted = Counter(one.outcome for one in done)
        return cls(
            dry_run=dry_run,
            encoding=sheet.encoding,
            ignored=sheet.ignored,
            counts={outcome: counted[outcome] for outcome in Outcome},
            refused=tuple(one for one in done if one.outcome is Outcome.REFUSED),
        )
