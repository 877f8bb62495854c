"""A clinic's file of patients and procedures: from bytes to rows, with everything that can be wrong in it."""

from aftercare_console.domain.importing.columns import COLUMNS, Column
from aftercare_console.domain.importing.outcomes import Fault, Outcome, Report, Result
from aftercare_console.domain.importing.sheet import LARGEST, MOST_ROWS, BadFile, Row, Sheet, read_sheet
from aftercare_console.domain.importing.times import DateOrder, Unclear, day_in, moment_in

__all__ = [
    "COLUMNS",
    "LARGEST",
    "MOST_ROWS",
    "BadFile",
    "Column",
    "DateOrder",
    "Fault",
    "Outcome",
    "Report",
    "Result",
    "Row",
    "Sheet",
    "Unclear",
    "day_in",
    "moment_in",
    "read_sheet",
]
