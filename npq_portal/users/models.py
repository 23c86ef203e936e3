"""Who signs in, and in what role."""

import datetime as dt
import secrets
from functools import cached_property
from hashlib import sha256

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower

from npq_portal import clock
from npq_portal.ui.text import one_line
from npq_portal.users.dated import dated_constraints, in_force


class Role(models.TextChoices):
    """What someone is in the portal; where they are it (which cohorts, which people) is kept by the apps above."""

    ADMINISTRATOR = "administrator", "Administrator"
    PROGRAMME_MANAGER = "programme_manager", "Programme manager"
    FACILITATOR = "facilitator", "Facilitator"
    MENTOR = "mentor", "Mentor"
    PARTICIPANT = "participant", "Participant"


STAFF_ROLES = frozenset({Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER, Role.FACILITATOR})
# For how long one worker has an invitation's e-mail to itself: longer than any e-mail takes to send.
CLAIM = dt.timedelta(minutes=5)


def normalise_email(email: str) -> str:
    """The one spelling of an address under which a person is known: trimmed and in lower case."""
    return email.strip().lower()


def on_the_internet(email: str) -> None:
    """Refuse what Django lets pass: an address on this machine, and look-alikes of letters (ı for i) in the name.

    Raises ``ValidationError``.
    """
    name, _, host = email.rpartition("@")
    if not name.isascii() or host.lower() == "localhost":
        raise ValidationError("Enter an e-mail address such as name@school.sch.uk.")


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "UserQuerySet":
        """Administrators see everybody, programme managers those whom they invited, and everyone themselves."""
        if user.is_administrator:
            return self
        own = models.Q(pk=user.pk)
        if user.holds(Role.PROGRAMME_MANAGER):
            own |= models.Q(pk__in=Invitation.objects.filter(invited_by=user).values("user"))
        return self.filter(own)

    def named(self, text: str) -> "UserQuerySet":
        """People whose name or address contains every word of ``text``."""
        people = self
        for word in text.split():
            people = people.filter(
                models.Q(full_name__icontains=word)
                | models.Q(preferred_name__icontains=word)
                | models.Q(email__icontains=word)
            )
        return people

    def for_listing(self, on: dt.date) -> "UserQuerySet":
        """In order of names, with ``roles_held`` on a day and ``latest_invitations``, the newest first."""
        return self.prefetch_related(
            models.Prefetch(
                "role_assignments",
                RoleAssignment.objects.in_force(on).order_by("starts_on", "pk"),
                to_attr="roles_held",
            ),
            models.Prefetch(
                "invitations", Invitation.objects.order_by("-created_at", "-pk"), to_attr="latest_invitations"
            ),
        ).order_by(Lower("full_name"), "pk")

    def by_email(self, email: str) -> "UserQuerySet":
        # PostgreSQL refuses even to look for a NUL.
        return self.none() if "\0" in email else self.filter(email=normalise_email(email))

    def in_role(self, role: str, on: dt.date) -> "UserQuerySet":
        """People who hold ``role`` on a day."""
        return self.filter(pk__in=RoleAssignment.objects.in_force(on).filter(role=role).values("user"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # the stubs know no made class
    """Makes people without a password: they sign in with an e-mailed code or a passkey."""

    use_in_migrations = True

    def create_user(self, email: str, full_name: str = "", **fields) -> "User":
        """Make a person who can be invited; raises ``ValidationError`` for bad fields."""
        user = self.model(email=normalise_email(email), full_name=full_name, **fields)
        user.set_unusable_password()
        user.full_clean()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, full_name: str = "Support", password: str | None = None, **fields) -> "User":
        """Make a person who may open the support pages. Django's command asks for a password; nobody here has one."""
        return self.create_user(email, full_name, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in; the e-mail address is the name they are known by."""

    email = models.EmailField(
        max_length=254,
        unique=True,
        validators=[one_line, on_the_internet],
        error_messages={"unique": "Somebody has this e-mail address already."},
    )
    full_name = models.CharField(max_length=150, validators=[one_line])
    preferred_name = models.CharField(
        max_length=60, blank=True, validators=[one_line], help_text="What e-mails and pages call this person."
    )
    is_active = models.BooleanField(default=True)
    is_uninvited = models.BooleanField(
        default=False,
        editable=False,
        help_text="Cannot sign in only because an invitation was taken back; whoever may invite lets them in again.",
    )
    is_staff = models.BooleanField("may open the support pages", default=False)
    joined_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_lower",
                violation_error_message="Write the e-mail address in lower case.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def clean(self) -> None:
        self.email = normalise_email(self.email)
        # So that an account which support opens and later closes stays closed.
        self.is_uninvited = self.is_uninvited and not self.is_active

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.first_name

    @property
    def first_name(self) -> str:
        """What to call this person in a greeting."""
        return self.preferred_name or (self.full_name.split() or [self.email])[0]

    @cached_property
    def acting_on(self) -> dt.date:
        """The local day on which this person acts: roles and assignments are dated. The portal's today, unless set."""
        return clock.today()

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held on ``acting_on``; read once for each request."""
        return frozenset(
            RoleAssignment.objects.in_force(self.acting_on).filter(user=self).values_list("role", flat=True)
        )

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Whether the rules let this person do something. Django's own permissions, which cost two queries, are only
        asked about support."""
        if self.is_staff:
            return super().has_perm(perm, obj)
        return self.is_active and rules.has_perm(perm, self, obj)

    def holds(self, *roles: str) -> bool:
        """Whether this person holds any of ``roles`` today."""
        return self.is_active and not self.roles.isdisjoint(roles)

    @property
    def is_administrator(self) -> bool:
        return self.holds(Role.ADMINISTRATOR)


class RoleAssignmentQuerySet(models.QuerySet):
    def in_force(self, on: dt.date) -> "RoleAssignmentQuerySet":
        return in_force(self, on)


class RoleAssignment(models.Model):
    """Somebody holds a role from one local day to another; an empty ``ends_on`` means until further notice."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_assignments")
    role = models.CharField(max_length=20, choices=Role)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        constraints = dated_constraints("role", ["user", "role"], "This person holds that role already.")

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    def is_over(self, on: dt.date) -> bool:
        return self.ends_on is not None and self.ends_on < on


def hash_token(token: str) -> str:
    """What is kept of a secret: enough to recognise it, not to use it."""
    return sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A secret of 256 bits that can stand in an address."""
    return secrets.token_urlsafe(32)


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "InvitationQuerySet":
        return self.filter(user__in=User.objects.visible_to(user))

    def by_token(self, token: str) -> "InvitationQuerySet":
        return self.filter(token_hash=hash_token(token))

    def open_at(self, now: dt.datetime) -> "InvitationQuerySet":
        """Invitations that can still be taken up."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)

    def to_send(self, now: dt.datetime) -> "InvitationQuerySet":
        """Invitations whose e-mail has yet to go out and that nobody is sending at this moment."""
        unclaimed = models.Q(claimed_at=None) | models.Q(claimed_at__lte=now - CLAIM)
        return self.open_at(now).filter(unclaimed, sent_at=None)


class Invitation(models.Model):
    """The one way in: a person is asked to sign in for the first time.

    The token is made while the e-mail is written and kept nowhere else: here is only its hash. ``claimed_at`` says
    since when somebody is writing that e-mail.
    """

    class State(models.TextChoices):
        ACCEPTED = "accepted", "Has signed in"
        REVOKED = "revoked", "Taken back"
        EXPIRED = "expired", "Expired"
        WAITING = "waiting", "About to be sent"
        SENT = "sent", "Invited"

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Invitation of {self.user}"

    def state(self, now: dt.datetime) -> "Invitation.State":
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.revoked_at:
            return self.State.REVOKED
        if self.expires_at <= now:
            return self.State.EXPIRED
        return self.State.SENT if self.sent_at else self.State.WAITING
