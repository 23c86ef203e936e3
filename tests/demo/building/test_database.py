"""Only a demo's own database is emptied."""

import pytest

from npq_portal.demo.building.database import NotOurs, start_afresh
from npq_portal.demo.models import Rehearsal
from npq_portal.users.models import User
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_empty_database_becomes_a_demos():
    start_afresh()

    assert Rehearsal.objects.exists()


def test_a_demos_database_is_emptied_for_the_next():
    start_afresh()
    UserFactory()

    start_afresh()

    assert not User.objects.exists()
    assert Rehearsal.objects.count() == 1


def test_a_database_with_people_that_no_demo_made_is_left_alone():
    UserFactory()

    with pytest.raises(NotOurs):
        start_afresh()

    assert User.objects.count() == 1
