"""The Celery application; its tasks live in each app's ``tasks.py``, its schedule in ``timetable.py``."""

import os

from celery import Celery

from npq_portal import timetable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "npq_portal.settings")

app = Celery("npq_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = timetable.SCHEDULE
app.autodiscover_tasks()
