"""What a cell means: TRNs, e-mail addresses, names, days and URNs as people write them.

Each function returns the value or raises ``ValidationError`` with a sentence for the person who has to mend it.
"""

import datetime as dt
import re
import unicodedata
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from npq_portal.ui.text import one_line
from npq_portal.ui.words import count, plain_date
from participants.models.days import sensible_day
from participants.models.participants import valid_trn
from participants.models.schools import valid_urn

# Excel counts days from here (its day 60, 29 February 1900, never was).
EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ],
        start=1,
    )
    for name in names.split()
}
valid_email = EmailValidator("Write one e-mail address, such as name@school.org.uk.", allowlist=[])


class Read(NamedTuple):
    """A value, and a note when it was not written quite like that; ``is_guess`` asks somebody to confirm it."""

    value: str
    note: str = ""
    is_guess: bool = False


def read_trn(text: str) -> Read:
    """Seven digits, however they are written; five or six are offered with the zeros that Excel removes."""
    if re.fullmatch(r"[0-9.,]+E[+]?[0-9]+", text, re.IGNORECASE):
        raise ValidationError("Excel shortened this TRN. Format the column as text and type the TRN again.")
    written = re.sub(r"\.0+\Z", "", "".join(text.split()))
    if any(character.isdigit() and not character.isascii() for character in written):
        raise ValidationError("Type the TRN with ordinary digits, 0 to 9.")
    digits = re.sub(r"(?i)\ARP", "", written)
    digits = re.sub(r"(?<=[0-9])[/-](?=[0-9])", "", digits.lstrip("/"))
    if re.fullmatch(r"[0-9OolI]+", digits) and not digits.isdecimal():
        raise ValidationError("A letter O, l or I stands where the TRN has a digit. Type it again.")
    if not re.fullmatch(r"[0-9]+", digits):
        raise ValidationError("A TRN is seven digits, such as 1234567.")
    if not 5 <= len(digits) <= 7:
        raise ValidationError(f"This TRN has {count(len(digits), 'digit,digits')}; a TRN has seven.")
    trn = digits.zfill(7)
    valid_trn(trn)
    if len(digits) < 7:
        return Read(trn, f"TRN {digits} is short: Excel removes zeros in front, so {trn} is likely.", is_guess=True)
    if written != digits:
        return Read(trn, f"TRN {written} is read as {trn}.")
    return Read(trn)


def read_email(text: str) -> str:
    """One address, in lower case."""
    email = re.sub(r"(?i)\Amailto:", "", text)
    if not email.isascii():
        raise ValidationError("Type the e-mail address with ordinary letters; one of these only looks like one.")
    if len(email) > 254:
        raise ValidationError("An e-mail address has at most 254 characters.")
    valid_email(email)
    return email.lower()


def read_name(text: str, what: str, limit: int = 150) -> str:
    """A name on one line, composed (NFC), single-spaced, and no formula."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if name[:1] in tuple("=+-@"):
        raise ValidationError(f"{what} begins with “{name[0]}”, like a formula. Type it again.")
    if re.fullmatch(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)", name):
        raise ValidationError(f"{what} is an error of Excel, {name}. Type it again.")
    one_line(name)
    if len(name) > limit:
        raise ValidationError(f"{what} is longer than {limit} characters.")
    return name


def read_urn(text: str) -> str:
    """A URN, in capitals."""
    urn = re.sub(r"\.0+\Z", "", "".join(text.split())).upper()
    valid_urn(urn)
    return urn


def make_day(day: str, month: int, year: str) -> dt.date:
    """A day that exists. Raises ``ValidationError``."""
    try:
        return dt.date(int(year) + (2000 if len(year) == 2 else 0), month, int(day))
    except ValueError:
        raise ValidationError("There is no such day. Write the day first, such as 31/10/2022.") from None


def parse_day(text: str) -> dt.date | None:
    """The day that a text names, day before month; nothing when it names none."""
    plain = " ".join(text.replace(",", " ").casefold().split())
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})([t ][0-9:.]+(z|[+-][0-9:]+)?)?", plain, re.ASCII):
        return make_day(match[3], int(match[2]), match[1])
    if match := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})( [0-9:]+)?", plain, re.ASCII):
        return make_day(match[1], int(match[2]), match[3])
    words = re.sub(r"\A(mon|tues?|wed(nes)?|thurs?|fri|sat(ur)?|sun)(day)? ", "", plain)
    if match := re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)?[ -]([a-z]+)[ -]([0-9]{4}|[0-9]{2})", words, re.ASCII):
        return make_day(match[1], MONTHS.get(match[2], 0), match[3])
    if match := re.fullmatch(r"([a-z]+) ([0-9]{1,2})(?:st|nd|rd|th)? ([0-9]{4})", words, re.ASCII):
        return make_day(match[2], MONTHS.get(match[1], 0), match[3])
    return None


def read_day(text: str) -> tuple[dt.date, str]:
    """A day between 2015 and 2045, and a note when it was one of Excel's numbers."""
    note = ""
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text, re.ASCII):
        day = EXCEL_DAY_ZERO + dt.timedelta(days=int(text[:5]))
        note = f"Excel’s number {text} is read as {plain_date(day)}."
    else:
        parsed = parse_day(text)
        if parsed is None:
            raise ValidationError("Write the date with day, month and year, such as 3/4/2022 or 3 April 2022.")
        day = parsed
    sensible_day(day)
    return day, note
