"""The days that the portal can mean."""

import datetime as dt

from django.core.exceptions import ValidationError

EARLIEST, LATEST = dt.date(2015, 1, 1), dt.date(2045, 12, 31)


def sensible_day(day: dt.date) -> None:
    """Refuse days that can only be slips of the keyboard, such as one in the year 27. Raises ``ValidationError``."""
    if not EARLIEST <= day <= LATEST:
        raise ValidationError("Choose a date between 2015 and 2045.")
