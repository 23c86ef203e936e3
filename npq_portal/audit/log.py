"""How actions write down what they did."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from npq_portal import clock
from npq_portal.audit.models import Event


def event(action: str, *, subject: models.Model, by: Any, **details: Any) -> Event:
    """An event that is not saved yet."""
    return Event(
        at=clock.now(),
        actor=by,
        action=action,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        details=details,
    )


def record(action: str, *, subject: models.Model, by: Any, **details: Any) -> Event:
    """Add one event; call it inside the action's transaction.

    ``action`` is "noun.verbed" (``enrolment.withdrawn``); ``by`` is the person, or None for the portal itself;
    ``details`` are JSON values without personal data.
    """
    made = event(action, subject=subject, by=by, **details)
    made.save(force_insert=True)
    return made


def record_each(action: str, *, subjects: Iterable[models.Model], by: Any, **details: Any) -> None:
    """Add the same event for each of many subjects, in one statement."""
    Event.objects.bulk_create([event(action, subject=subject, by=by, **details) for subject in subjects])
