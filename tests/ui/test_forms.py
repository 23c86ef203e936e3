"""A form says what it wants, and at the place what is wrong."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template

from npq_portal.ui.errors import ErrorLink, error_links, errors_of
from npq_portal.ui.forms import DateInput, TimeInput


class AbsenceForm(forms.Form):
    reason = forms.CharField(help_text="The facilitator reads this.", max_length=20)
    on = forms.DateField(label="Day", widget=DateInput)
    at = forms.TimeField(label="Time", widget=TimeInput, required=False)
    mode = forms.ChoiceField(choices=[("p", "In person"), ("o", "Online")], widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        choices=[("Week", [("3", "Wednesday")])], widget=forms.CheckboxSelectMultiple, required=False
    )
    tell = forms.BooleanField(label="Tell my mentor", required=False)
    session = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.data.get("reason") == "none":
            raise ValidationError("Give a reason, or leave the page.")


GOOD = {"reason": "Ofsted visit", "on": "2022-05-11", "mode": "p"}


def test_every_control_is_tied_to_its_label_and_hint():
    html = AbsenceForm().render()

    assert '<label for="id_reason">Reason</label>' in html
    assert '<p class="hint" id="id_reason_helptext">The facilitator reads this.</p>' in html
    assert 'aria-describedby="id_reason_helptext"' in html
    assert '<label for="id_at">Time (optional)</label>' in html
    assert "<legend>Mode</legend>" in html
    assert '<label for="id_mode_1"><input type="radio"' in html
    assert '<p class="hint">Week</p>' in html
    assert '<input type="hidden" name="session"' in html


def test_an_error_stands_beside_its_control_and_is_read_with_it():
    html = AbsenceForm({**GOOD, "on": "31 June"}).render()

    assert 'class="field wrong"' in html
    assert '<p class="error" id="id_on_error"><span class="visually-hidden">Error: </span>' in html
    assert "“Day” is not a date. Write it as 11/05/2022." in html
    assert 'aria-invalid="true" aria-describedby="id_on_error"' in html


def test_all_errors_stand_at_the_top_and_lead_to_their_controls():
    links = error_links(AbsenceForm({"reason": "x" * 21, "at": "noon", "session": "seven"}), None, AbsenceForm(GOOD))

    assert links == [
        ErrorLink("“Session” has to be a whole number."),
        ErrorLink("Ensure this value has at most 20 characters (it has 21).", "#id_reason"),
        ErrorLink("“Day” is missing.", "#id_on"),
        ErrorLink("“Time” is not a time. Write it as 15:45.", "#id_at"),
        ErrorLink("“Mode” is missing.", "#id_mode_0"),
    ]


def test_what_concerns_the_whole_form_comes_first():
    html = AbsenceForm({**GOOD, "reason": "none"}).render()

    assert html.count("<h2>There is a problem") == 1
    assert "<span>Give a reason, or leave the page.</span>" in html


def test_a_form_without_errors_has_no_summary():
    assert "There is a problem" not in AbsenceForm(GOOD).render()
    assert Template("{% load portal %}{% error_summary form %}").render(Context({"form": None})).strip() == ""


@pytest.mark.parametrize(
    ("typed", "sentence"), [("0", "“Minutes” has to be 1 or more."), ("601", "“Minutes” has to be 600 or less.")]
)
def test_a_number_beyond_its_limit_is_told_the_limit(typed, sentence):
    class Conversation(forms.Form):
        minutes = forms.IntegerField(min_value=1, max_value=600)

    assert errors_of(Conversation({"minutes": typed})["minutes"]) == [sentence]


def test_several_errors_of_one_field_are_all_shown():
    form = AbsenceForm(GOOD)
    form.add_error("reason", "Too vague.")
    form.add_error("reason", "Too short.")

    assert "Too vague.<br>" in form.render()


def test_a_form_of_filters_does_not_call_every_field_optional():
    form = AbsenceForm()
    form.mark_optional = False

    assert "(optional)" not in form.render()


def test_a_form_without_ids_is_still_whole():
    html = AbsenceForm({}, auto_id=False).render()

    assert "“Day” is missing." in html
    assert ' id="' not in html


def test_a_field_can_carry_a_class_of_its_own():
    class Wide(AbsenceForm):
        required_css_class = "wide"

    assert 'class="field wide"' in Wide().render()


def test_date_and_time_pickers_get_the_form_that_browsers_understand():
    html = AbsenceForm(initial={"on": "2022-05-11", "at": "15:45:00"}).render()

    assert '<input type="date" name="on" value="2022-05-11"' in html
    assert '<input type="time" name="at" value="15:45' in html


def test_text_that_people_typed_is_never_markup():
    html = AbsenceForm({**GOOD, "reason": "<script>alert(1)</script>"}).render()

    assert "<script>" not in html
