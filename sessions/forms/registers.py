"""What somebody ticked on a register, and what they answered when completing or correcting one.

A register is read straight from the posted fields: a form object a row was measured at 30 times the cost.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from django import forms

from npq_portal.ui.text import one_line
from sessions.actions.registers import MINUTES_LATE, REASONS, STATUSES, Change
from sessions.models import ExcuseReason, MarkStatus

VERSION_FIELD = re.compile(r"v([0-9]{1,18})")
NUMBER = re.compile(r"[0-9]{1,9}")
MINUTES_ERROR = "Enter the minutes late as a whole number from 1 to 600, or leave them out."
STATUS_ERROR = "Choose present, late, absent or excused."
REASON_ERROR = "Choose a reason from the list."
VERSION_ERROR = "Load the register again, then mark this person."


class Posted(NamedTuple):
    """The changes on a register, and by enrolment what is wrong with those that cannot be made."""

    changes: list[Change]
    errors: dict[int, str]


def read_register(post: Mapping[str, str]) -> Posted:
    """Read the rows of a register: for person 12 ``v12`` is the version seen, ``s12`` the status, ``m12`` minutes,
    ``r12`` the reason."""
    posted = Posted([], {})
    for name in post:
        if found := VERSION_FIELD.fullmatch(name):
            read_row(post, int(found[1]), posted)
    return posted


def read_row(post: Mapping[str, str], pk: int, posted: Posted) -> None:
    version, status = post[f"v{pk}"], post.get(f"s{pk}", "")
    minutes = post.get(f"m{pk}", "").strip() if status == MarkStatus.LATE else ""
    reason = post.get(f"r{pk}", "") if status == MarkStatus.EXCUSED else ""
    if not NUMBER.fullmatch(version):
        posted.errors[pk] = VERSION_ERROR
    elif status not in STATUSES:
        posted.errors[pk] = STATUS_ERROR
    elif minutes and not (NUMBER.fullmatch(minutes) and int(minutes) in MINUTES_LATE):
        posted.errors[pk] = MINUTES_ERROR
    elif reason not in REASONS:
        posted.errors[pk] = REASON_ERROR
    else:
        posted.changes.append(Change(pk, status, int(minutes) if minutes else None, reason, int(version)))


class CompleteForm(forms.Form):
    """What to say of people without a mark when a register is completed; nothing is chosen beforehand."""

    LEAVE = "unknown"

    unmarked = forms.ChoiceField(
        label="What should the register say of them?",
        choices=[
            (LEAVE, "Leave them unknown – you or a colleague can still mark them"),
            (MarkStatus.ABSENT, "Mark them absent"),
            (MarkStatus.PRESENT, "Mark them present"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the register should say of the people without a mark."},
    )

    def status(self) -> str:
        """The status for the unmarked; none leaves them unknown."""
        chosen = self.cleaned_data["unmarked"]
        return "" if chosen == self.LEAVE else chosen


class MarkForm(forms.Form):
    """One person's mark, set on its own page: also taken back, or corrected once the register is closed."""

    mark_optional = False

    status = forms.ChoiceField(
        label="Mark", choices=[*MarkStatus.choices, ("", "No mark: unknown")], required=False, widget=forms.RadioSelect
    )
    minutes_late = forms.IntegerField(
        label="Minutes late",
        required=False,
        min_value=MINUTES_LATE[0],
        max_value=MINUTES_LATE[-1],
        help_text="Only if they were late.",
    )
    reason = forms.ChoiceField(
        label="Reason",
        choices=[("", "No reason given"), *ExcuseReason.choices],
        required=False,
        help_text="Only if they are excused.",
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    correction = forms.CharField(
        label="Why the mark is corrected",
        max_length=200,
        validators=[one_line],
        help_text="The register is closed. The mark before stays in the history, with this reason beside the new one.",
        error_messages={"required": "Say why the mark is corrected; the register is closed."},
    )

    def __init__(self, *args, is_closed: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_closed:
            del self.fields["correction"]

    def change(self, enrolment_id: int) -> Change:
        """The change that this form asks for."""
        given = self.cleaned_data
        return Change(enrolment_id, given["status"], given["minutes_late"], given["reason"], given["version"])
