import pytest
from django.contrib import admin
from django.test import RequestFactory

from sessions.models import AcceptedClash, CalendarSubscription, MarkEvent, Register, TrainingSession
from tests.factories.clashes import AcceptedClashFactory
from tests.factories.sessions import (
    CatchUpFactory,
    MarkFactory,
    RegisterFactory,
    StudyRecordFactory,
    StudyUnitFactory,
    TrainingSessionFactory,
    VenueFactory,
)
from tests.factories.users import UserFactory
from tests.sessions.actions.test_registers import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def support():
    return UserFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def request_of_support(support):
    request = RequestFactory().get("/")
    request.user = support
    return request


@pytest.mark.parametrize(
    "make",
    [
        TrainingSessionFactory,
        VenueFactory,
        StudyUnitFactory,
        RegisterFactory,
        MarkFactory,
        StudyRecordFactory,
        CatchUpFactory,
        AcceptedClashFactory,
        lambda: MarkEvent.objects.create(mark=MarkFactory(), version=1, at=NOW, by=UserFactory()),
        lambda: CalendarSubscription.objects.create(user=UserFactory(), token_hash="0" * 64, created_at=NOW),
    ],
)
def test_support_finds_every_kind_of_row(support, make, request_of_support):
    thing = make()
    site = admin.site.get_model_admin(type(thing))

    assert list(site.get_queryset(request_of_support)) == [thing]
    assert site.changelist_view(request_of_support).render().status_code == 200
    assert str(thing)


@pytest.mark.parametrize("model", [Register, MarkEvent, TrainingSession, AcceptedClash])
def test_support_rewrites_no_history(request_of_support, model):
    site = admin.site.get_model_admin(model)

    assert site.get_model_perms(request_of_support) == {"add": False, "change": False, "delete": False, "view": True}


def test_support_can_end_a_calendar_link(request_of_support):
    assert admin.site.get_model_admin(CalendarSubscription).has_delete_permission(request_of_support)
