"""What forms ask about clashes: why one is accepted, and what weighs how much."""

from django import forms

from cohorts.forms import FacilitatorForm
from npq_portal.ui.text import one_line
from sessions.actions.clash_checks import Acceptance, Clashing
from sessions.clashes import Clash, ClashKind, fingerprint
from sessions.models import ClashLevels

LONGEST_REASON = 200


class AcceptsClashes(forms.Form):
    """The part of a form that asks, once clashes are found that go through with one, for a reason.

    What is accepted is what was read: ``clashes_shown`` says which those were.
    """

    clash_reason = forms.CharField(
        label="Why this is accepted",
        required=False,
        max_length=LONGEST_REASON,
        validators=[one_line],
        widget=forms.HiddenInput,
        help_text="Kept with the clash, your name and the time, for everybody who manages the cohort.",
    )
    clashes_shown = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    clashes: tuple[Clash, ...] = ()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # What is asked last stands last.
        self.fields["clash_reason"] = self.fields.pop("clash_reason")
        if self.is_bound and self.data.get(self.add_prefix("clashes_shown")):
            self._show_reason()

    def _show_reason(self) -> None:
        self.fields["clash_reason"].widget = forms.TextInput(attrs={"maxlength": LONGEST_REASON})

    def ask_about(self, clashes: list[Clash]) -> None:
        """Show clashes that go through with a reason, and the field for it."""
        self.clashes = tuple(clashes)
        self._show_reason()
        self.fields["clash_reason"].required = True
        if self.is_bound:
            self.data = self.data.copy()
            self.data[self.add_prefix("clashes_shown")] = fingerprint(clashes)
        self.initial["clashes_shown"] = fingerprint(clashes)

    def refuse(self, why: Clashing) -> None:
        """Say at the form what keeps it back: what has to be settled first, or that a reason is wanted."""
        if why.blocking or not why.clashes:
            for sentence in [clash.sentence for clash in why.blocking] or [str(why)]:
                self.add_error(None, sentence)
        else:
            self.ask_about(why.clashes)
            self.add_error("clash_reason", "Say why this is accepted, or change what clashes.")

    @property
    def acceptance(self) -> Acceptance:
        """The reason that was given, and for which clashes."""
        return Acceptance(self.cleaned_data["clash_reason"], self.cleaned_data["clashes_shown"])


class AssignForm(AcceptsClashes, FacilitatorForm):
    """Who facilitates a cohort, from when; where they would be in two places at once, why that is accepted."""


class AcceptForm(forms.Form):
    """Why one clash is accepted."""

    reason = forms.CharField(label="Why it is accepted", max_length=LONGEST_REASON, validators=[one_line])


class ClashLevelsForm(forms.ModelForm):
    """How much each kind of clash weighs."""

    class Meta:
        model = ClashLevels
        fields = [*(kind.value for kind in ClashKind), "most_hours"]
        help_texts = {"most_hours": "For one person, taking or attending; counted within a day."}
