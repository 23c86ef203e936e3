"""What an uploaded list would do: each row beside what the portal knows. Reads only, in a fixed number of queries."""

import datetime as dt
from collections import defaultdict

from django.db import models
from django.db.models.functions import Lower

from cohorts.models import Cohort
from npq_portal.ui.words import plain_date
from npq_portal.users.models import Role, RoleAssignment, User
from participants.actions.outcomes import Comparison, Difference, Outcome
from participants.models import Enrolment, Mentoring, Participant, School, Upload
from participants.reading import ReadPerson, TableRow, read_people


def in_full(school: School) -> str:
    """A school's name with its URN, which tells two of one name apart."""
    return f"{school.name}, URN {school.urn}" if school.urn else school.name


def rows_of(upload: Upload) -> list[TableRow]:
    """The rows that an upload keeps."""
    return [TableRow(number, cells, problem) for number, cells, problem in upload.rows]


def compare(upload: Upload, *, on: dt.date, by: User) -> Comparison:
    """Compare an upload with the portal as ``by`` may know it on a day."""
    people = read_people(rows_of(upload), upload.columns)
    known = Known(upload.cohort, people, on, by)
    return Comparison([known.compare(person) for person in people])


class Known:
    """What the portal knows about the people in a list, read once for all of them."""

    def __init__(self, cohort: Cohort, people: list[ReadPerson], on: dt.date, by: User) -> None:
        self.cohort = cohort
        self.on = on
        self.is_administrator = by.is_administrator
        emails = {person.email for person in people if person.email}
        trns = {person.trn for person in people if person.trn}
        self.users = {user.email: user for user in User.objects.filter(email__in=emails)}
        participants = list(
            Participant.objects.filter(
                models.Q(user__in=[user.pk for user in self.users.values()]) | models.Q(trn__in=trns)
            ).select_related("user", "school")
        )
        self.participants = {participant.user_id: participant for participant in participants}
        self.by_trn = {participant.trn: participant for participant in participants if participant.trn}
        self.read_enrolments([participant.pk for participant in participants], by)
        self.roles = defaultdict(set)
        for user_id, role in (
            RoleAssignment.objects.in_force(on).filter(user__in=self.participants).values_list("user", "role")
        ):
            self.roles[user_id].add(role)
        self.read_schools(people)
        self.read_mentors(people)

    def read_enrolments(self, participants: list[int], by: User) -> None:
        """Enrolments on this cohort, and for each participant whether this person manages some or all of theirs."""
        managed = models.Exists(Cohort.objects.managed_by(by).filter(pk=models.OuterRef("cohort")))
        self.enrolments: dict[int, Enrolment] = {}
        self.managed: defaultdict[int, list[bool]] = defaultdict(list)
        for enrolment in Enrolment.objects.filter(participant__in=participants).annotate(is_managed=managed):
            self.managed[enrolment.participant_id].append(enrolment.is_managed)
            if enrolment.cohort_id == self.cohort.pk:
                self.enrolments[enrolment.participant_id] = enrolment

    def read_schools(self, people: list[ReadPerson]) -> None:
        urns = {person.urn for person in people if person.urn}
        names = {person.school for person in people if person.school}
        self.schools_by_urn: dict[str, School] = {}
        self.schools_by_name: defaultdict[str, list[School]] = defaultdict(list)
        if not urns and not names:
            return
        wanted = models.Q(urn__in=urns) | models.Q(name__in=names)
        wanted |= models.Q(lower__in={name.lower() for name in names})
        for school in School.objects.annotate(lower=Lower("name")).filter(wanted).order_by("pk"):
            if school.urn:
                self.schools_by_urn[school.urn] = school
            self.schools_by_name[school.name.casefold()].append(school)

    def read_mentors(self, people: list[ReadPerson]) -> None:
        emails = {person.mentor_email for person in people if person.mentor_email}
        self.mentors: dict[str, User] = {}
        self.pairings: dict[int, Mentoring] = {}
        if emails:
            mentors = User.objects.in_role(Role.MENTOR, self.on).filter(email__in=emails, is_active=True)
            self.mentors = {mentor.email: mentor for mentor in mentors}
            in_cohort = Mentoring.objects.filter(enrolment__cohort=self.cohort).select_related("mentor")
            still = in_cohort.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=self.on))
            self.pairings = {pairing.enrolment_id: pairing for pairing in still.order_by("starts_on", "pk")}

    def may_see(self, participant: Participant) -> bool:
        """Whether somebody works with this participant already, and so may read what the portal has."""
        return self.is_administrator or any(self.managed[participant.pk])

    def may_rename(self, participant: Participant) -> bool:
        """Whether the name is theirs to change: the person is a participant of their cohorts and nothing else."""
        user = participant.user
        return self.is_administrator or (
            all(self.managed[participant.pk])
            and self.roles[user.pk] <= {Role.PARTICIPANT}
            and not user.is_staff
            and not user.is_superuser
        )

    def compare(self, person: ReadPerson) -> Outcome:
        outcome = Outcome(person, notes=list(person.notes))
        if person.errors:
            return outcome
        outcome.user = self.users.get(person.email)
        outcome.participant = self.participants.get(outcome.user.pk) if outcome.user else None
        self.check_trn(outcome)
        self.find_school(outcome)
        if person.joined_on and person.joined_on > self.cohort.ends_on:
            person.errors["joined_on"] = f"The cohort ends on {plain_date(self.cohort.ends_on)}."
        if person.errors:
            return outcome
        if outcome.participant is not None:
            outcome.enrolment = self.enrolments.get(outcome.participant.pk)
            if self.may_see(outcome.participant):
                self.compare_participant(outcome)
            else:
                outcome.notes.append("Has an account here already; name, TRN and school stay as they are.")
        elif outcome.user is not None:
            outcome.notes.append("Has an account here already; the name stays as it is.")
        if outcome.enrolment is not None:
            self.compare_enrolment(outcome)
        self.compare_mentor(outcome)
        return outcome

    def check_trn(self, outcome: Outcome) -> None:
        """Refuse a TRN that belongs to somebody with another address."""
        holder = self.by_trn.get(outcome.person.trn)
        if holder is None or holder is outcome.participant:
            return
        if self.may_see(holder):
            who = f"{holder.user.full_name} has this TRN, with the address {holder.user.email}"
        else:
            who = "Another participant has this TRN"
        outcome.person.errors["trn"] = f"{who}. Mend the TRN or the e-mail address."

    def find_school(self, outcome: Outcome) -> None:
        """The school the row means, if the portal has it."""
        person = outcome.person
        if person.urn:
            outcome.school = self.schools_by_urn.get(person.urn)
            if outcome.school is None and not person.school:
                person.errors["urn"] = "No school with this URN is known here yet. Give its name as well."
        elif person.school:
            found = self.schools_by_name.get(person.school.casefold(), [])
            if len(found) > 1:
                person.errors["school"] = "Several schools have this name. Give the URN as well."
            elif found:
                outcome.school = found[0]

    def compare_participant(self, outcome: Outcome) -> None:
        person, participant = outcome.person, outcome.participant
        name = participant.user.full_name
        if person.full_name != name:
            if self.may_rename(participant):
                outcome.differences.append(Difference("full_name", name, person.full_name))
            else:
                outcome.notes.append(f"Is called {name} here; only they or an administrator can change that.")
        if person.trn and not participant.trn:
            outcome.fills.append("trn")
        elif person.trn and person.trn != participant.trn:
            outcome.differences.append(Difference("trn", participant.trn, person.trn))
        theirs = outcome.school or (School(name=person.school, urn=person.urn) if person.school else None)
        if theirs and participant.school is None:
            outcome.fills.append("school")
        elif theirs and participant.school != theirs:
            outcome.differences.append(Difference("school", in_full(participant.school), in_full(theirs)))

    def compare_enrolment(self, outcome: Outcome) -> None:
        enrolment, joined_on = outcome.enrolment, outcome.person.joined_on
        if joined_on and joined_on != enrolment.joined_on:
            outcome.differences.append(Difference("joined_on", plain_date(enrolment.joined_on), plain_date(joined_on)))
        if enrolment.status != Enrolment.Status.ACTIVE:
            outcome.notes.append(f"Is {enrolment.get_status_display().lower()}; a list does not change that.")

    def compare_mentor(self, outcome: Outcome) -> None:
        email = outcome.person.mentor_email
        if not email:
            return
        outcome.mentor = self.mentors.get(email)
        if outcome.mentor is None:
            outcome.notes.append(f"No mentor here has the address {email}; pair them later.")
            return
        outcome.pairing = self.pairings.get(outcome.enrolment.pk) if outcome.enrolment else None
        if outcome.pairing is None:
            if outcome.enrolment is not None:
                outcome.fills.append("mentor_email")
        elif outcome.pairing.mentor_id != outcome.mentor.pk:
            if outcome.pairing.ends_on is None and outcome.pairing.starts_on <= self.on:
                outcome.differences.append(
                    Difference("mentor_email", outcome.pairing.mentor.full_name, outcome.mentor.full_name)
                )
            else:
                outcome.notes.append(
                    f"{outcome.pairing.mentor.full_name} is to be the mentor; a list does not change that."
                )
