"""Reading a school calendar from the file that an office keeps."""

import datetime as dt

import pytest

from cohorts.calendar_files import UnreadableCalendar, read_calendar_file

HEADINGS = "kind,number,name,first day,last day\n"


def read(text, encoding="utf-8"):
    return [
        (period.kind, period.number, period.name, period.starts_on, period.ends_on)
        for period in read_calendar_file(text.encode(encoding))
    ]


def problems_of(content):
    with pytest.raises(UnreadableCalendar) as refused:
        read_calendar_file(content if isinstance(content, bytes) else content.encode())
    return list(refused.value.problems)


def test_a_line_is_a_period():
    lines = "Half term,1,Autumn 1,02/09/2026,16/10/2026\nTraining day,,,2026-09-01,\n"

    assert read(HEADINGS + lines) == [
        ("half_term", 1, "Autumn 1", dt.date(2026, 9, 2), dt.date(2026, 10, 16)),
        ("training_day", None, "Training day", dt.date(2026, 9, 1), dt.date(2026, 9, 1)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffKind;Number;Name;First day;Last day\nHalf-term;1;;02/09/2026;16/10/2026\n",
        "Type\tHalf term\tTitle\tStarts on\tEnds on\r\n half TERM \t1\t\t2 September 2026\t16 Oct 2026\r\n\r\n",
        "to,from,number,kind,remarks\n16/10/26,02/09/26,1,term,late\n",
        'kind,number,name,first day,last day\n"Half term",1,"Half term 1",02.09.2026,16.10.2026\n,,,,\n',
        "kind,number,first day,last day\nHalf term,1,02/09/2026,16/10/2026,too much\n",
    ],
    ids=[
        "semicolons and a mark",
        "tabs and synonyms",
        "other order and more columns",
        "quotes and a blank line",
        "long line",
    ],
)
def test_files_are_read_as_offices_save_them(text):
    assert read(text) == [("half_term", 1, "Half term 1", dt.date(2026, 9, 2), dt.date(2026, 10, 16))]


def test_what_excel_saves_on_windows_keeps_its_letters():
    [(_, _, name, _, _)] = read(HEADINGS + "Closure,,Fête day – all schools,25/06/2027,\n", "cp1252")

    assert name == "Fête day – all schools"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            "Half term,,Autumn,02/09/2026,16/10/2026",
            "Line 2: a half term needs its number in the school year, from 1 to 6.",
        ),
        ("Half term,7,Autumn,02/09/2026,16/10/2026", "Line 2: a half term needs its number"),
        ("Half term,１,Autumn,02/09/2026,16/10/2026", "Line 2: a half term needs its number"),
        ("Picnic,,,02/09/2026,", "Line 2: “Picnic” is none of half term, training day, occasional day and closure."),
        ("Closure,,,,", "Line 2: “” is not a day between 2015 and 2045."),
        ("Closure,,,31/11/2026,", "Line 2: “31/11/2026” is not a day"),
        ("Closure,,,02/09/1926,", "Line 2: “02/09/1926” is not a day between 2015 and 2045."),
        ("Closure,,,02/09/2026,01/09/2026", "Line 2: its last day is before its first."),
        ("Closure", "Line 2: “” is not a day"),
    ],
)
def test_a_line_that_is_wrong_is_named(lines, sentence):
    assert problems_of(HEADINGS + lines)[0].startswith(sentence)


def test_all_wrong_lines_are_named_at_once():
    assert len(problems_of(HEADINGS + "Picnic,,,02/09/2026,\nClosure,,,01/09/2026,\nClosure,,,soon,\n")) == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty."),
        (" \n,,\n", "The file is empty."),
        (HEADINGS, "The file has headings and no line below them."),
        ("name,number\nAutumn,1\n", "The column “kind” and “first day” is missing."),
        ("kind,first day,from\nClosure,01/09/2026,\n", "Two columns are called “first day”. Keep one of them."),
        (HEADINGS + 'Closure,,"Fete,01/09/2026,\n', "The file is not in order"),
        (HEADINGS + "Closure,,,01/09/2026,\n" * 1001, "The file has 1,001 lines; a calendar has at most 1,000."),
        (b"PK\x03\x04\0\0", "This is no CSV file."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, sentence):
    assert problems_of(content)[0].startswith(sentence)
