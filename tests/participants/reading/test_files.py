"""Files as offices send them."""

import io
import re
import resource
import struct
import zipfile
from pathlib import Path

import pytest

from participants.reading import Unreadable, read_file, workbook_cells
from participants.reading import workbooks as workbooks_of_offices
from tests.participants import workbooks
from tests.participants.workbooks import Day, Mistake, Moment, ods, ods_row, xlsx, zipped

HEADINGS = ["Full name", "Email"]
AMARA = ["Amara Okafor", "amara@school.example.org"]
FILES = Path(__file__).parents[1] / "files"


def cells(content):
    return [row.cells for row in read_file(content).rows]


def why_unreadable(content):
    with pytest.raises(Unreadable) as refusal:
        read_file(content)
    return refusal.value.sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_text_file_is_read_however_it_is_written(encoding, separator, line_end):
    lines = [HEADINGS, ["Zoë O'Neill", "zoe@school.example.org"]]
    content = "".join(separator.join(line) + line_end for line in lines).encode(encoding)

    table = read_file(content)

    assert table.headings == HEADINGS
    assert [row.cells for row in table.rows] == [lines[1]]


def test_a_file_in_western_european_shows_a_word_by_which_to_check_it():
    table = read_file("Full name,Email\nZoë,zoe@school.example.org\n".encode("latin-1"))

    assert table.notes == [
        "The file does not say how it writes accents; it was read as Western European. One word reads “Zoë”."
    ]


def test_characters_that_windows_never_defined_are_read_as_latin_1():
    table = read_file(b"Full name,Email\n\xa3\x81,zoe@school.example.org\n")

    assert table.notes == ["The file does not say how it writes accents; it was read as Western European."]


def test_accents_that_were_garbled_before_are_pointed_out():
    table = read_file("Full name,Email\nJosÃ©,jose@school.example.org\n".encode())

    assert table.notes == ["Some accents were garbled before the file came here (é looks like Ã©): check the names."]


def test_a_file_cut_in_the_middle_of_a_character_is_refused():
    assert why_unreadable("Name,Email".encode("utf-16") + b"\x41") == (
        "The file is damaged: some of its characters cannot be read. Save it again as “CSV UTF-8” and upload that."
    )


def test_the_separator_that_excel_writes_into_the_first_line_is_obeyed():
    table = read_file(b"sep=;\r\nFull name;Email\r\nAmara, Okafor;amara@school.example.org\r\n")

    assert [(row.number, row.cells) for row in table.rows] == [(3, ["Amara, Okafor", "amara@school.example.org"])]


def test_quoted_cells_keep_their_commas_and_line_breaks():
    content = b'Full name,Email,School\nAmara,a@x.org,"High Street,\nLeyton"\nBen,b@x.org,Selwyn\n'

    assert [(row.number, row.cells[2]) for row in read_file(content).rows] == [
        (2, "High Street,\nLeyton"),
        (3, "Selwyn"),
    ]


def test_a_quotation_mark_that_is_not_closed_swallows_nothing():
    content = b'Full name,Email\nAmara,a@x.org\n"Ben,b@x.org\nChloe,c@x.org\n'

    assert why_unreadable(content) == (
        "A quotation mark near line 4 is not closed, or a cell there is endless. "
        "Mend that line, or save the list as .xlsx, and upload it again."
    )


def test_blank_rows_are_passed_over_and_counted_but_not_those_after_the_last():
    table = read_file(b"Full name,Email\nAmara,a@x.org\n,\n\nBen,b@x.org\n" + b",\n" * 500)

    assert [row.number for row in table.rows] == [2, 5]
    assert table.blank_rows == 2


def test_lines_above_the_headings_are_passed_over():
    table = read_file(b"NPQ applicants,,\n,,\nFull name,Email,TRN\nAmara,a@x.org,1234567\n")

    assert table.headings == ["Full name", "Email", "TRN"]
    assert table.notes == ["Passed over what stands above the headings in row 3."]


def test_a_row_that_has_slipped_says_so():
    table = read_file(b"Full name,Email\nOkafor, Amara,a@x.org\nBen\nChloe,c@x.org,,\n")

    assert [row.problem for row in table.rows] == [
        "This row has 3 cells under 2 headings; a comma too many shifts everything after it.",
        "This row has 1 cell under 2 headings; something is missing.",
        "",
    ]
    assert table.rows[1].cells == ["Ben", ""]


def test_a_cell_as_long_as_a_letter_is_a_problem_of_its_row():
    table = read_file(b"Full name,Email\n" + b"A" * 1001 + b",a@x.org\nBen,b@x.org\n")

    assert [row.problem for row in table.rows] == ["A cell of this row holds more than 1,000 characters.", ""]


def test_what_cannot_be_seen_around_a_cell_is_removed():
    content = "\ufeffFull name ,\u00a0Email\n\u200bAmara\u00a0,'=a@x.org\n".encode()

    assert cells(content) == [["Amara", "=a@x.org"]]


def test_two_columns_of_one_name_are_refused():
    assert why_unreadable(b"Email,Full name,E-mail\na@x.org,Amara,b@x.org\n") == (
        "Two columns are headed “E-mail”. Rename or remove one of them and upload the file again."
    )


def test_columns_without_headings_are_called_by_their_number():
    assert read_file(b"Full name,,Email,\nAmara,x,a@x.org,\n").headings == ["Full name", "Column 2", "Email"]


@pytest.mark.parametrize("content", [b"\n\n , \n", b"\xef\xbb\xbf"])
def test_an_empty_list_is_refused(content):
    assert why_unreadable(content) == (
        "The file is empty. Upload a list with a line of headings and a row for each person."
    )


def test_headings_alone_are_refused():
    assert why_unreadable(b"Full name,Email\n") == (
        "The file has headings but no people. Add a row for each person and upload it again."
    )


def test_nul_is_refused_before_any_database_sees_it():
    assert why_unreadable(b"Full name,Email\nAm\x00ara,a@x.org\n") == (
        "Row 2 has characters that are not text. Open the file in Excel and save it again as “CSV UTF-8” or .xlsx."
    )


def test_ten_thousand_rows_are_read_and_all_are_there():
    content = "Full name,Email\n" + "".join(f"Person {n},p{n}@x.org\n" for n in range(10_000))

    table = read_file(content.encode())

    assert len(table.rows) == 10_000
    assert table.rows[-1].cells == ["Person 9999", "p9999@x.org"]


def test_a_hundred_thousand_rows_are_refused_and_never_cut_short():
    assert why_unreadable(b"Full name,Email\n" + b"A,a@x.org\n" * 100_000) == (
        "The list has 100,000 rows; the portal takes up to 12,000 at once. Split it into several files."
    )


def test_more_columns_than_a_list_of_people_has_are_refused():
    assert why_unreadable(",".join(f"H{n}" for n in range(61)).encode() + b"\nA\n") == (
        "The list has more than 60 columns. Keep the ones about people and upload it again."
    )


def test_a_file_larger_than_ten_megabytes_is_refused():
    assert why_unreadable(b"a" * (10 * 1024 * 1024 + 1)) == (
        "The file is larger than 10 MB. Keep the columns about people and upload it again."
    )


@pytest.mark.parametrize(
    ("content", "name"), [(b"%PDF-1.7", "a PDF"), (b"\x89PNG\r\n", "a picture"), (b"{\\rtf1", "a letter")]
)
def test_what_is_not_a_list_is_called_by_its_name(content, name):
    assert why_unreadable(content) == f"This is {name}, not a list. Upload a CSV file or an Excel workbook (.xlsx)."


@pytest.mark.parametrize("content", [b"<html><table>", b"\xef\xbb\xbf\r\n<!DOCTYPE html>"])
def test_a_web_page_named_xls_is_refused_with_the_way_out(content):
    assert why_unreadable(content).startswith("This is a web page with the name of a list")


def test_a_workbook_gives_days_whole_numbers_and_text():
    sheet = [
        ["Full name", "Email", "TRN", "Start", "Late", "Yes", "Share"],
        ["Amara\u00a0", " amara@x.org", 1234567.0, Day(44501), Moment(44501.5), True, 0.5],
        ["Ben", "ben@x.org", 98765, Mistake("#N/A"), None, False, 1e20],
    ]

    assert cells(xlsx({"People": sheet})) == [
        ["Amara", "amara@x.org", "1234567", "2021-11-01", "2021-11-01 12:00:00", "TRUE", "0.5"],
        ["Ben", "ben@x.org", "98765", "", "", "FALSE", "1e+20"],
    ]


def test_the_first_sheet_that_can_be_seen_and_holds_anything_is_read_and_named():
    table = read_file(xlsx({"Old": [["x"]], "Empty": [], "Nov 2021": [HEADINGS, AMARA]}, hidden={"Old"}))

    assert [row.cells for row in table.rows] == [AMARA]
    assert table.notes == ["The workbook has 3 sheets; this is “Nov 2021”."]


def test_rows_keep_the_numbers_that_excel_shows():
    table = read_file(xlsx({"People": [[None], HEADINGS, [None, None], AMARA]}))

    assert [(row.number, row.cells) for row in table.rows] == [(4, AMARA)]


def test_cells_beside_the_headings_of_a_workbook_are_a_problem_and_columns_without_heading_are_kept():
    table = read_file(xlsx({"People": [[*HEADINGS, None], [*AMARA, "note"], [*AMARA, None, None, "far"]]}))

    assert table.headings == [*HEADINGS, "Column 3", "Column 4", "Column 5"]


def test_a_workbook_of_empty_sheets_is_refused():
    assert why_unreadable(xlsx({"One": [], "Two": []})).startswith("Every sheet of the workbook is empty.")


def test_an_old_excel_workbook_is_read():
    assert cells((FILES / "staff.xls").read_bytes()) == [["Amara Okafor", "amara@school.example.org", "123456"]]


def test_an_open_document_is_read_with_its_million_empty_rows():
    empty = '<table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'

    assert cells(ods(ods_row(*HEADINGS) + ods_row(*AMARA) + empty)) == [AMARA]


DAMAGED = "The workbook is damaged or is not a workbook at all. Open it in Excel, save it as .xlsx and upload that."
TOO_FAR = "A cell of the workbook stands far away from the list. Copy the list to a new workbook and upload that."


def sheet_of(rows):
    return f'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>{rows}</sheetData></worksheet>'


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="XFD2"><v>1</v></c></row>',
        '<row r="2"><c r="A1048576"><v>1</v></c></row>',
        "<row r='2'><c r = 'xfd2'><v>1</v></c></row>",
        '<row r="2"><c r="XFD2" x="/>"><v>1</v></c></row>',
        '<row r="1048576"><c><v>1</v></c></row>',
        '<row r="2"><c r="XFC2"/><c><v>1</v></c></row>',
        '<row r="2"><c r="ALL2"><v>1</v></c></row><row r="119000"><c r="A119000"><v>1</v></c></row>',
    ],
)
def test_a_cell_at_the_far_end_of_a_sheet_is_refused_before_memory_is(rows):
    assert why_unreadable(xlsx({"People": sheet_of(rows)})) == TOO_FAR


@pytest.mark.parametrize("place", ["other/sheet1.xml", "Worksheets/sheet1.xml"])
def test_a_sheet_that_stands_elsewhere_in_its_workbook_is_looked_at_too(place):
    with zipfile.ZipFile(io.BytesIO(xlsx({"People": sheet_of('<row r="2"><c r="XFD2"><v>1</v></c></row>')}))) as book:
        files = {name: book.read(name).decode() for name in book.namelist()}
    files[f"xl/{place}"] = files.pop("xl/worksheets/sheet1.xml")
    related = "xl/_rels/workbook.xml.rels"
    files[related] = files[related].replace("worksheets/sheet1.xml", place)

    assert why_unreadable(zipped(files)) == TOO_FAR


def test_a_style_may_reach_to_the_far_end_of_a_sheet():
    person = '<row r="2"><c r="A2"><v>2</v></c><c r="XFD2" s="1"/></row><row r="1048576"><c r="A1048576" s="1"/></row>'

    assert cells(xlsx({"People": sheet_of(person)})) == [["2"]]


@pytest.mark.parametrize("place", ['r="x"', 'r="-1"'])
def test_a_row_at_no_place_is_refused(place):
    assert why_unreadable(xlsx({"People": sheet_of(f'<row {place}><c r="A0x"><v>1</v></c></row>')})) == DAMAGED


def test_a_cell_at_no_place_is_refused():
    assert why_unreadable(xlsx({"People": sheet_of('<row><c r="$A$2"><v>1</v></c></row>')})) == DAMAGED


def test_a_workbook_with_two_parts_of_one_name_is_refused():
    packed = io.BytesIO(xlsx({"People": [HEADINGS, AMARA]}))
    with zipfile.ZipFile(packed, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/worksheets/sheet1.xml", sheet_of(""))

    assert why_unreadable(packed.getvalue()) == DAMAGED


@pytest.mark.parametrize(
    "table",
    [
        ods_row("A", repeated=999_999),
        ods_row("A") * 2 + ods_row("B", repeated=120_000) * 2,
        ods_row(repeated=1_048_000) + ods_row("A"),
        ods_row(*["A"] * 900) + ods_row("A", repeated=100_000),
        '<table:table-row><table:table-cell table:number-columns-repeated="16384"><text:p>A</text:p></table:table-cell></table:table-row>',
    ],
)
def test_an_open_document_that_repeats_a_cell_without_end_is_refused(table):
    assert why_unreadable(ods(table)) == TOO_FAR


def test_a_workbook_that_unpacks_to_more_than_it_should_is_refused(monkeypatch):
    monkeypatch.setattr("participants.reading.workbooks.MAX_UNPACKED", 100)

    assert why_unreadable(xlsx({"People": [HEADINGS, AMARA]})) == (
        "The workbook unpacks to more than 100 MB. Keep the list and upload it alone."
    )


def test_a_workbook_that_lies_about_its_size_is_refused():
    content = bytearray(zipped({"xl/workbook.xml": "A" * 1000}))
    size = struct.pack("<L", 1000)
    for match in re.finditer(re.escape(size), bytes(content)):
        content[match.start() : match.end()] = struct.pack("<L", 10)

    assert why_unreadable(bytes(content)) == DAMAGED


@pytest.mark.parametrize(
    "content",
    [
        xlsx({"People": [HEADINGS, AMARA]})[:-40],
        (FILES / "staff.xls").read_bytes()[:3000],
        zipped({"content.xml": "<not closed"}),
        ods(ods_row("A", repeated="x")),
        zipped({"xl/workbook.xml": "<nothing/>"}),
    ],
)
def test_a_damaged_workbook_is_refused(content):
    assert why_unreadable(content) == DAMAGED


def test_a_workbook_at_which_the_parser_panics_is_refused():
    content = bytearray((FILES / "staff.xls").read_bytes())
    del content[-6:]

    assert why_unreadable(bytes(content)) == DAMAGED


def test_a_workbook_that_fills_the_memory_is_refused(monkeypatch, caplog):
    # Packed it is 300 kB; each cell holds a copy of the one long text.
    monkeypatch.setattr(workbooks_of_offices, "MAX_MEMORY", 512 * 1024 * 1024)
    long = f'<sst xmlns="{workbooks.SHEET}"><si><t>{"A" * 30_000}</t></si></sst>'
    same = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 50_001))
    sheet = f'<worksheet xmlns="{workbooks.SHEET}"><sheetData>{same}</sheetData></worksheet>'

    assert why_unreadable(xlsx({"People": sheet}, texts=long)) == DAMAGED
    assert "Reading a workbook ended with" in caplog.text


@pytest.fixture
def _reading_never_ends(monkeypatch, tmp_path):
    """The real script, in a process whose calamine never comes back."""
    endless = tmp_path / "endless.py"
    endless.write_text(
        "import itertools, runpy, python_calamine\n"
        "python_calamine.load_workbook = lambda content: sum(itertools.repeat(0))\n"
        f"runpy.run_path({workbook_cells.__file__!r}, run_name='__main__')\n"
    )
    monkeypatch.setattr(workbook_cells, "__file__", str(endless))


@pytest.mark.usefixtures("_reading_never_ends")
@pytest.mark.parametrize(
    ("limit", "value", "logged"),
    [("MAX_SECONDS", 1, "Reading a workbook ended with -"), ("MAX_WAIT", 0.5, "was ended after 0.5 seconds")],
)
def test_a_workbook_whose_reading_never_ends_is_refused(monkeypatch, caplog, limit, value, logged):
    monkeypatch.setattr(workbooks_of_offices, limit, value)

    assert why_unreadable((FILES / "staff.xls").read_bytes()) == DAMAGED
    assert logged in caplog.text


def test_a_limit_that_holds_already_is_not_raised(monkeypatch):
    set_to = []
    monkeypatch.setattr(resource, "setrlimit", lambda kind, limits: set_to.append(limits))
    for hard in (resource.RLIM_INFINITY, 50, 500):
        monkeypatch.setattr(resource, "getrlimit", lambda kind, hard=hard: (0, hard))
        workbook_cells.limit(resource.RLIMIT_AS, 100)

    assert set_to == [(100, 100), (50, 50), (100, 100)]


def test_a_workbook_whose_contents_were_changed_is_refused(monkeypatch):
    monkeypatch.setattr(zipfile.ZipFile, "testzip", lambda self: "xl/workbook.xml")

    assert why_unreadable(xlsx({"People": [HEADINGS, AMARA]})) == DAMAGED


def test_another_kind_of_packed_file_is_refused():
    assert why_unreadable(zipped({"word/document.xml": "<x/>"})) == (
        "This is not a list the portal can read. Upload a CSV file or an Excel workbook (.xlsx)."
    )


def test_a_workbook_locked_with_a_password_is_refused():
    locked = b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")

    assert why_unreadable(locked) == (
        "The workbook is locked with a password. Save it without the password and upload it again."
    )


def test_an_open_document_locked_with_a_password_is_refused():
    content = zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
            "</manifest:manifest>",
            "content.xml": "not XML any more",
        }
    )

    assert why_unreadable(content) == (
        "The workbook is locked with a password. Save it without the password and upload it again."
    )


def test_the_hand_made_workbooks_name_their_cells_as_excel_does():
    assert workbooks.reference(7, 1) == "B7"
