"""What the demo keeps."""

import datetime as dt

from npq_portal.demo.models import Rehearsal, SentMail


def test_a_message_is_called_by_its_subject():
    assert str(SentMail(subject="Seminar 6")) == "Seminar 6"


def test_a_rehearsal_says_when_it_is():
    assert str(Rehearsal(moment=dt.datetime(2022, 5, 16, 8, tzinfo=dt.UTC))) == "Rehearsal at 2022-05-16 08:00:00+00:00"
