"""Who may do what with sessions. Permissions follow from the querysets."""

import rules

from cohorts.models import Cohort
from participants.models import Enrolment
from sessions.models import CatchUp, TrainingSession


@rules.predicate
def can_see_session(user, session) -> bool:
    return TrainingSession.objects.visible_to(user).contains(session)


@rules.predicate
def can_take_register(user, session) -> bool:
    return TrainingSession.objects.taken_by(user).contains(session)


@rules.predicate
def can_close_register(user, session) -> bool:
    return Cohort.objects.managed_by(user).contains(session.cohort)


def is_over(catch_up: CatchUp) -> bool:
    """Whether its cohort is closed, and can only be read."""
    return catch_up.session.cohort.stage == Cohort.Stage.CLOSED


@rules.predicate
def can_write_catch_up(user, catch_up) -> bool:
    return not is_over(catch_up) and Enrolment.objects.of_person(user).contains(catch_up.enrolment)


@rules.predicate
def can_review_catch_up(user, catch_up) -> bool:
    return not is_over(catch_up) and CatchUp.objects.to_review_by(user).contains(catch_up)


rules.add_perm("npq_sessions.see_session", can_see_session)
rules.add_perm("npq_sessions.take_register", can_take_register)
rules.add_perm("npq_sessions.close_register", can_close_register)
rules.add_perm("npq_sessions.write_catch_up", can_write_catch_up)
rules.add_perm("npq_sessions.review_catch_up", can_review_catch_up)
