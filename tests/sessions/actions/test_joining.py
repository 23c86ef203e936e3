import datetime as dt

import pytest

from npq_portal.audit.models import Event
from sessions.actions import joining
from sessions.models import Mark, TrainingSession
from tests.factories.sessions import TrainingSessionFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db
LINK = "https://meet.example.org/seminar-5"


def test_the_door_opens_a_quarter_of_an_hour_before_and_is_never_a_mark():
    session, user = TrainingSessionFactory(join_url=LINK), UserFactory()

    assert joining.join(session, now=session.starts_at - dt.timedelta(minutes=15), by=user) == LINK
    assert Event.objects.get().action == "session.joined"
    assert Mark.objects.count() == 0


@pytest.mark.parametrize("minutes", [-16, 90])
def test_the_door_is_shut_before_and_after(minutes):
    session = TrainingSessionFactory(join_url=LINK)

    with pytest.raises(joining.JoiningClosed):
        joining.join(session, now=session.starts_at + dt.timedelta(minutes=minutes), by=UserFactory())


@pytest.mark.parametrize("odd", [{"join_url": ""}, {"join_url": LINK, "status": TrainingSession.Status.CANCELLED}])
def test_there_is_no_door_without_a_link_or_to_a_cancelled_session(odd):
    session = TrainingSessionFactory(**odd)

    with pytest.raises(joining.JoiningClosed):
        joining.join(session, now=session.starts_at, by=UserFactory())
