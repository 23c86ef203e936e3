"""The life of a cohort, walked step by step."""

import pytest

from cohorts.actions import stages
from cohorts.lifecycle import MOVES, SAYS, stages_after
from cohorts.models.stages import HIDDEN, RESTING, Stage
from npq_portal.audit.models import Event
from tests.factories.cohorts import CohortFactory, manager_of
from tests.factories.users import administrator

LIFE = [Stage.DRAFT, Stage.RECRUITING, Stage.RUNNING, Stage.ASSESSMENT, Stage.CLOSED]
EVERY_STEP = [(before, to) for before in Stage for to in Stage]


def test_every_stage_says_what_it_shows_and_sends_and_leads_on():
    assert list(MOVES) == list(SAYS) == LIFE
    assert all(MOVES.values())


def test_what_rests_says_that_no_reminders_go_out_and_what_is_hidden_who_sees_it():
    assert {stage for stage in Stage if "no reminders go out" in SAYS[stage]} == RESTING
    assert {stage for stage in Stage if SAYS[stage].startswith("Only those who manage")} == HIDDEN


@pytest.mark.django_db
def test_a_manager_takes_a_cohort_through_its_whole_life():
    cohort = CohortFactory(stage=Stage.DRAFT)
    manager = manager_of(cohort)

    for to in LIFE[1:]:
        assert stages.move(cohort, to=to, by=manager).stage == to

    cohort.refresh_from_db()
    assert cohort.stage == Stage.CLOSED
    moved = [(event.details["before"], event.details["stage"]) for event in Event.objects.about(cohort).order_by("pk")]
    assert moved == [(before.value, to.value) for before, to in zip(LIFE, LIFE[1:], strict=False)]


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "to"), EVERY_STEP)
def test_a_manager_makes_the_steps_of_the_table_and_no_others(before, to):
    cohort = CohortFactory(stage=before)
    manager = manager_of(cohort)

    if to in stages_after(before, is_administrator=False):
        assert stages.move(cohort, to=to, by=manager).stage == to
    else:
        with pytest.raises(stages.NoSuchMove):
            stages.move(cohort, to=to, by=manager)
        cohort.refresh_from_db()
        assert cohort.stage == before
        assert not Event.objects.about(cohort).exists()


@pytest.mark.django_db
def test_only_an_administrator_opens_a_closed_cohort_again():
    cohort = CohortFactory(stage=Stage.CLOSED)

    assert stages_after(Stage.CLOSED, is_administrator=False) == []
    assert stages.move(cohort, to=Stage.RUNNING, by=administrator()).stage == Stage.RUNNING


@pytest.mark.django_db
def test_of_two_people_who_move_a_cohort_the_second_is_told_that_it_has_moved():
    cohort = CohortFactory(stage=Stage.RECRUITING)
    manager = manager_of(cohort)
    stages.move(cohort, to=Stage.RUNNING, by=manager)

    with pytest.raises(stages.NoSuchMove):
        stages.move(cohort, to=Stage.DRAFT, by=manager)
