"""What a sender reads before it sends."""

import pytest

from npq_portal.reminders.actions import plans
from npq_portal.reminders.briefing import Briefing
from npq_portal.reminders.models import Anchor, Message
from tests.factories.cohorts import CohortFactory, facilitator_of
from tests.factories.participants import EnrolmentFactory
from tests.factories.reminders import ReminderRuleFactory
from tests.factories.sessions import StudyUnitFactory, TrainingSessionFactory
from tests.reminders.conftest import APRIL, DUE

pytestmark = pytest.mark.django_db


def plan_cohorts(number):
    for _ in range(number):
        cohort = CohortFactory()
        EnrolmentFactory(cohort=cohort)
        facilitator_of(cohort)
        TrainingSessionFactory(cohort=cohort)
        StudyUnitFactory(cohort=cohort)
        plans.plan(APRIL, cohort)
    return list(Message.objects.select_related("rule", "recipient", "cohort"))


@pytest.mark.parametrize("cohorts", [1, 3])
def test_a_briefing_costs_the_same_for_any_number_of_cohorts(cohorts, django_assert_num_queries):
    ReminderRuleFactory()
    ReminderRuleFactory(anchor=Anchor.STUDY_DUE)
    messages = plan_cohorts(cohorts)

    with django_assert_num_queries(13):
        briefing = Briefing(messages, DUE)

    assert [briefing.why_not(message, DUE) for message in messages] == [None] * 2 * cohorts


def test_a_briefing_asks_only_for_what_its_messages_are_about(django_assert_num_queries):
    ReminderRuleFactory()
    messages = plan_cohorts(1)

    with django_assert_num_queries(11):
        Briefing(messages, DUE)
