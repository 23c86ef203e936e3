"""What a person may enter about reminders."""

from django import forms

from cohorts.models import Cohort
from npq_portal.reminders import placeholders, planning
from npq_portal.reminders.models import Anchor, ReminderRule
from npq_portal.reminders.models.reminder_rules import AUDIENCES, MOST_DAYS, Audience
from npq_portal.ui.text import one_line

BEFORE, AFTER = "before", "after"


class RuleForm(forms.ModelForm):
    """When a rule goes out, to whom, and what it says; the anchor stays what it is."""

    amount = forms.IntegerField(
        label="How many days",
        min_value=0,
        max_value=MOST_DAYS,
        error_messages={"min_value": "Enter 0 or more days.", "max_value": f"Enter at most {MOST_DAYS} days."},
    )
    direction = forms.ChoiceField(label="Before or after", choices=[(BEFORE, "before"), (AFTER, "after")])
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ReminderRule
        fields = ["name", "unit", "local_time", "audience", "subject", "body", "is_on"]
        widgets = {"local_time": forms.TimeInput(format="%H:%M"), "body": forms.Textarea(attrs={"rows": 14})}
        labels = {"local_time": "Time", "body": "Message", "audience": "To whom", "is_on": "Send this reminder"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offset = self.instance.offset_days
        self.initial |= {
            "amount": abs(offset),
            "direction": AFTER if offset > 0 else BEFORE,
            "based_on": self.instance.version,
        }
        self.fields["audience"].choices = [
            (value, label) for value, label in Audience.choices if value in AUDIENCES[self.instance.anchor]
        ]
        for name in ("amount", "unit", "direction", "local_time", "audience"):
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    def clean_local_time(self):
        time = self.cleaned_data["local_time"]
        if not planning.EARLIEST <= time <= planning.LATEST:
            raise forms.ValidationError("Choose a time from 07:30 to 18:30: nothing is sent outside these hours.")
        return time

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("amount") is not None and cleaned.get("direction"):
            sign = 1 if cleaned["direction"] == AFTER else -1
            self.instance.offset_days = sign * cleaned["amount"]
            if self.instance.anchor == Anchor.REGISTER_UNTAKEN and self.instance.offset_days < 0:
                self.add_error("direction", "No register is missing before its session has ended. Choose “after”.")
        return cleaned

    @property
    def placeholders(self):
        """What may be inserted, each with what it becomes."""
        return placeholders.PLACEHOLDERS[self.instance.anchor].items()


class CopyForm(forms.Form):
    """For which cohort a rule gets its own version."""

    cohort = forms.ModelChoiceField(
        Cohort.objects.none(), to_field_name="slug", empty_label="Choose a cohort", label="Cohort"
    )

    def __init__(self, *args, rule, user, **kwargs):
        super().__init__(*args, **kwargs)
        taken = ReminderRule.objects.filter(key=rule.key).exclude(cohort=None).values("cohort")
        self.fields["cohort"].queryset = Cohort.objects.managed_by(user).exclude(pk__in=taken).for_listing()


class PauseForm(forms.Form):
    """Why reminders are stopped."""

    reason = forms.CharField(label="Why", max_length=200, required=False, validators=[one_line])
