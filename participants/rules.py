"""Who may do what with participants. Permissions follow from the querysets."""

import rules

from npq_portal.users.models import Role, RoleAssignment
from participants.models import Conversation, Enrolment


@rules.predicate
def can_see_enrolment(user, enrolment) -> bool:
    return Enrolment.objects.visible_to(user).contains(enrolment)


@rules.predicate
def can_manage_enrolment(user, enrolment) -> bool:
    return Enrolment.objects.managed_by(user).contains(enrolment)


@rules.predicate
def can_edit_account(user, enrolment) -> bool:
    """Name and address open an account, so only people who answer for all that it opens may change them: administrators,
    and managers of a person who is a participant of their cohorts and nothing else."""
    if user.is_administrator:
        return True
    person = enrolment.participant.user
    own = Enrolment.objects.of_person(person)
    return (
        can_manage_enrolment(user, enrolment)
        and not person.is_staff
        and not person.is_superuser
        and not RoleAssignment.objects.filter(user=person).exclude(role=Role.PARTICIPANT).exists()
        and not own.exclude(pk__in=Enrolment.objects.managed_by(user)).exists()
    )


@rules.predicate
def can_mentor_enrolment(user, enrolment) -> bool:
    return Enrolment.objects.mentored_by(user).contains(enrolment)


@rules.predicate
def can_read_shared_notes(user, enrolment) -> bool:
    """The participant and their present mentor; managers see that people talked, not what about."""
    return enrolment.participant.user_id == user.pk or can_mentor_enrolment(user, enrolment)


@rules.predicate
def can_amend_conversation(user, conversation) -> bool:
    return Conversation.objects.visible_to(user).written_by(user).contains(conversation)


rules.add_perm("participants.see_enrolment", can_see_enrolment)
rules.add_perm("participants.manage_enrolment", can_manage_enrolment)
rules.add_perm("participants.edit_account", can_edit_account)
rules.add_perm("participants.log_conversation", can_mentor_enrolment)
rules.add_perm("participants.read_shared_notes", can_read_shared_notes)
rules.add_perm("participants.amend_conversation", can_amend_conversation)
