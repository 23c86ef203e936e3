"""The one session whose register somebody takes, with all that its page and every tap on it need to know of it."""

from cohorts.models import Cohort, Group, Programme
from npq_portal.statements import Statement
from npq_portal.users.models import Role, User
from sessions.models import Register, TrainingSession, Venue
from sessions.models.training_sessions import FACILITATED

TO_TAKE = Statement(
    """
    SELECT {session}, {cohort}, {programme}, {of_group}, {venue}, {register}, {submitted_by}
    FROM npq_sessions_trainingsession session
    JOIN cohorts_cohort cohort ON cohort.id = session.cohort_id
    JOIN cohorts_programme programme ON programme.id = cohort.programme_id
    LEFT JOIN cohorts_group of_group ON of_group.id = session.group_id
    LEFT JOIN npq_sessions_venue venue ON venue.id = session.venue_id
    LEFT JOIN npq_sessions_register register ON register.session_id = session.id
    LEFT JOIN users_user submitted_by ON submitted_by.id = register.submitted_by_id
    WHERE session.id = %(session)s AND (
        %(administers)s
        OR %(manages)s AND cohort.partner_id IN (
            SELECT partner_id FROM cohorts_partnermanager WHERE manager_id = %(user)s
                AND starts_on <= %(on)s AND (ends_on IS NULL OR ends_on >= %(on)s))
        OR %(facilitates)s AND {facilitated})
    """,
    session=TrainingSession,
    cohort=Cohort,
    programme=Programme,
    of_group=Group,
    venue=Venue,
    register=Register,
    submitted_by=User,
    facilitated=FACILITATED,
)


def session_to_take(pk: int, user: User) -> TrainingSession | None:
    """The session, if its register is this person's to take today: the same as ``taken_by`` finds."""
    rows = TO_TAKE.rows(
        session=pk,
        user=user.pk,
        on=user.acting_on,
        administers=user.is_administrator,
        manages=user.holds(Role.PROGRAMME_MANAGER),
        facilitates=user.holds(Role.FACILITATOR),
    )
    for session, cohort, programme, group, venue, register, submitted_by in rows:
        cohort.programme = programme
        session.cohort, session.group, session.venue = cohort, group, venue
        TrainingSession.register.related.set_cached_value(session, register)
        if register:
            register.session, register.submitted_by = session, submitted_by
        return session
    return None
