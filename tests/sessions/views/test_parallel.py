"""The page on which a session is given to every group."""

import datetime as dt

import pytest
from django.urls import reverse

from npq_portal import clock
from sessions.models import TrainingSession
from tests.factories.cohorts import GroupFactory, manager_of
from tests.factories.sessions import TrainingSessionFactory
from tests.signing_in import client_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_may():
    clock.move_to(dt.datetime(2022, 5, 2, 9, tzinfo=dt.UTC))


@pytest.fixture
def session():
    return TrainingSessionFactory(title="Clinic 3")


@pytest.fixture
def client(session):
    return client_for(manager_of(session.cohort))


def page_of(session):
    return reverse("sessions:hold-for-each-group", args=[session.pk])


def a_and_b(session):
    for name in ("Group A", "Group B"):
        GroupFactory(cohort=session.cohort, name=name)


def test_a_manager_holds_a_session_for_each_group(session, client):
    a_and_b(session)
    GroupFactory(cohort=session.cohort, kind="community", name="Community 1")

    edit = client.get(reverse("sessions:edit-session", args=[session.pk])).content.decode()
    page = client.get(page_of(session))
    after = client.post(page_of(session), {"kind": "teaching"}, follow=True).content.decode()

    assert page_of(session) in edit
    assert page.context["form"].fields["kind"].choices == [("teaching", "Teaching groups: Group A and Group B")]
    assert "Clinic 3 is held for Group A and Group B. Choose day, place and link of each." in after
    assert "Clinic 3 (Group B)" in after
    assert TrainingSession.objects.count() == 2
    edit = client.get(reverse("sessions:edit-session", args=[session.pk])).content.decode()
    assert page_of(session) not in edit


def test_a_cohort_without_two_groups_is_told_what_it_needs(session, client):
    GroupFactory(cohort=session.cohort)

    assert "There are no groups to hold it for" in client.get(page_of(session)).content.decode()


def test_what_cannot_be_held_for_each_group_says_why(session, client):
    a_and_b(session)
    clock.move_to(session.starts_at)

    page = client.post(page_of(session), {"kind": "teaching"})

    assert page.status_code == 422
    assert "This session has begun, so it stays as it is." in page.content.decode()
