"""What participants type about their self-study."""

from django import forms


class StudyForm(forms.Form):
    """The minutes spent on a unit so far; the button that was pressed says whether it is done."""

    minutes = forms.IntegerField(
        label="Minutes spent so far",
        min_value=0,
        max_value=6000,
        error_messages={
            "required": "Enter the minutes you have spent so far.",
            "invalid": "Enter the minutes as a whole number, such as 45.",
            "min_value": "Enter 0 or more minutes.",
            "max_value": "Enter at most 6000 minutes, which is 100 hours.",
        },
    )
    then = forms.ChoiceField(choices=[("done", "Done"), ("save", "Save"), ("undo", "Not done")], required=False)

    def is_done(self) -> bool:
        return self.cleaned_data["then"] == "done"
