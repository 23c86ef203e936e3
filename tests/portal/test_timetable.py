"""What Celery is told to do, and when."""

from npq_portal import timetable
from npq_portal.celery import app


def test_every_entry_names_a_task_that_exists():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in timetable.SCHEDULE.values()} <= set(app.tasks)


def test_every_entry_is_an_interval_so_that_no_change_of_the_clocks_can_stop_or_double_it():
    assert {type(entry["schedule"]) for entry in timetable.SCHEDULE.values()} == {float}


def test_celery_follows_the_timetable_in_utc():
    assert app.conf.beat_schedule == timetable.SCHEDULE
    assert app.conf.timezone == "UTC"


def test_a_task_is_put_back_when_its_worker_dies():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_no_task_may_outlast_the_time_after_which_redis_would_hand_it_out_again():
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit < 3600
