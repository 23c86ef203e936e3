"""A cohort in May 2022 with two participants and one rule, and a mail server."""

import datetime as dt
import signal
from types import SimpleNamespace

import pytest
from django.core.mail import get_connection

from npq_portal import clock
from npq_portal.reminders.actions import plans
from tests.factories.cohorts import CohortFactory, facilitator_of, manager_of
from tests.factories.participants import EnrolmentFactory
from tests.factories.reminders import ReminderRuleFactory
from tests.factories.sessions import TrainingSessionFactory
from tests.reminders.processes import end, started
from tests.reminders.smtp import Server

APRIL = dt.datetime(2022, 4, 25, 8, tzinfo=dt.UTC)
DUE = clock.at(dt.date(2022, 5, 4), dt.time(16))


@pytest.fixture
def cohort(db):
    return CohortFactory(slug="november-2021", name="November 2021")


@pytest.fixture
def intake(cohort):
    """Amara and Ben have a session on Wednesday 11 May 2022, of which one rule tells them a week before at 16:00."""
    return SimpleNamespace(
        cohort=cohort,
        amara=EnrolmentFactory(cohort=cohort, participant__user__full_name="Amara Okafor"),
        ben=EnrolmentFactory(cohort=cohort, participant__user__full_name="Ben Price"),
        manager=manager_of(cohort, full_name="Ruth Adeyemi"),
        facilitator=facilitator_of(cohort, full_name="Sam Field"),
        session=TrainingSessionFactory(cohort=cohort),
        rule=ReminderRuleFactory(),
    )


@pytest.fixture
def planned(intake):
    """The same, planned in April."""
    plans.plan(APRIL)
    return intake


@pytest.fixture
def _one_by_one(settings):
    """Without Redis no journal can be kept, and every message is marked and recorded by itself."""
    settings.REDIS_URL = ""


@pytest.fixture
def server():
    with Server() as running:
        yield running


@pytest.fixture
def sink(server):
    return server.sink


@pytest.fixture
def smtp(server):
    """A connection to the mail server, as Django makes it."""
    return get_connection("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=server.port, timeout=5)


@pytest.fixture
def start():
    """Start processes of the portal beside this one, on the tests' database; none outlives its test."""
    processes = []

    def start_one(*arguments, **variables):
        processes.append(started(*arguments, **variables))
        return processes[-1]

    yield start_one
    for process in processes:
        if process.poll() is None:
            end(process, signal.SIGKILL)
