"""Which groups a session is held for."""

from collections import Counter
from typing import cast

from django import forms

from cohorts.models import Cohort, Group
from cohorts.models.groups import plural_of
from npq_portal.ui.words import listing


class EachGroupForm(forms.Form):
    """The kinds of which the cohort has two or more groups that go on, each with their names."""

    kind = forms.ChoiceField(label="Groups", widget=forms.RadioSelect)

    def __init__(self, *args, cohort: Cohort, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        groups = list(cohort.groups.filter(ends_on=None).in_order())
        number = Counter(group.kind for group in groups)
        cast(forms.ChoiceField, self.fields["kind"]).choices = [
            (kind.value, f"{plural_of(kind)}: {listing(group.name for group in groups if group.kind == kind)}")
            for kind in Group.Kind
            if number[kind] > 1
        ]
        self.initial.setdefault("kind", next((value for value, _ in self.fields["kind"].choices), None))

    @property
    def has_choices(self) -> bool:
        return bool(self.fields["kind"].choices)
