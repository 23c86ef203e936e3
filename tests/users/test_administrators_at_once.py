"""Two administrators who send each other away at the same moment."""

import datetime as dt
from threading import Barrier, Thread

import pytest
from django.db import connection

from npq_portal.users.actions import accounts, roles
from npq_portal.users.models import User
from tests.factories.users import administrator

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = dt.datetime(2022, 5, 16, 8, 0, tzinfo=dt.UTC)
TODAY = dt.date(2022, 5, 16)


def close(person, by):
    accounts.deactivate(person, now=NOW, on=TODAY, by=by)


def end_role(person, by):
    roles.end(person.role_assignments.get(), on=TODAY - dt.timedelta(days=1), by=by)


@pytest.mark.parametrize("send_away", [close, end_role])
def test_one_goes_and_the_other_stays(monkeypatch, send_away):
    ana, ben = administrator(), administrator()
    together, outcomes = Barrier(2), []

    def others_stay(*args, real=roles.others_stay, **kwargs):
        # Both have locked by now whatever they lock before they look at who stays.
        together.wait(timeout=60)
        return real(*args, **kwargs)

    monkeypatch.setattr(accounts, "others_stay", others_stay)
    monkeypatch.setattr(roles, "others_stay", others_stay)

    def act(person, by):
        try:
            outcomes.append(send_away(person, by))
        except Exception as refusal:
            outcomes.append(type(refusal))
        finally:
            connection.close()

    threads = [Thread(target=act, args=pair) for pair in ((ana, ben), (ben, ana))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes, key=str) == [roles.LastAdministrator, None]
    assert User.objects.filter(pk__in=[ana.pk, ben.pk], is_active=True, role_assignments__ends_on=None).count() == 1
