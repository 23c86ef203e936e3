"""A list of participants on its way into a cohort: choose a file, check what it would do, apply it or drop it."""

import re

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from npq_portal import clock
from npq_portal.ui.csv import csv_response
from npq_portal.ui.pages import render_page
from npq_portal.ui.paging import page_of
from npq_portal.ui.words import count
from npq_portal.users.tasks import send_waiting_invitations
from participants.actions import comparing, inviting, outcomes, uploads
from participants.actions.refusals import Refusal
from participants.forms.uploads import ColumnsForm, UploadForm
from participants.models import Upload
from participants.reading import FIELDS, Unreadable
from participants.views.fetching import managed_cohort, posted_with_files

# More differing rows than this are not ticked one by one.
MAX_TICKS = 200
TO_MEND = "What to mend"
EXAMPLE = ["jo.bloggs@school.example.org", "", "Jo", "Bloggs", "1234567", "Highfield School", "123456", "1/11/2021", ""]


@require_http_methods(["GET", "POST"])
def upload_participants(request, slug):
    cohort = managed_cohort(request, slug)
    form = UploadForm(*posted_with_files(request))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = uploads.receive(cohort, file_name=file.name, content=file.read(), now=clock.now(), by=request.user)
            return redirect(upload)
        except Unreadable as unreadable:
            form.add_error("file", unreadable.sentence)
    context = {
        "cohort": cohort,
        "form": form,
        "fields": FIELDS.values(),
        "earlier": cohort.uploads.for_listing()[:10],
    }
    return render_page(request, "participants/upload_participants.html", context, status=422 if form.errors else 200)


@require_safe
def download_template(request):
    return csv_response("participants.csv", FIELDS.values(), [EXAMPLE])


@require_safe
def check_upload(request, pk):
    upload = _upload(request, pk)
    if not upload.is_waiting:
        context = {"upload": upload, "cohort": upload.cohort, "to_invite": inviting.not_invited(upload.cohort).count()}
        return render_page(request, "participants/finished_upload.html", context)
    return _show(request, upload)


@require_POST
def match_columns(request, pk):
    upload = _upload(request, pk)
    form = ColumnsForm(request.POST, headers=upload.headers, columns=upload.columns)
    if form.is_valid():
        try:
            uploads.match(upload, columns=form.columns(), by=request.user)
            return redirect(upload)
        except uploads.AlreadyFinished:
            return redirect(upload)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    return _show(request, upload, form)


@require_safe
def download_refused(request, pk):
    upload = _upload(request, pk)
    comparison = comparing.compare(upload, on=request.user.acting_on, by=request.user)
    kept = [index for index, header in enumerate(upload.headers) if header != TO_MEND]
    rows = (
        [
            " ".join(f"{label}: {sentence}" for label, _, sentence in outcome.problems),
            *(outcome.person.cells[index] for index in kept),
            *outcome.person.cells[len(upload.headers) :],
        ]
        for outcome in comparison.of_kind(outcomes.REFUSED)
    )
    return csv_response("to-mend.csv", [TO_MEND, *(upload.headers[index] for index in kept)], rows)


@require_POST
def apply_upload(request, pk):
    upload = _upload(request, pk)
    if "replace_all" in request.POST:
        replace = {row[0] for row in upload.rows}
    else:
        replace = {int(number) for number in request.POST.getlist("replace") if re.fullmatch(r"[0-9]{1,7}", number)}
    try:
        upload = uploads.apply(
            upload,
            replace=replace,
            keep_guessed_trns="keep_guessed_trns" in request.POST,
            fingerprint=request.POST.get("fingerprint", ""),
            now=clock.now(),
            on=request.user.acting_on,
            by=request.user,
        )
        added = count(upload.outcome["new"], "person joins,people join")
        messages.success(request, f"Applied: {added} the {upload.cohort}. No e-mail has been sent.")
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    return redirect(upload)


@require_POST
def drop_upload(request, pk):
    upload = _upload(request, pk)
    try:
        uploads.drop(upload, now=clock.now(), by=request.user)
        messages.success(request, f"“{upload.file_name}” is dropped. Nothing was changed.")
    except uploads.AlreadyFinished as refusal:
        messages.warning(request, refusal.sentence)
        return redirect(upload)
    return redirect("participants:upload-participants", upload.cohort.slug)


@require_POST
def invite_participants(request, slug):
    """Ask everybody on a cohort in who has not been asked yet."""
    cohort = managed_cohort(request, slug)
    invited = inviting.invite(cohort, now=clock.now(), by=request.user)
    send_waiting_invitations.delay_on_commit()
    messages.success(request, f"{count(invited, 'person is,people are')} being invited by e-mail.")
    return redirect("participants:upload-participants", cohort.slug)


def _upload(request, pk) -> Upload:
    """Uploads are seen by those who manage their cohort, and by nobody else."""
    return get_object_or_404(
        Upload.objects.visible_to(request.user).select_related("cohort__programme", "uploaded_by"), pk=pk
    )


def _show(request, upload, form=None):
    """The page to check an upload on."""
    comparison = comparing.compare(upload, on=request.user.acting_on, by=request.user)
    counts = comparison.counts()
    listed = [kind for kind in outcomes.KINDS if counts[kind] and kind != outcomes.DIFFERS]
    shown = request.GET.get("show")
    if shown not in listed:
        shown = listed[0] if listed else ""
    differing = comparison.of_kind(outcomes.DIFFERS)
    missing = uploads.missing_columns(upload.columns)
    context = {
        "upload": upload,
        "cohort": upload.cohort,
        "form": form or ColumnsForm(headers=upload.headers, columns=upload.columns),
        "missing": missing,
        "counts": counts,
        "facts": [(outcomes.KINDS[kind], counts[kind]) for kind in outcomes.KINDS],
        "pills": [(kind, outcomes.KINDS[kind], counts[kind]) for kind in listed],
        "shown": shown,
        "page": page_of(comparison.of_kind(shown), request),
        "differing": differing[:MAX_TICKS],
        "differing_count": len(differing),
        "guessed": comparison.guessed(),
        "usable": 0 if missing else counts["new"] + counts["fills"] + counts["differs"],
        "fingerprint": comparison.fingerprint(),
        "applied_before": Upload.objects.filter(cohort=upload.cohort, sha256=upload.sha256, state=Upload.State.APPLIED)
        .for_listing()
        .first(),
    }
    return render_page(request, "participants/check_upload.html", context, status=422 if form else 200)
