"""The header that says what a page may load and run."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponseBase

# How a view or a template asks for a policy of its own, which the library then builds.
OWN_POLICY = {"_csp_config", "_csp_update", "_csp_replace", "_csp_exempt"}


class PolicyMiddleware(CSPMiddleware):
    """The library's, with the policy of the settings built once: no page has another, and building it for each took a
    fifth of the time of a calendar's poll."""

    def __init__(self, get_response) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if hasattr(request, "_csp_nonce") or not OWN_POLICY.isdisjoint(vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response
