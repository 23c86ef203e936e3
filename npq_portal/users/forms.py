"""What people type about themselves and about those whom they invite."""

import struct
from contextlib import contextmanager

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput

from npq_portal.ui.forms import DayField
from npq_portal.ui.text import one_line
from npq_portal.users.models import Role, RoleAssignment, User, normalise_email, on_the_internet


class EmailField(forms.EmailField):
    """An address, in the one spelling under which a person is known."""

    default_validators = [*forms.EmailField.default_validators, on_the_internet]
    default_error_messages = {
        "invalid": "Enter an e-mail address such as name@school.sch.uk.",
        "required": "Enter an e-mail address.",
    }

    def __init__(self, **kwargs):
        widget = forms.EmailInput(attrs={"autocomplete": kwargs.pop("autocomplete", "off"), "spellcheck": "false"})
        super().__init__(**{"label": "E-mail address", "max_length": 254, "widget": widget} | kwargs)

    def clean(self, value):
        return normalise_email(super().clean(value))


class SignInForm(RequestLoginCodeForm):
    """Whose code to send. The answer is the same for addresses that nobody has."""

    email = EmailField(autocomplete="username webauthn")

    def clean_email(self) -> str:
        """Find the person by exactly this address: a look-alike (ı for i) is somebody else, on every database."""
        email = self.cleaned_data["email"]
        if not ratelimit.consume(context.request, app="allauth.account", action="request_login_code", key=email):
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = User.objects.by_email(email).filter(is_active=True).first()
        return email


class CodeForm(ConfirmLoginCodeForm):
    """The code of the e-mail; case, spaces and dashes do not matter."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="Eight letters, such as BCDF-GHJK.",
        error_messages={"required": "Enter the code in the e-mail."},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


@contextmanager
def readable():
    """Answer what no browser would send with a sentence; allauth passes it on to a parser that fails.

    Raises ``ValidationError``.
    """
    try:
        yield
    except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError, struct.error) as error:
        raise ValidationError("This passkey could not be used. Try again, or choose another way.") from error


class CredentialField(forms.JSONField):
    """What a browser says of a passkey. Django lets the parser fail at brackets nested too deep and at endless numbers."""

    widget = forms.HiddenInput

    def to_python(self, value):
        with readable():
            return super().to_python(value)

    def bound_data(self, data, initial):
        try:
            return super().bound_data(data, initial)
        except (RecursionError, ValueError):
            return InvalidJSONInput(data)


class ReadableCredential(forms.Form):
    credential = CredentialField()

    def clean_credential(self):
        with readable():
            return super().clean_credential()


class PasskeySignInForm(ReadableCredential, LoginWebAuthnForm):
    """A passkey in place of address and code."""


class SecondStepPasskeyForm(ReadableCredential, AuthenticateWebAuthnForm):
    """A passkey after the code."""


class ConfirmPasskeyForm(ReadableCredential, ReauthenticateWebAuthnForm):
    """A passkey once more, before something that matters."""


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey's name, and what the browser made. All our passkeys can sign in by themselves."""

    name = forms.CharField(
        label="Name of this passkey",
        max_length=60,
        required=False,
        validators=[one_line],
        help_text="Such as “My phone”, to tell it from others.",
    )
    credential = CredentialField()
    passwordless = forms.BooleanField(required=True, initial=True, widget=forms.HiddenInput)
    mark_optional = False

    def clean(self):
        with readable():
            return super().clean()


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label="Name of this passkey", max_length=60, validators=[one_line])


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "preferred_name"]
        labels = {"full_name": "Full name", "preferred_name": "What we call you"}
        help_texts = {
            "preferred_name": "E-mails and pages greet you with it. Leave it empty to be called by first name."
        }


class NewEmailForm(forms.Form):
    """The address that somebody wants to be known by from now on."""

    email = EmailField(label="New e-mail address", autocomplete="email")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        if self.cleaned_data["email"] == self.user.email:
            raise ValidationError("This is the address that you have already.")
        return self.cleaned_data["email"]


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    email = EmailField(help_text="The invitation goes here, and it is what they sign in with.")
    full_name = forms.CharField(
        label="Full name", max_length=150, validators=[one_line], error_messages={"required": "Enter their name."}
    )
    roles = forms.MultipleChoiceField(
        label="Roles",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role.", "invalid_choice": "Choose from the roles listed."},
    )
    starts_on = DayField(label="First day of these roles")

    def __init__(self, *args, roles: list[Role], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.value, role.label) for role in roles]


class RoleForm(forms.ModelForm):
    """A role and its days; the person comes from the page's address."""

    role = forms.ChoiceField(
        choices=[("", "Choose a role"), *Role.choices],
        error_messages={"required": "Choose a role.", "invalid_choice": "Choose a role from the list."},
    )
    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day", required=False, help_text="Leave it empty for “until further notice”.")

    class Meta:
        model = RoleAssignment
        fields = ["role", "starts_on", "ends_on"]


class LastDayForm(forms.Form):
    ends_on = DayField(
        label="Last day", help_text="The role holds until the end of this day. Choose yesterday to end it at once."
    )
