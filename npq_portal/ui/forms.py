"""Inputs that the browser draws, and fields that several forms share."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

EARLIEST, LATEST = dt.date(2015, 1, 1), dt.date(2045, 12, 31)


class DateInput(forms.DateInput):
    """A date picker; it wants the ISO form, whatever the language."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A time picker, to the minute."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class LinesField(forms.CharField):
    """Text of several lines, which end as they are kept and not as browsers send them."""

    widget = forms.Textarea

    def to_python(self, value) -> str:
        return "\n".join(super().to_python(value).splitlines())


class DayField(forms.DateField):
    """A local day between 2015 and 2045, picked or typed; 03/04/2022 is 3 April."""

    def __init__(self, **options) -> None:
        options.setdefault("widget", DateInput())
        options.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y"])
        super().__init__(**options)

    def clean(self, value) -> dt.date | None:
        day = super().clean(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise ValidationError("Enter a day between 2015 and 2045.")
        return day
