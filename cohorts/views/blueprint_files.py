"""Delivery models from files and as files: what a file would keep is shown before anything is kept."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.actions import blueprints
from cohorts.blueprint_files import as_text, blueprint_file, read_blueprint_file
from cohorts.blueprint_outline import outline_of
from cohorts.forms.blueprints import BlueprintFileForm, ReadBlueprintForm
from cohorts.planning.fields import BlueprintError
from cohorts.views.blueprints import visible_blueprint
from cohorts.views.calendars import posted, require_planner
from npq_portal.ui.pages import render_page
from npq_portal.ui.words import count

NOTHING_KEPT = "Nothing was kept. {}"


@require_http_methods(["GET", "POST"])
def import_blueprint(request):
    """Reads a file and shows what would be kept of it."""
    require_planner(request.user)
    form = BlueprintFileForm(*posted(request, files=True), user=request.user)
    if request.method == "POST" and form.is_valid():
        file, partner = form.cleaned_data["file"], form.cleaned_data["partner"]
        try:
            data = read_blueprint_file(file.read(), name=file.name)
            blueprint, rows = blueprints.read(data, place=file.name, partner=partner)
        except BlueprintError as problem:
            form.add_error("file", ValidationError(NOTHING_KEPT.format(problem)))
        else:
            context = {
                "blueprint": blueprint,
                "outline": outline_of(rows, file.name),
                "file": file.name,
                "described": as_text(data),
            }
            return render_page(request, "cohorts/show_blueprint_file.html", context)
    return render_page(request, "cohorts/import_blueprint.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def keep_blueprint(request):
    """Keeps what was shown of a file."""
    require_planner(request.user)
    form = ReadBlueprintForm(request.POST, user=request.user)
    try:
        data, partner = form.read()
        blueprint, is_new = blueprints.keep(data, place="The file", partner=partner, by=request.user)
    except BlueprintError as problem:
        messages.error(request, NOTHING_KEPT.format(problem))
        return redirect("cohorts:import-blueprint")
    number = count(blueprint.components.count(), "component,components")
    said = f"kept, with {number}." if is_new else "says what the file says already. Nothing was changed."
    messages.success(request, f"{blueprint} {said}")
    return redirect(blueprint)


@require_safe
def download_blueprint(request, pk):
    blueprint = visible_blueprint(request, pk)
    name = f"{blueprint.key}-version-{blueprint.version}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(blueprint_file(blueprint), content_type="application/json", headers=headers)
