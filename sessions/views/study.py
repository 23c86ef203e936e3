"""A unit of self-study: what there is to do, and what the person who asks, or their people, did of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from cohorts.models import Cohort
from npq_portal import clock
from npq_portal.ui.pages import render_page, wants_fragment
from npq_portal.ui.words import full_date
from participants.models import Enrolment
from sessions.actions import study
from sessions.forms.study import StudyForm
from sessions.models import StudyRecord, StudyUnit


def own_enrolment(request, unit: StudyUnit) -> Enrolment | None:
    return Enrolment.objects.of_person(request.user).filter(cohort=unit.cohort_id).first()


@require_safe
def show_unit(request, pk):
    unit = get_object_or_404(StudyUnit.objects.visible_to(request.user).select_related("cohort__programme"), pk=pk)
    return unit_page(request, unit, own_enrolment(request, unit))


def unit_page(request, unit: StudyUnit, own: Enrolment | None, form: StudyForm | None = None):
    record = StudyRecord.objects.filter(unit=unit, enrolment=own).first() if own else None
    on = clock.today()
    if form is None:
        form = StudyForm(initial={"minutes": record.minutes if record and record.minutes else unit.minutes})
    context = {
        "unit": unit,
        "own": own,
        "may_see_cohort": own is None and Cohort.objects.visible_to(request.user).contains(unit.cohort),
        "record": record,
        "form": form,
        "is_open": unit.opens_on <= on,
        "is_overdue": unit.due_on < on,
        "may_edit": request.user.has_perm("cohorts.manage_cohort", unit.cohort),
        "may_record": own is not None
        and own.status != Enrolment.Status.WITHDRAWN
        and unit.cohort.stage != Cohort.Stage.CLOSED,
        "people": people_of(request, unit, own),
    }
    return render_page(request, "sessions/show_unit.html", context, "record", status=422 if form.errors else 200)


def people_of(request, unit: StudyUnit, own: Enrolment | None) -> list[tuple[Enrolment, StudyRecord | None]]:
    """The people whom this person helps, with their records; for participants nobody."""
    others = Enrolment.objects.visible_to(request.user).filter(cohort=unit.cohort_id).for_listing()
    if own is not None:
        others = others.exclude(pk=own.pk)
    records = {
        record.enrolment_id: record for record in unit.records.filter(enrolment__in=others.order_by().values("pk"))
    }
    return [(enrolment, records.get(enrolment.pk)) for enrolment in others.exclude(status=Enrolment.Status.WITHDRAWN)]


@require_POST
def record_study(request, pk):
    unit = get_object_or_404(StudyUnit.objects.visible_to(request.user).select_related("cohort__programme"), pk=pk)
    own = get_object_or_404(Enrolment.objects.of_person(request.user), cohort=unit.cohort_id)
    form = StudyForm(request.POST)
    if not form.is_valid():
        return unit_page(request, unit, own, form)
    try:
        study.record(
            unit,
            own,
            minutes=form.cleaned_data["minutes"],
            is_done=form.is_done(),
            now=clock.now(),
            on=clock.today(),
            by=request.user,
        )
    except study.NotOpenYet:
        form.add_error(None, f"This unit opens on {full_date(unit.opens_on)}. You can record it from then.")
        return unit_page(request, unit, own, form)
    except study.NotTakingPart:
        form.add_error(None, "You have withdrawn from this programme, so there is nothing to record.")
        return unit_page(request, unit, own, form)
    except study.CohortClosed:
        form.add_error(None, "This programme is closed, so there is nothing more to record.")
        return unit_page(request, unit, own, form)
    if wants_fragment(request):
        return unit_page(request, unit, own)
    messages.success(request, f"{unit.title}: {'done' if form.is_done() else 'saved'}.")
    back = request.POST.get("back", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else unit)
