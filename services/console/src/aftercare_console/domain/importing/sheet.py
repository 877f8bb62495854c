"""From the text of a file to its rows."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aftercare_console.domain.importing.columns import COLUMNS, Column, column_of
from aftercare_console.domain.importing.decoding import decoded

LARGEST = 2 * 1024 * 1024  # bytes of a file
MOST_ROWS = 10_000
_SEPARATORS = ",;\t"
_Record = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row that are not empty, and the line of the file on which it begins."""

    line: int
    cells: Mapping[Column, str]
    fault: str | None = None

    def cell(self, column: Column) -> str:
        """What stands in a column, or nothing."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A file that can be imported; `ignored` are the headings that are not ours."""

    encoding: str
    ignored: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class BadFile:
    """Nothing of the file can be imported: why, and what to do."""

    detail: str


def read_sheet(raw: bytes) -> Sheet | BadFile:
    """The rows of a CSV file, or why it has none."""
    if len(raw) > LARGEST:
        return BadFile(
            f"The file has more than {LARGEST // 1024**2} MiB. Split it, with the headings on each part."
        )
    found = decoded(raw)
    text = _without_hint(found.text)
    try:
        records = _records(text.text, _separator(text.text), text.skipped)
    except csv.Error as error:
        return BadFile(f"The file cannot be read: {error}. Is there a quotation mark that is never closed?")
    if not records:
        return BadFile("The file is empty. Its first line must name the columns.")
    if len(records) > MOST_ROWS + 1:
        return BadFile(f"The file has more than {MOST_ROWS} rows. Split it, with the headings on each part.")
    columns = [column_of(heading) for heading in records[0][1]]
    wrong = _wrong_headings(records[0][1], columns)
    if wrong is not None:
        return BadFile(wrong)
    ignored = tuple(h.strip() for h, c in zip(records[0][1], columns, strict=True) if c is None and h.strip())
    rows = tuple(_row(line, cells, columns) for line, cells in records[1:])
    return Sheet(encoding=found.encoding, ignored=ignored, rows=rows)


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    skipped: int


def _without_hint(text: str) -> _Text:
    """Excel's own first line, as `sep=;`, is no heading."""
    first, end, rest = text.partition("\n")
    hinted = first.strip().lower().startswith("sep=") and end
    return _Text(rest, 1) if hinted else _Text(text, 0)


def _separator(text: str) -> str:
    """The one by which most of the first line's headings are ours."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    known = {one: sum(column_of(part) is not None for part in first.split(one)) for one in _SEPARATORS}
    return max(_SEPARATORS, key=known.__getitem__)


def _records(text: str, separator: str, skipped: int) -> list[_Record]:
    """The lines that are not empty, each with its number; a cell may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[_Record] = []
    line = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((line + 1 + skipped, cells))
            if len(records) > MOST_ROWS + 1:
                break
            line = reader.line_num
    except csv.Error as error:
        raise csv.Error(f"the row that begins on line {line + 1 + skipped}: {error}") from None
    return records


def _wrong_headings(headings: Sequence[str], columns: Sequence[Column | None]) -> str | None:
    missing = [one for one, meaning in COLUMNS.items() if meaning.needed and one not in columns]
    if missing:
        return (
            f"The first line names no column {', '.join(missing)}. "
            f"It names: {', '.join(h.strip() for h in headings if h.strip())}. "
            "Add what is missing; cells of consent may be empty, the columns may not be left out."
        )
    twice = [one for one in Column if columns.count(one) > 1]
    return f"More than one heading means {', '.join(twice)}. Keep one of them." if twice else None


def _row(line: int, cells: list[str], columns: Sequence[Column | None]) -> Row:
    beyond = [cell for cell in cells[len(columns) :] if cell.strip()]
    named = {
        c: cell.strip() for c, cell in zip(columns, cells, strict=False) if c is not None and cell.strip()
    }
    fault = "This row has more cells than there are headings. Put cells with a separator in quotation marks."
    return Row(line, named, fault if beyond else None)
