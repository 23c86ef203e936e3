"""Writes a checked list: one statement for each kind of row, however many there are."""

import datetime as dt
from collections.abc import Iterable

from cohorts.models import Cohort
from npq_portal.audit import log
from npq_portal.users.models import Role, RoleAssignment, User
from participants.actions.outcomes import Comparison, Outcome
from participants.models import Enrolment, Mentoring, Participant, School, StatusChange


def write(
    cohort: Cohort, comparison: Comparison, *, replace: set[int], now: dt.datetime, on: dt.date, by: User
) -> None:
    """Make the people, schools, enrolments and pairings of a list, and replace what ``replace`` asks for.

    The rows have been validated by ``participants.reading``; call this inside a transaction.
    """
    outcomes = [outcome for outcome in comparison.outcomes if not outcome.person.errors]
    make_schools(outcomes)
    make_users(outcomes, now)
    make_participants(outcomes)
    grant_roles(outcomes, on)
    joining = [outcome for outcome in outcomes if outcome.enrolment is None]
    enrol(cohort, joining, now=now, by=by)
    change_participants(outcomes, replace)
    change_enrolments(outcomes, replace)
    pair(joining, outcomes, replace, on)
    log.record_each("enrolment.enrolled", subjects=[outcome.enrolment for outcome in joining], by=by, source="upload")


def make_schools(outcomes: Iterable[Outcome]) -> None:
    """Schools the portal does not have, each once; a row with only a name means the school that another row gives in full."""
    made: list[School] = []
    found: dict[str, School] = {}
    missing = [outcome for outcome in outcomes if outcome.school is None and outcome.person.school]
    for outcome in sorted(missing, key=lambda outcome: not outcome.person.urn):
        person = outcome.person
        name = person.school.casefold()
        school = found.get(person.urn or name)
        if school is None:
            school = School(name=person.school, urn=person.urn)
            made.append(school)
            found[person.urn or name] = school
            found.setdefault(name, school)
        outcome.school = school
    School.objects.bulk_create(made)


def make_users(outcomes: Iterable[Outcome], now: dt.datetime) -> None:
    """People the portal does not have. They are sent nothing: inviting them is another step."""
    made = []
    for outcome in outcomes:
        if outcome.user is None:
            outcome.user = User(email=outcome.person.email, full_name=outcome.person.full_name, joined_at=now)
            outcome.user.set_unusable_password()
            made.append(outcome.user)
    User.objects.bulk_create(made)


def make_participants(outcomes: Iterable[Outcome]) -> None:
    made = []
    for outcome in outcomes:
        if outcome.participant is None:
            outcome.participant = Participant(user=outcome.user, trn=outcome.person.trn, school=outcome.school)
            made.append(outcome.participant)
    Participant.objects.bulk_create(made)


def grant_roles(outcomes: list[Outcome], on: dt.date) -> None:
    """Make everybody a participant from now on who is not one until further notice."""
    users = [outcome.user.pk for outcome in outcomes]
    have = set(
        RoleAssignment.objects.filter(user__in=users, role=Role.PARTICIPANT, ends_on=None).values_list(
            "user", flat=True
        )
    )
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user_id=user, role=Role.PARTICIPANT, starts_on=on) for user in users if user not in have
    )


def enrol(cohort: Cohort, joining: list[Outcome], *, now: dt.datetime, by: User) -> None:
    for outcome in joining:
        joined_on = outcome.person.joined_on or cohort.starts_on
        outcome.enrolment = Enrolment(participant=outcome.participant, cohort=cohort, joined_on=joined_on)
    Enrolment.objects.bulk_create(outcome.enrolment for outcome in joining)
    StatusChange.objects.bulk_create(
        StatusChange(
            enrolment=outcome.enrolment,
            status=Enrolment.Status.ACTIVE,
            effective_on=outcome.enrolment.joined_on,
            recorded_at=now,
            recorded_by=by,
        )
        for outcome in joining
    )


def changed_fields(outcome: Outcome, replace: set[int]) -> set[str]:
    """The fields that a row sets on what the portal has: gaps always, differences only where that was asked for."""
    replaced = {difference.name for difference in outcome.differences} if outcome.number in replace else set()
    return replaced | set(outcome.fills)


def change_participants(outcomes: Iterable[Outcome], replace: set[int]) -> None:
    users, participants = [], []
    for outcome in outcomes:
        fields = changed_fields(outcome, replace)
        if "full_name" in fields:
            outcome.participant.user.full_name = outcome.person.full_name
            users.append(outcome.participant.user)
        if "trn" in fields and outcome.person.trn:
            outcome.participant.trn = outcome.person.trn
            participants.append(outcome.participant)
        if "school" in fields:
            outcome.participant.school = outcome.school
            participants.append(outcome.participant)
    if users:
        User.objects.bulk_update(users, ["full_name"])
    if participants:
        Participant.objects.bulk_update(set(participants), ["trn", "school"])


def change_enrolments(outcomes: Iterable[Outcome], replace: set[int]) -> None:
    changed = []
    for outcome in outcomes:
        if "joined_on" in changed_fields(outcome, replace):
            outcome.enrolment.joined_on = outcome.person.joined_on
            changed.append(outcome.enrolment)
    if changed:
        Enrolment.objects.bulk_update(changed, ["joined_on"])


def pair(joining: list[Outcome], outcomes: list[Outcome], replace: set[int], on: dt.date) -> None:
    """Pair with the mentor of the list: the newly enrolled, those without one, and those who are to get another."""
    joined = {outcome.number for outcome in joining}
    corrected, ended, made = [], [], []
    for outcome in outcomes:
        if outcome.mentor is None:
            continue
        if outcome.number not in joined and "mentor_email" not in changed_fields(outcome, replace):
            continue
        if outcome.pairing is not None and outcome.pairing.starts_on == on:
            outcome.pairing.mentor = outcome.mentor
            corrected.append(outcome.pairing)
            continue
        if outcome.pairing is not None:
            outcome.pairing.ends_on = on - dt.timedelta(days=1)
            ended.append(outcome.pairing)
        made.append(Mentoring(enrolment=outcome.enrolment, mentor=outcome.mentor, starts_on=on))
    if corrected or ended:
        Mentoring.objects.bulk_update(corrected + ended, ["mentor", "ends_on"])
    Mentoring.objects.bulk_create(made)
