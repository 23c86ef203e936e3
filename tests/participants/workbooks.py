"""Workbooks made by hand: just enough XML that Excel and calamine read them."""

import io
import zipfile
from html import escape

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    "</Types>"
)
RELATIONSHIPS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# Style 1 shows a number as a day, style 2 as a day with a time.
STYLES = (
    f'<styleSheet xmlns="{SHEET}"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs>'
    "</styleSheet>"
)


class Day(float):
    """A number that Excel shows as a day."""


class Moment(float):
    """A number that Excel shows as a day with a time."""


class Mistake(str):
    """What Excel shows where a formula failed."""


def reference(row, column):
    return f"{chr(ord('A') + column)}{row}"


def cell(row, column, value):
    place = reference(row, column)
    if value is None:
        return f'<c r="{place}" s="1"/>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, Mistake):
        return f'<c r="{place}" t="e"><v>{value}</v></c>'
    if isinstance(value, (int, float)):
        style = {Day: ' s="1"', Moment: ' s="2"'}.get(type(value), "")
        return f'<c r="{place}"{style}><v>{value!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def sheet_xml(rows):
    lines = "".join(
        f'<row r="{number}">' + "".join(cell(number, column, value) for column, value in enumerate(row)) + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    return f'<?xml version="1.0"?><worksheet xmlns="{SHEET}"><sheetData>{lines}</sheetData></worksheet>'


def xlsx(sheets, hidden=(), texts=""):
    """A workbook of ``{name: rows}``; ``hidden`` names the sheets that cannot be seen, ``texts`` are the shared ones."""
    named = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" {"state=" + chr(34) + "hidden" + chr(34) if name in hidden else ""} '
        f'r:id="rId{number}"/>'
        for number, name in enumerate(sheets, start=1)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    shared = f'<Relationship Id="rId98" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>' if texts else ""
    files = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f'{RELATIONSHIPS}<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{RELATIONSHIPS}{related}<Relationship Id="rId99" Type="{OFFICE}/styles" Target="styles.xml"/>{shared}</Relationships>',
        "xl/styles.xml": STYLES,
    }
    for number, rows in enumerate(sheets.values(), start=1):
        files[f"xl/worksheets/sheet{number}.xml"] = rows if isinstance(rows, str) else sheet_xml(rows)
    if texts:
        files["xl/sharedStrings.xml"] = texts
    return zipped(files)


def ods(table):
    """An OpenDocument workbook with the inside of one table."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": f'<?xml version="1.0"?><office:document-content{spaces}><office:body><office:spreadsheet>'
            f'<table:table table:name="People">{table}</table:table></office:spreadsheet></office:body></office:document-content>',
        }
    )


def ods_row(*texts, repeated=1):
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
        for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()
