"""Finding or making the person behind a participant, and amending what is known of them."""

import datetime as dt

from django.db import transaction

from npq_portal.audit import log
from npq_portal.users.actions import accounts, roles
from npq_portal.users.models import Role, User, normalise_email
from participants.actions.refusals import Refusal
from participants.models import Participant, School


class ChangedMeanwhile(Refusal):
    """Somebody else changed the person while the form was open."""

    sentence = "Somebody changed these details while you had them open. Check them below and save again."


class TrnTaken(Refusal):
    """The TRN belongs to another participant."""

    sentence = "Another participant has this TRN. Check it with the person."


class EmailTaken(Refusal):
    """The address belongs to somebody else."""

    sentence = "Somebody else signs in with this e-mail address."


class NoSuchSchool(Refusal):
    """A URN that we do not know needs a name."""

    sentence = "No school with this URN is known here yet. Give its name as well."


class SeveralSchools(Refusal):
    """A name alone does not say which school."""

    sentence = "Several schools have this name. Give the URN as well."


def find_or_create_school(*, name: str, urn: str) -> School | None:
    """The school of a URN, or of a name that only one has; made if there is none; None when nothing is given.

    Raises ``NoSuchSchool`` and ``SeveralSchools``.
    """
    if not name and not urn:
        return None
    if urn:
        found = list(School.objects.filter(urn=urn))
    else:
        found = list(School.objects.filter(name__iexact=name).order_by("pk")[:2])
    if len(found) > 1:
        raise SeveralSchools
    if found:
        return found[0]
    if not name:
        raise NoSuchSchool
    school = School(name=name, urn=urn)
    school.full_clean()
    school.save()
    return school


@transaction.atomic
def register(
    *, email: str, full_name: str, trn: str, school: School | None, on: dt.date, by: User | None
) -> Participant:
    """The participant who has this address; made, with the role, if there is none.

    Of somebody who is a participant already only gaps are filled. Raises ``TrnTaken`` and ``ValidationError``.
    """
    if trn and Participant.objects.filter(trn=trn).exclude(user__email=normalise_email(email)).exists():
        raise TrnTaken
    user = accounts.create_person(email, full_name, by=by)
    participant = Participant.objects.select_for_update(of=("self",)).filter(user=user).first() or Participant(
        user=user
    )
    participant.trn = participant.trn or trn
    participant.school = participant.school or school
    is_new = participant.pk is None
    participant.full_clean()
    participant.save()
    roles.grant(user, Role.PARTICIPANT, starts_on=on, by=by)
    if is_new:
        log.record("participant.created", subject=participant, by=by)
    return participant


def details(participant: Participant) -> dict[str, str]:
    """What an edit form shows, and what it compares when it comes back."""
    school = participant.school
    return {
        "full_name": participant.user.full_name,
        "email": participant.user.email,
        "trn": participant.trn,
        "school": school.name if school else "",
        "urn": school.urn if school else "",
    }


@transaction.atomic
def amend(participant: Participant, *, seen: dict[str, str] | None, wanted: dict[str, str], by: User) -> Participant:
    """Set a participant's details to ``wanted``, if they still are what the editor has ``seen``.

    Both hold ``details``; ``wanted`` may leave out what the editor must not change. Raises ``ChangedMeanwhile``,
    ``TrnTaken``, ``EmailTaken``, ``NoSuchSchool``, ``SeveralSchools`` and ``ValidationError``.
    """
    participant = (
        Participant.objects.select_for_update(of=("self",)).select_related("user", "school").get(pk=participant.pk)
    )
    user = User.objects.select_for_update().get(pk=participant.user_id)
    participant.user = user
    current = details(participant)
    if seen != current:
        raise ChangedMeanwhile
    changed = sorted(name for name, value in wanted.items() if value != current[name])
    if not changed:
        return participant
    if wanted["trn"] and Participant.objects.filter(trn=wanted["trn"]).exclude(pk=participant.pk).exists():
        raise TrnTaken
    email = normalise_email(wanted.get("email", user.email))
    if User.objects.by_email(email).exclude(pk=user.pk).exists():
        raise EmailTaken
    if "school" in changed or "urn" in changed:
        participant.school = find_or_create_school(name=wanted["school"], urn=wanted["urn"])
    participant.trn = wanted["trn"]
    participant.full_clean()
    participant.save()
    if "full_name" in changed:
        accounts.rename(user, full_name=wanted["full_name"], preferred_name=user.preferred_name, by=by)
    if "email" in changed:
        accounts.change_email(user, email, by=by)
    log.record("participant.amended", subject=participant, by=by, fields=changed)
    return participant
