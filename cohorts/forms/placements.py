"""Where a component is placed in time: one of five kinds, of which only the fields of the chosen one are read."""

from typing import Any

from django import forms

from cohorts.planning.sense import MOST_HALF_TERMS, MOST_MONTHS, MOST_WEEKS
from cohorts.planning.wording import WEEKDAYS
from npq_portal.ui.forms import DayField, TimeInput

WEEKDAY_CHOICES = [("", "Not known yet"), *((name.lower(), name) for name in WEEKDAYS)]
ANY_DAY = [("", "Whatever day that is"), *WEEKDAY_CHOICES[1:]]
DAY_CHOICES = [
    ("half_term", "By half term, week and weekday"),
    ("offset", "So long after the start"),
    ("fixed", "A fixed date"),
]
# The fields of each kind of day, with the names by which a blueprint file calls them.
DAYS = {
    "half_term": {"half_term": "half_term", "week": "week", "weekday": "weekday"},
    "offset": {"months": "months", "weeks": "weeks", "days": "days", "from_weekday": "weekday"},
    "fixed": {"on": "on"},
}
HOURS = {"start": "start", "end": "end"}
READ = {kind: fields | HOURS for kind, fields in DAYS.items()} | {
    "before": {"component": "component", "working_days": "working_days"} | HOURS
}


def number(label: str, most: int, *, least: int = 0, **options) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most, **options)


class ChosenFields(forms.Form):
    """Of these fields, only those are read that belong to what was chosen as ``by``; the others may hold anything."""

    mark_optional = False
    of_each: dict[str, dict[str, str]] = READ

    def __init__(self, data=None, *, told: dict[str, Any], is_read: bool = True, **options) -> None:
        names = {name: key for key, name in self.of_each.get(told.get("by", ""), {}).items()}
        initial = {"by": told.get("by", "")} | {
            names[name]: value for name, value in told.items() if name in names and value is not None
        }
        super().__init__(data, initial=initial, **options)
        self.is_read = is_read

    @property
    def kind(self) -> str:
        """What was chosen, or what the placement that is kept says."""
        return self["by"].value() or ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        read = {"by", *self.of_each.get(self.kind, {})} if self.is_read else set()
        for name in set(self.errors) - read:
            del self._errors[name]
        return cleaned

    def told(self) -> dict[str, Any]:
        """What was typed, as a blueprint file says it; nothing where no kind was chosen."""
        if not self.kind:
            return {}
        typed = {name: self.cleaned_data.get(key) for key, name in self.of_each.get(self.kind, {}).items()}
        return {"by": self.kind} | {name: plainly(value) for name, value in typed.items() if value not in (None, "")}


def plainly(value: Any) -> Any:
    """A value as JSON holds it: 2022-06-02, 15:45."""
    if hasattr(value, "hour"):
        return f"{value:%H:%M}"
    return value.isoformat() if hasattr(value, "isoformat") else value


class DayForm(ChosenFields):
    """A day, whichever way it is given."""

    of_each = DAYS

    by = forms.ChoiceField(label="How the day is given", required=False, choices=[("", "Not known yet"), *DAY_CHOICES])
    half_term = number("Half term of the programme", MOST_HALF_TERMS, least=1)
    week = number("Week of the half term", MOST_WEEKS, least=1)
    weekday = forms.ChoiceField(label="Weekday", required=False, choices=WEEKDAY_CHOICES)
    months = number("Months after the start", MOST_MONTHS)
    weeks = number("Weeks after the start", MOST_WEEKS)
    days = number("Days after the start", MOST_WEEKS * 7)
    from_weekday = forms.ChoiceField(label="From then on, the first", required=False, choices=ANY_DAY)
    on = DayField(label="Date", required=False)


class ClosingForm(DayForm):
    """The end of a window: a day, or so many days after it opens."""

    of_each = DAYS | {"days": {"lasting": "days", "is_clear": "clear"}}

    by = forms.ChoiceField(
        label="How its end is given",
        required=False,
        choices=[("", "Not known yet"), *DAY_CHOICES, ("days", "A number of days after it opens")],
    )
    lasting = number("Days for which it is open", 1000, least=1, help_text="The first and the last included.")
    is_clear = forms.BooleanField(label="No day of it may be a closure: it moves as a whole", required=False)


class PlacementForm(DayForm):
    """The placement of a component, with the days of a window as forms of their own."""

    of_each = READ

    by = forms.ChoiceField(
        label="How it is placed",
        required=False,
        choices=[
            ("", "Not known yet"),
            *DAY_CHOICES,
            ("before", "Working days before another component"),
            ("window", "A window, from a day to a day"),
        ],
    )
    component = forms.ChoiceField(label="It comes before", required=False)
    working_days = number("Working days before it", 250)
    start = forms.TimeField(label="From", required=False, widget=TimeInput(), input_formats=["%H:%M"])
    end = forms.TimeField(label="Until", required=False, widget=TimeInput(), input_formats=["%H:%M"])

    def __init__(self, data=None, *, told: dict[str, Any], others: list[tuple[str, str]]) -> None:
        super().__init__(data, told=told, prefix="placement")
        self.fields["component"].choices = [("", "Not known yet"), *others]
        is_window = self.kind == "window"
        opens, closes = told.get("opens") or {}, told.get("closes") or {}
        if told.get("by") == "window" and ("days" in told or "clear" in told):
            closes = {"by": "days"} | {name: told[name] for name in ("days", "clear") if name in told}
        self.opens = DayForm(data, told=opens, is_read=is_window, prefix="opens")
        self.closes = ClosingForm(data, told=closes, is_read=is_window, prefix="closes")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end <= start and "end" in self.of_each.get(self.kind, {}):
            self.add_error("end", "It must end after it starts.")
        return cleaned

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.opens.is_valid(), self.closes.is_valid()])

    def told(self) -> dict[str, Any]:
        if self.kind != "window":
            return super().told()
        opens, closes = self.opens.told(), self.closes.told()
        if closes.get("by") == "days":
            end = {name: value for name, value in closes.items() if name != "by" and value is not False}
        else:
            end = {"closes": closes} if closes else {}
        return {"by": "window"} | ({"opens": opens} if opens else {}) | end
