"""What participants and reviewers write about catch-up."""

from django import forms

from npq_portal.ui.text import plain_text


class ReflectionForm(forms.Form):
    """What a participant took from the session they missed."""

    reflection = forms.CharField(
        label="Your reflection",
        help_text="Say what you learnt from the materials of the session, name one piece of research they cite, and what "
        "you will do in your school.",
        max_length=8000,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Write your reflection before you hand it in."},
    )


class ReviewForm(forms.Form):
    """A reviewer's answer; whoever gets a reflection back learns what is missing."""

    comment = forms.CharField(
        label="Comment",
        help_text="The participant reads this. It is needed when you return the reflection.",
        max_length=2000,
        required=False,
        validators=[plain_text],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    decision = forms.ChoiceField(
        choices=[("accept", "Accept"), ("return", "Return")],
        error_messages={"required": "Accept the reflection or return it.", "invalid_choice": "Accept it or return it."},
    )

    def clean(self):
        given = super().clean()
        if given.get("decision") == "return" and "comment" in given and not given["comment"].strip():
            self.add_error("comment", "Say what is missing, so that it can be put right.")
        return given
