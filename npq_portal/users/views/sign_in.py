"""What the portal adds to allauth's pages."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import RequestLoginCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.utils.module_loading import import_string


class SignInView(RequestLoginCodeView):
    """Asks for an e-mail address or a passkey; the demo adds a button for each role."""

    template_name = "account/login.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"demo_people": self.demo_people()}

    def demo_people(self):
        """Who can be signed in with one tap: the demo's people in a demo, and nobody anywhere else."""
        return import_string(settings.PORTAL_DEMO_PEOPLE) if settings.DEMO else ()


sign_in = SignInView.as_view()


class NewFactorMixin:
    """Whoever has just set up a second factor has shown it: the page that follows need not ask for it again."""

    kind: str

    def form_valid(self, form):
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type=self.kind, reauthenticated=True)
        return response


class AddPasskeyView(NewFactorMixin, AddWebAuthnView):
    kind = Authenticator.Type.WEBAUTHN.value


class ActivateAppView(NewFactorMixin, ActivateTOTPView):
    kind = Authenticator.Type.TOTP.value


class RemovePasskeyView(RemoveWebAuthnView):
    """Looks the passkey up once, where allauth does it twice."""

    def get_object(self, queryset=None):
        return self.object if hasattr(self, "object") else super().get_object(queryset)


remove_passkey = RemovePasskeyView.as_view()
add_passkey = AddPasskeyView.as_view()
activate_app = ActivateAppView.as_view()
