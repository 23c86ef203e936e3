"""The components of a delivery model: added, changed, moved and removed one by one."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.actions import blueprints, components
from cohorts.forms.components import ComponentForm, PlaceForm
from cohorts.models import Blueprint, Component
from cohorts.planning.components import read_component
from cohorts.planning.fields import BlueprintError
from cohorts.plans import described, fingerprint, told
from cohorts.views.blueprints import latest_of, own_blueprint, superseded
from cohorts.views.calendars import posted
from npq_portal.ui.pages import render_page
from npq_portal.ui.words import listing

NOT_SAVED = "Nothing is saved yet. What you typed is below: check it, and save it again"
TOO_LATE = {
    blueprints.Superseded: f"Somebody has made a later version meanwhile. {NOT_SAVED} into that version.",
    blueprints.NotWhatWasShown: f"Somebody has changed this component meanwhile. {NOT_SAVED}.",
    components.NoSuchComponent: f"Somebody has removed this component meanwhile. {NOT_SAVED} as a new one.",
}
NOT_REMOVED = "Somebody has changed it meanwhile. This is how it is now: nothing was removed."


def named(rows: list[Component], key: str) -> Component | None:
    return next((row for row in rows if row.key == key), None)


def place_of(blueprint: Blueprint, key: str) -> str:
    """The page of a blueprint, from one of its components on."""
    return f"{blueprint.get_absolute_url()}#component-{key}"


@require_http_methods(["GET", "POST"])
def edit_component(request, pk, key=""):
    blueprint = own_blueprint(request, pk)
    rows = blueprints.components_in_order(blueprint)
    row = named(rows, key)
    form = ComponentForm(*posted(request), blueprint=blueprint, rows=rows, row=row)
    if request.method == "POST" and form.is_valid():
        shown = request.POST.get("shown")
        try:
            own, kept = components.put(blueprint, form.described(), key=key, shown=shown, by=request.user)
        except BlueprintError as problem:
            form.refuse(problem)
        except blueprints.ChangedMeanwhile as why:
            return edit_again(request, latest_of(blueprint), key, TOO_LATE[type(why)])
        else:
            messages.success(request, saved_in_words(blueprint, own, kept))
            return redirect(place_of(own, kept.key))
    elif request.method != "POST" and key and row is None:
        raise Http404
    elif request.method != "POST" and blueprint != (latest := latest_of(blueprint)):
        return superseded(request, latest)
    return component_page(request, blueprint, rows, key, form=form, status=422 if form.all_errors else 200)


def edit_again(request, blueprint: Blueprint, key: str, why: str):
    """What was typed, over what others have made of the component or its blueprint meanwhile."""
    rows = blueprints.components_in_order(blueprint)
    row = named(rows, key)
    form = ComponentForm(request.POST, blueprint=blueprint, rows=rows, row=row)
    form.is_valid()
    form.add_error(None, why)
    differences = form.differences if row else []
    key = row.key if row else ""
    return component_page(request, blueprint, rows, key, form=form, differences=differences, status=409)


def component_page(request, blueprint, rows, key, *, form, place=None, differences=(), status):
    """The page of a component, or of a new one, with its place in the order."""
    row = named(rows, key)
    if row and place is None:
        place = PlaceForm(most=len(rows), at=rows.index(row) + 1)
    names = ("cohorts:edit-component", [blueprint.pk, key]) if key else ("cohorts:add-component", [blueprint.pk])
    context = {
        "form": form,
        "placement": form.placement,
        "place": place,
        "blueprint": blueprint,
        "row": row,
        "action": reverse(names[0], args=names[1]),
        "shown": fingerprint(told(row)) if row else "",
        "differences": differences,
        "in_use": blueprint.cohorts.exists(),
        "next_version": blueprint.version + 1,
    }
    return render_page(request, "cohorts/edit_component.html", context, status=status)


def saved_in_words(blueprint: Blueprint, own: Blueprint, kept: Component) -> str:
    """What has been saved where, and what it still lacks."""
    lacks = read_component(described(kept), kept.title).lacks
    return f"{kept} saved{version_in_words('in', blueprint, own)}." + (
        f" Before it can be dated it needs {listing(lacks)}." if lacks else ""
    )


def version_in_words(preposition: str, blueprint: Blueprint, own: Blueprint) -> str:
    return "" if own == blueprint else f" {preposition} version {own.version}, which is new"


@require_POST
def remove_component(request, pk, key):
    blueprint = own_blueprint(request, pk)
    row = named(blueprints.components_in_order(blueprint), key)
    try:
        own, freed = components.remove(blueprint, key=key, shown=request.POST.get("shown", ""), by=request.user)
    except blueprints.NotWhatWasShown:
        messages.error(request, NOT_REMOVED)
        return redirect("cohorts:edit-component", blueprint.pk, key)
    except blueprints.ChangedMeanwhile:
        return superseded(request, latest_of(blueprint))
    said = f" No longer placed by it: {listing(freed)}." if freed else ""
    messages.success(request, f"{row} removed{version_in_words('from', blueprint, own)}.{said}")
    return redirect(own)


@require_POST
def move_component(request, pk, key):
    blueprint = own_blueprint(request, pk)
    rows = blueprints.components_in_order(blueprint)
    row = named(rows, key)
    if row is None:
        return superseded(request, latest_of(blueprint))
    place = PlaceForm(request.POST, most=len(rows), at=rows.index(row) + 1)
    if not place.is_valid():
        form = ComponentForm(blueprint=blueprint, rows=rows, row=row)
        return component_page(request, blueprint, rows, key, form=form, place=place, status=422)
    to = place.cleaned_data["to"]
    try:
        own = components.move(blueprint, key=key, to=to, by=request.user)
    except blueprints.ChangedMeanwhile:
        return superseded(request, latest_of(blueprint))
    messages.success(request, f"{row} is number {to} of {len(rows)}{version_in_words('in', blueprint, own)}.")
    return redirect(place_of(own, key))
