"""Stopping all reminders, and letting them go again."""

import datetime as dt
from typing import Any

from django.db import transaction

from cohorts.models import DeliveryPartner
from npq_portal.audit import log
from npq_portal.reminders.models import Pause


@transaction.atomic
def pause(partner: DeliveryPartner | None, *, reason: str = "", now: dt.datetime, by: Any) -> Pause:
    """Hold back everything that is not in a mail server's hands yet, of one partner or of all; twice is once."""
    rows = Pause.objects.in_force().select_for_update()
    if already := rows.filter(partner=partner).first():
        return already
    started = Pause(partner=partner, reason=reason, started_at=now, started_by=by)
    started.full_clean()
    started.save()
    log.record("reminders.paused", subject=started, by=by, everywhere=partner is None)
    return started


@transaction.atomic
def resume(pause: Pause, *, now: dt.datetime, by: Any) -> Pause:
    """End a pause; what is still worth sending goes out, the rest has expired. Twice is once."""
    pause = Pause.objects.select_for_update(of=("self",)).get(pk=pause.pk)
    if pause.ended_at is None:
        pause.ended_at, pause.ended_by = now, by
        pause.save(update_fields=["ended_at", "ended_by"])
        log.record("reminders.resumed", subject=pause, by=by)
    return pause
