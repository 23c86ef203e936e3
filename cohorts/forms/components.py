"""The form of one component of a delivery model."""

from operator import attrgetter
from typing import Any

from django import forms

from cohorts.forms.placements import PlacementForm, number
from cohorts.models import Blueprint, Component
from cohorts.planning.components import LONGEST_IN_DAYS
from cohorts.planning.fields import BlueprintError
from cohorts.planning.repeats import WORDS
from cohorts.planning.sense import BackwardWindow, ContradictoryOrder, TooShort
from cohorts.plans import short_of, told
from npq_portal.ui.forms import LinesField
from npq_portal.ui.text import one_line, plain_text, secure_link
from npq_portal.ui.words import listing

MOST_MINUTES = 100_000


class ComponentForm(forms.Form):
    """Everything about a component of ``blueprint``: the one that is ``row`` so far, or a new one.

    Its placement and what belongs to it are forms of their own, read together with it.
    """

    mark_optional = False

    kind = forms.ChoiceField(label="What it is", choices=[("", "Choose one"), *Component.Kind.choices])
    title = forms.CharField(label="Title", max_length=150, validators=[one_line])
    short_title = forms.CharField(
        label="Short title",
        max_length=20,
        required=False,
        validators=[one_line],
        help_text="For drawings and calendars. Otherwise the beginning of the title.",
    )
    delivery = forms.ChoiceField(
        label="Delivery", required=False, choices=[("", "Not known yet"), *Component.Delivery.choices]
    )
    compulsory = forms.BooleanField(label="Compulsory: engagement is measured by it", required=False)
    minutes = number("Minutes", MOST_MINUTES, help_text="On each of its days, and each time that it comes round.")
    credited_minutes = number("Minutes that count", MOST_MINUTES, help_text="Only where fewer than its minutes count.")
    days = number("Days in a row", LONGEST_IN_DAYS, least=1, help_text="Such as 2 for a residential.")
    every = forms.ChoiceField(
        label="It comes round",
        required=False,
        choices=[("", "Not known, or not"), *((every.value, f"Every {words}") for every, words in WORDS.items())],
    )
    times = number("How many times in all", 100, least=1, help_text="Leave both empty for something that is held once.")
    after = forms.MultipleChoiceField(label="It comes after", required=False, widget=forms.CheckboxSelectMultiple)
    content_areas = forms.MultipleChoiceField(
        label="Content areas that it teaches", required=False, widget=forms.CheckboxSelectMultiple
    )
    preparation = forms.CharField(
        label="Preparation", max_length=300, required=False, validators=[plain_text], help_text="What people do before."
    )
    preparation_minutes = number("Minutes of preparation", 6000)
    link = forms.URLField(
        label="Link to its materials",
        max_length=500,
        required=False,
        validators=[secure_link],
        assume_scheme="https",
    )
    notes = LinesField(label="Notes", max_length=2000, required=False, validators=[plain_text])
    unknown = LinesField(
        label="What is still open",
        max_length=2000,
        required=False,
        validators=[plain_text],
        help_text="A few words on each line. Remove what has been decided.",
    )

    def __init__(self, data=None, *, blueprint: Blueprint, rows: list[Component], row: Component | None = None) -> None:
        kept = told(row) if row else {}
        if row and row.short_title == short_of(row.title):
            kept.pop("short_title", None)
        repeat = kept.get("repeat") or {}
        initial = {"compulsory": True, "days": 1} | kept | repeat
        super().__init__(data, initial=initial | {"unknown": "\n".join(kept.get("unknown", []))})
        others = [(each.key, each.title) for each in rows if each != row]
        self.fields["after"].choices = others
        areas = sorted(blueprint.programme.content_areas.all(), key=attrgetter("number", "pk"))
        self.fields["content_areas"].choices = [(area.name, area.name) for area in areas]
        self.placement = PlacementForm(data, told=kept.get("placement") or {}, others=others)

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.placement.is_valid()])

    @property
    def parts(self) -> tuple[forms.Form, ...]:
        """Itself and the forms that are read together with it."""
        return self, self.placement, self.placement.opens, self.placement.closes

    @property
    def all_errors(self) -> bool:
        """Whether anything in it or its placement is wrong."""
        return any(part.errors for part in self.parts)

    @property
    def differences(self) -> list[tuple[str, str]]:
        """The fields in which what was typed is not what is kept, with what is kept in words."""
        return [
            (field.label, in_words(field)) for part in self.parts for field in part if field.name in part.changed_data
        ]

    def described(self) -> dict[str, Any]:
        """The component as a blueprint file describes it."""
        typed = dict(self.cleaned_data)
        lines = (line.strip() for line in typed.pop("unknown").splitlines())
        repeat = {name: typed.pop(name) for name in ("every", "times")}
        return typed | {
            "unknown": [line for line in lines if line],
            "placement": self.placement.told() or None,
            "repeat": {name: value for name, value in repeat.items() if value} or None,
        }

    def refuse(self, problem: BlueprintError) -> None:
        """Say what is wrong with the component among the others, beside the field that it comes from."""
        is_window = self.placement.kind == "window"
        if isinstance(problem, BackwardWindow) or (isinstance(problem, TooShort) and is_window):
            self.placement.closes.add_error("by", str(problem))
        elif isinstance(problem, TooShort):
            self.placement.add_error("end", str(problem))
        elif isinstance(problem, ContradictoryOrder):
            self.add_error("after", str(problem))
        else:
            self.add_error(None, str(problem))


def in_words(field: forms.BoundField) -> str:
    """What a field begins with, as its choices say it."""
    words = {str(value): str(text) for value, text in getattr(field.field, "choices", ())}
    values = field.initial if isinstance(field.initial, list) else [field.initial]
    return (
        listing([words.get(str(value), str(value)) for value in values if value not in (None, "", False)]) or "nothing"
    )


class PlaceForm(forms.Form):
    """Where a component is among the ``most`` of its delivery model."""

    def __init__(self, data=None, *, most: int, at: int) -> None:
        super().__init__(data, initial={"to": at})
        self.fields["to"] = forms.IntegerField(label=f"Its place, from 1 to {most}", min_value=1, max_value=most)
