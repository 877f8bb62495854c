from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from aftercare_console.domain.importing import (
    COLUMNS,
    LARGEST,
    MOST_ROWS,
    BadFile,
    Column,
    DateOrder,
    Sheet,
    Unclear,
    day_in,
    moment_in,
    read_sheet,
)

HEADINGS = (
    "procedure,performed_on,patient,given_name,family_name,number,"
    "consent_wording,consent_source,consent_given_at"
)
ANA = "P-1,2026-03-02,ana,Ana,Ruiz,+12025550123,v1,intake-form,2026-03-01"


def sheet(raw: bytes) -> Sheet:
    read = read_sheet(raw)
    assert isinstance(read, Sheet), read
    return read


def refusal(raw: bytes) -> str:
    read = read_sheet(raw)
    assert isinstance(read, BadFile)
    return read.detail


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
def test_a_name_with_an_accent_is_read_however_the_file_was_saved(codec: str, encoding: str) -> None:
    read = sheet(f"{HEADINGS}\n{ANA.replace('Ruiz', 'Núñez')}\n".encode(codec))
    assert read.encoding == encoding
    assert read.rows[0].cell(Column.FAMILY_NAME) == "Núñez"


def test_latin_1_takes_what_even_windows_leaves_undefined() -> None:
    text = f"{HEADINGS}\n{ANA}\n".replace("Ana", "A\x81na")
    read = sheet(text.encode("latin-1"))
    assert read.encoding == "Latin-1"


@pytest.mark.parametrize("separator", [";", "\t", ","])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("hint", ["", "sep={}\n"])
def test_separators_and_line_ends_are_found_out(separator: str, end: str, hint: str) -> None:
    text = end.join([HEADINGS, ANA]).replace(",", separator)
    read = sheet((hint.format(separator) + text).encode())
    assert [row.cell(Column.PATIENT) for row in read.rows] == ["ana"]
    assert read.rows[0].line == (3 if hint else 2)


def test_headings_are_known_in_any_case_and_by_other_names() -> None:
    headings = " Visit ID ;FECHA;Client-ID;First Name;LAST  NAME;Teléfono;Consent Version;consent form;"
    headings += "Consent Date;VIP"
    read = sheet(f"{headings}\n{ANA.replace(',', ';')}\n".encode())
    assert read.ignored == ("VIP",)
    assert {column.value for column in read.rows[0].cells} == set(HEADINGS.split(","))


def test_lines_are_counted_over_empty_lines_and_quoted_line_breaks() -> None:
    text = f'{HEADINGS}\n\n"P-1",2026-03-02,ana,"Ana\nMaria",Ruiz,1,,,\n,,,,,,,,\n{ANA}\n'
    read = sheet(text.encode())
    assert [(row.line, row.cell(Column.GIVEN_NAME)) for row in read.rows] == [(3, "Ana\nMaria"), (6, "Ana")]


def test_a_row_that_is_too_long_is_a_fault_of_its_own_and_a_short_one_has_empty_cells() -> None:
    read = sheet(f"{HEADINGS}\n{ANA},too,much\n{ANA},,\nP-2,2026-03-02\n".encode())
    assert [row.fault is None for row in read.rows] == [False, True, True]
    assert read.rows[2].cell(Column.PATIENT) == ""


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        (HEADINGS.replace("number", "colour"), "no column number"),
        (HEADINGS.rpartition(",")[0], "cells of consent may be empty, the columns may not"),
        (HEADINGS + ",Phone", "More than one heading means number"),
        (f"{HEADINGS}\n{ANA}\n" + ANA.replace("Ana", '"Ana'), "the row that begins on line 3"),
        (f'{HEADINGS}\n"Ana" M,{ANA}', "the row that begins on line 2"),
        (f"{HEADINGS}\n{'x' * 200_000}", "the row that begins on line 2"),
        (HEADINGS + "\nx" * (MOST_ROWS + 1), "more than 10000 rows"),
        ("x" * (LARGEST + 1), "more than 2 MiB"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(text: str, part: str) -> None:
    assert part in refusal(text.encode())


UNSAID, DAYS, MONTHS = DateOrder.UNSAID, DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        ("2026-03-02", UNSAID, date(2026, 3, 2)),
        (" 2026-03-02 ", MONTHS, date(2026, 3, 2)),
        ("31/03/2026", UNSAID, date(2026, 3, 31)),
        ("03/31/2026", UNSAID, date(2026, 3, 31)),
        ("3.3.2026", UNSAID, date(2026, 3, 3)),
        ("02/03/2026", DAYS, date(2026, 3, 2)),
        ("02-03-2026", MONTHS, date(2026, 2, 3)),
        ("2 Mar 2026", UNSAID, date(2026, 3, 2)),
        ("2-March-2026", UNSAID, date(2026, 3, 2)),
        ("March 2, 2026", UNSAID, date(2026, 3, 2)),
        ("29/02/2024", UNSAID, date(2024, 2, 29)),
    ],
)
def test_a_day_is_read_as_clinics_write_it(written: str, order: DateOrder, day: date) -> None:
    assert day_in(written, order) == day


@pytest.mark.parametrize(
    ("written", "order", "part"),
    [
        ("02/03/2026", UNSAID, "could be 3 February or 2 March. Write 2026-02-03 or 2026-03-02"),
        ("31/03/2026", MONTHS, "There is no such day"),
        ("2026-02-29", UNSAID, "There is no such day"),
        ("29/02/2026", UNSAID, "There is no such day"),
        ("32/13/2026", UNSAID, "There is no such day"),
        ("2 Foo 2026", UNSAID, "There is no such day"),
        ("02/03/26", DAYS, "This is not a day"),
        ("46083", UNSAID, "This is not a day"),
        ("yesterday", UNSAID, "This is not a day"),
    ],
)
def test_a_day_that_is_none_or_could_be_two_is_refused(written: str, order: DateOrder, part: str) -> None:
    with pytest.raises(Unclear, match=part):
        day_in(written, order)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-01T10:15:00Z", datetime(2026, 3, 1, 10, 15, tzinfo=UTC)),
        ("2026-03-01T10:15+02:00", datetime(2026, 3, 1, 8, 15, tzinfo=UTC)),
        ("2026-03-01T10:15", datetime(2026, 3, 1, 15, 15, tzinfo=UTC)),
        ("2026-03-01 10:15", datetime(2026, 3, 1, 15, 15, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, 17, tzinfo=UTC)),
        ("2026-03-08", datetime(2026, 3, 8, 16, tzinfo=UTC)),  # the day on which summer time begins
        ("31/03/2026 10:15", datetime(2026, 3, 31, 14, 15, tzinfo=UTC)),
        ("Mar 1, 2026 3:05 PM", datetime(2026, 3, 1, 20, 5, tzinfo=UTC)),
        ("1 Mar 2026, 12:30 am", datetime(2026, 3, 1, 5, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_without_a_zone_is_the_clinics_and_a_day_alone_its_noon(
    written: str, moment: datetime
) -> None:
    assert moment_in(written, UNSAID, "America/New_York").astimezone(UTC) == moment


@pytest.mark.parametrize("written", ["2026-03-01 25:00", "soon", "02/03/2026 10:00"])
def test_a_moment_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(Unclear):
        moment_in(written, UNSAID, "America/New_York")


def test_the_documented_columns_are_those_that_are_read() -> None:
    page = (Path(__file__).parents[3] / "docs/enrolment.md").read_text(encoding="utf-8")
    for column, meaning in COLUMNS.items():
        assert f"| `{column}` | {meaning.rule} | {', '.join(meaning.aliases)} |\n" in page
    left_out = [f"`{column}`" for column, meaning in COLUMNS.items() if not meaning.needed]
    assert f"{', '.join(left_out[:-1])} and {left_out[-1]} may be left out" in page
    assert f"{MOST_ROWS:,} rows and {LARGEST // 1024**2} MiB" in page
